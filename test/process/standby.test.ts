import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { MARKS, type Mark } from '../../src/base/mark';
import { findProcess } from '../../src/core/process/platform';
import type { FolderSettings } from '../../src/shared/coreApi';
import { eventually } from '../support/eventually';
import { folderDefaults } from '../support/folderDefaults';
import { installModule, nodeBinary } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { writeModule } from '../support/writeModule';

const STAY = 'setInterval(() => {}, 1000);';

/** Tells from inside all that a life can see of how it was started. */
const SELF_PORTRAIT = `
const Module = require('module');
const path = require('path');
const own = ['unique_id', 'pm_uptime', 'created_at', 'restart_time'];
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.includes(name)).sort());
console.log('PORTRAIT ' + JSON.stringify({
  argv: process.argv, argv0: process.argv0, execArgv: process.execArgv, title: process.title, cwd: process.cwd(), env,
  isMain: require.main === module, id: module.id, filename: module.filename, parent: module.parent && module.parent.id,
  children: module.children.length, paths: module.paths, mainModule: process.mainModule === module,
  cache: Object.keys(require.cache).map((file) => path.basename(file)), globals: Object.getOwnPropertyNames(globalThis).sort(),
  symbols: Object.getOwnPropertySymbols(globalThis).map(String).sort(), listeners: process.eventNames().map(String).sort(),
  messageListeners: process.listenerCount('message'), stdin: process.stdin.constructor.name, hasIpc: typeof process.send,
  isStdinOpen: process.stdin.readable && !process.stdin.readableEnded, uncaught: process.listenerCount('uncaughtException'),
  signals: ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name)), exitCode: process.exitCode,
  timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
  sent: Object.getOwnPropertyDescriptor(process, 'send') && process.send.name, timer: [setTimeout.name, setInterval.name],
  connected: process.connected, isYoung: process.uptime() < 5, cachePath: Object.keys(Module._pathCache).length > -1,
  tz: new Date(0).getTimezoneOffset(), stack: new Error().stack.split('\\n').slice(1).map((line) => line.replace(/:\\d+:\\d+/g, '')),
}));
${STAY}`;

describe('A standby', () => {
  const newFolder = tempFolder();
  const newCore = TestCore.starter();

  const ready = (core: TestCore): Promise<unknown> => eventually('a standby', () => core.process.standby);

  async function save(core: TestCore, folder: string, text: string, file = 'index.js'): Promise<void> {
    const { generation } = core.process;
    writeFileSync(path.join(folder, file), text);
    await eventually('the next life', () => core.process.generation > generation && core.process.status === 'online');
  }

  const portraits = (core: TestCore): Record<string, unknown>[] =>
    core.lines.flatMap((line) =>
      line.startsWith('PORTRAIT ') ? [JSON.parse(line.slice('PORTRAIT '.length)) as Record<string, unknown>] : [],
    );

  const starts = [
    ...([16, 20, 24] as const).map((major) => ({ major, kind: 'with @pm2/io preloaded' }) as const),
    { major: 20, kind: 'without a preload' } as const,
  ];
  for (const { major, kind } of starts) {
    it(`becomes a life that cannot tell itself from a cold one, ${kind}, in Node ${major}`, async () => {
      const core = newCore();
      const manifest = { apps: [{ script: 'index.js', args: 'a b', pmx: kind === 'with @pm2/io preloaded' }] };
      const folder = writeModule(newFolder(), 'portrait', { 'index.js': SELF_PORTRAIT }, manifest);
      await core.install(folder, { nodePath: nodeBinary(major) });
      const coldPid = core.process.pid;
      await ready(core);
      await save(core, folder, `${SELF_PORTRAIT}\n`);
      const [cold, warm] = await eventually('two portraits', () => portraits(core).length === 2 && portraits(core));
      assert.notEqual(core.process.pid, coldPid);
      assert.deepEqual(warm, cold);
    });
  }

  for (const major of [16, 20, 24] as const) {
    it(`becomes an ES module as a cold start does, in Node ${major}`, async () => {
      const core = newCore();
      const script = `console.log('PORTRAIT ' + JSON.stringify({ url: import.meta.url, meta: Object.keys(import.meta).sort(), argv: process.argv,
        typeofRequire: typeof require, main: typeof process.mainModule, title: process.title, execArgv: process.execArgv,
        globals: Object.getOwnPropertyNames(globalThis).sort(), stdin: process.stdin.constructor.name,
        listeners: process.eventNames().map(String).sort() })); ${STAY}`;
      const folder = writeModule(newFolder(), 'esm', { 'index.mjs': script }, { main: 'index.mjs', type: 'module' });
      await core.install(folder, { nodePath: nodeBinary(major) });
      await ready(core);
      await save(core, folder, `${script}\n`, 'index.mjs');
      const [cold, warm] = await eventually('two portraits', () => portraits(core).length === 2 && portraits(core));
      assert.deepEqual(warm, cold);
    });
  }

  it('ends as a cold start does: with its exit code, by its signal, and after its own answer to SIGINT', async () => {
    const core = newCore();
    const script = (text: string): string =>
      `process.on('SIGINT', () => { console.log('interrupted'); process.exit(7); }); console.log('up'); ${text}`;
    const folder = writeModule(newFolder(), 'ender', { 'index.js': script(STAY) });
    await core.install(folder);
    await ready(core);
    await save(core, folder, script(`${STAY}//`));
    await ready(core);
    await save(core, folder, script(`${STAY}///`));
    await eventually(
      'both lives were interrupted',
      () => core.lines.filter((line) => line === 'interrupted').length === 2,
    );
    const crashes: unknown[] = [];
    for (const end of ['process.exit(3)', "process.kill(process.pid, 'SIGTERM')"]) {
      await ready(core);
      const { generation } = core.process;
      writeFileSync(path.join(folder, 'index.js'), script(`setTimeout(() => { ${end}; }, 10); ${STAY}`));
      await eventually('its end', () => core.process.generation > generation && core.process.status === 'errored');
      const { exitCode, signal } = core.process.crash ?? {};
      crashes.push(exitCode ?? signal);
    }
    assert.deepEqual(crashes, [3, 'SIGTERM']);
  });

  it('is the process that the next life runs in', async () => {
    const core = newCore();
    const folder = writeModule(newFolder(), 'warm', { 'index.js': `console.log('one'); ${STAY}` });
    await core.install(folder);
    await ready(core);
    await core.service.setInterest({ usage: true, probes: false, actions: false, events: false, traffic: [] });
    await eventually('its memory', () => (core.process.standby?.memory ?? 0) > 1_000_000);
    await save(core, folder, `console.log('two'); ${STAY}`);
    await eventually('its output', () => core.lines.includes('two'));
    assert.match(core.output.findLast((line) => line.includes('generation')) ?? '', /generation 2 · saved index\.js/);
    await ready(core);
  });

  it('is the next life also when it still boots', async () => {
    const core = newCore();
    const folder = writeModule(newFolder(), 'soon', { 'index.js': STAY });
    await core.install(folder);
    const { standbyPids } = await import('../support/standbyPids');
    const [pid] = await eventually('a standby', async () => {
      const found = await standbyPids(core.process.pid ?? 0);
      return found.length > 0 && found;
    });
    await save(core, folder, `${STAY}//`);
    assert.equal(core.process.pid, pid);
  });

  it('knows where the life before has found its libraries', async () => {
    const core = newCore();
    const script = `const known = Object.keys(require('module')._pathCache).some((key) => key.startsWith('dependency\\0'));
      console.log(require('dependency'), known); ${STAY}`;
    const files = { 'index.js': script, 'node_modules/dependency/index.js': `module.exports = 'known:';` };
    const folder = writeModule(newFolder(), 'finder', files);
    await core.install(folder);
    await eventually('its output', () => core.lines.includes('known: false'));
    let text = script;
    const isKnown = async (): Promise<boolean> => {
      await ready(core);
      await save(core, folder, (text += '\n'));
      return core.lines.includes('known: true');
    };
    await eventually('what was installed some seconds ago is known', isKnown);
  });

  it('gets a configuration and an environment that changed while it waited', async () => {
    const core = newCore();
    const script = `console.log('level', process.env.level, 'tint', process.env.TINT); ${STAY}`;
    const app = { script: 'index.js', env: { TINT: 'red' } };
    const folder = writeModule(newFolder(), 'conf', { 'index.js': script }, { apps: [app] });
    await core.install(folder);
    await ready(core);
    writeFileSync(path.join(core.home, 'module_conf.json'), '{"conf":{"level":"7"}}');
    await eventually('the new value', () => core.lines.includes('level 7 tint red'));
    await ready(core);
    const changed = { name: 'conf', apps: [{ ...app, env: { TINT: 'blue' } }] };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(changed));
    await eventually('the new variable', () => core.lines.includes('level 7 tint blue'));
  });

  it('is not used for what Node reads at its start only', async () => {
    const core = newCore();
    const script = `console.log('trace', process.execArgv.includes('--no-deprecation'), process.env.NODE_OPTIONS, process.noDeprecation); ${STAY}`;
    const app = { script: 'index.js' };
    const folder = writeModule(newFolder(), 'flags', { 'index.js': script }, { apps: [app] });
    await core.install(folder);
    await ready(core);
    const changed = { name: 'flags', apps: [{ ...app, env: { NODE_OPTIONS: '--no-deprecation' } }] };
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify(changed));
    await eventually('the option took effect', () => core.lines.includes('trace false --no-deprecation true'));
  });

  it('waits for the save that mends a module that crashed', async () => {
    const core = newCore();
    const folder = writeModule(newFolder(), 'crasher', { 'index.js': `throw new Error('no')` });
    await core.install(folder).catch(() => undefined);
    await eventually('errored', () => core.process.status === 'errored');
    await ready(core);
    writeFileSync(path.join(folder, 'index.js'), `console.log('mended'); ${STAY}`);
    await eventually('its output', () => core.lines.includes('mended'));
  });

  it('goes when the module is stopped, and with the setting', async () => {
    const core = newCore();
    const folder = writeModule(newFolder(), 'stopped', { 'index.js': STAY });
    const id = await core.install(folder);
    await ready(core);
    await core.service.stop(id);
    await eventually('no standby', () => core.process.standby === undefined);
    await core.service.start(id);
    await ready(core);
    const cold: FolderSettings = { ...folderDefaults, warmRestart: false };
    await core.service.setFolderSettings(folder, cold);
    await save(core, folder, `${STAY}//`);
    await eventually('no standby', () => core.process.standby === undefined);
  });

  it('is replaced by a cold start when it died while it waited', async () => {
    const core = newCore();
    const folder = writeModule(newFolder(), 'killed', { 'index.js': `console.log(process.pid); ${STAY}` });
    await core.install(folder);
    await ready(core);
    const { standbyPids } = await import('../support/standbyPids');
    const [pid = 0] = await standbyPids(core.process.pid ?? 0);
    process.kill(pid, 'SIGKILL');
    await eventually('no standby', () => core.process.standby === undefined);
    await save(core, folder, `console.log('cold'); ${STAY}`);
    await eventually('its output', () => core.lines.includes('cold'));
    assert.equal(await findProcess(pid), undefined);
  });

  it('makes way for another: three wait at most', async () => {
    const core = newCore();
    for (const name of ['a', 'b', 'c', 'd']) {
      const id = await core.install(writeModule(newFolder(), name, { 'index.js': STAY }));
      await eventually(`a standby of ${name}`, () => core.modules.get(id)?.processes[0]?.standby);
    }
    await eventually('three standbys', () => {
      const now = [...core.modules.values()].filter(({ processes }) => processes[0]?.standby);
      return now.map(({ name }) => name).join() === 'b,c,d';
    });
  });

  it('marks how far a restart has come, for who measures it', async () => {
    const core = newCore();
    const folder = writeModule(newFolder(), 'marked', { 'index.js': STAY });
    await core.install(folder);
    await ready(core);
    const marks: string[] = [];
    const note = (message: unknown): unknown => marks.push((message as Mark).name);
    subscribe(MARKS, note);
    await save(core, folder, `${STAY}//`).finally(() => unsubscribe(MARKS, note));
    assert.deepEqual([...new Set(marks)], ['seen', 'decided', 'asked', 'gone', 'begun']);
  });

  /** What each life has sent, without what is measured, and in no order: some of it is read from files on the way. */
  async function sentByLives(core: TestCore): Promise<string[][]> {
    const file = path.join(newFolder(), 'recording');
    await core.service.recordTraffic(core.module.id, file, false);
    const lives: Set<string>[] = [new Set()];
    for (const line of readFileSync(file, 'utf8').trim().split('\n')) {
      const { dir, msg } = JSON.parse(line) as { dir: string; msg?: { type?: string; data: Record<string, object> } };
      if (dir === 'exit') lives.push(new Set());
      if (dir !== 'module->pm2' || !msg) continue;
      const parts = msg.type === 'axm:monitor' ? Object.entries(msg.data) : [[msg.type, msg]];
      for (const [name, part] of parts)
        lives.at(-1)?.add(JSON.stringify([name, { ...(part as object), value: undefined }]));
    }
    return lives.map((sent) => [...sent].sort());
  }

  for (const [library, major] of [
    ['pmx-cjs', 16],
    ['pmx-cjs', 20],
    ['io6-cjs', 24],
    ['tx2-cjs', 20],
  ] as const) {
    it(`sends the same as a cold start with ${library}, in Node ${major}`, async () => {
      const core = newCore();
      await core.service.setInterest({ usage: false, probes: true, actions: true, events: false, traffic: [] });
      const folder = installModule(library, newFolder());
      await core.install(folder, { nodePath: nodeBinary(major) });
      const hasOwn = (): boolean =>
        [...core.probes.values()].some((all) => [...all.values()].some((one) => !one.isRuntime));
      await eventually('all probes', () => hasOwn() && core.probe('Event Loop Latency p95') && core.process.standby);
      await core.service.restart(core.module.id);
      assert.equal(core.process.generation, 2);
      await eventually('the same packets', async () => {
        const [cold = [], warm = []] = await sentByLives(core);
        const missing = cold.filter((packet) => !warm.includes(packet));
        const unexpected = warm.filter((packet) => !cold.includes(packet));
        assert.deepEqual({ missing, unexpected }, { missing: [], unexpected: [] });
        return true;
      });
    });
  }
});
