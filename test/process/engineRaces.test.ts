import assert from 'node:assert/strict';
import { chmodSync, existsSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { formatMessage } from '../../src/base/message';
import { initialEnvironmentOf, listProcesses } from '../../src/core/process/platform';
import { countListeners } from '../support/countListeners';
import { eventually } from '../support/eventually';
import { folderDefaults } from '../support/folderDefaults';
import { nodeBinary } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { writeFiles } from '../support/writeFiles';
import { writeModule } from '../support/writeModule';

const STAY = 'setInterval(() => {}, 1000);';
/** Set for everything that a core of these tests starts for a module; each core has a value of its own. */
const MARK = 'RACE_MARK';

describe('Requests that meet', function () {
  this.timeout(60_000);
  const newFolder = tempFolder();
  const cores: TestCore[] = [];
  let marks = 0;
  /** What the cores of a test have written into our log. */
  let logged: string[] = [];
  const note = (text: string): void => void logged.push(text);

  function newCore(environment: Readonly<Record<string, string>> = {}): TestCore {
    const inherited = Object.entries(process.env).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    );
    const mark = `${process.pid}-${++marks}`;
    const core = new TestCore(newFolder(), {
      log: { error: note, warn: note, info: note, debug: note },
      environment: { ...(Object.fromEntries(inherited) as Record<string, string>), [MARK]: mark, ...environment },
    });
    cores.push(core);
    return core;
  }

  afterEach(async () => {
    for (const core of cores.splice(0)) await core.end();
    logged = [];
    await eventually('nothing is left of any module', async () => (await runningMarks()).length === 0);
  });

  /** The marks of what modules have running now. */
  async function runningMarks(): Promise<string[]> {
    return (await listProcesses()).flatMap(({ pid }) => {
      const mark = initialEnvironmentOf(pid)?.get(MARK);
      return mark?.startsWith(`${process.pid}-`) ? [mark] : [];
    });
  }

  /** A module that counts as installed when it has lasted for a second. */
  const write = (name: string): string => writeModule(newFolder(), name, { 'index.js': STAY });

  /** One that does so much sooner. */
  const writeQuick = (name: string, script = STAY, app: object = {}): string => {
    const apps = [{ script: 'index.js', min_uptime: 100, ...app }];
    return writeModule(newFolder(), name, { 'index.js': script }, { apps });
  };

  /** What makes a module take its time to end, and write a file before. */
  const lateEnd = (file: string, delayMs: number): string =>
    `process.on('SIGINT', () => { require('fs').writeFileSync('${file}', ''); setTimeout(process.exit, ${delayMs}); }); ${STAY}`;

  /** How a promise ended, in one word or its message. */
  const outcome = (promise: Promise<unknown>): Promise<string> =>
    promise.then(
      () => 'resolved',
      (error: unknown) => (error instanceof Error ? error.message : String(error)),
    );

  /** A command `node` that takes ages to say which Node it is. */
  function slowNode(): Record<string, string> {
    const folder = writeFiles(newFolder(), { node: '#!/bin/sh\nexec sleep 600\n' });
    chmodSync(path.join(folder, 'node'), 0o755);
    return { PATH: `${folder}${path.delimiter}${process.env.PATH ?? ''}` };
  }

  describe('about an installation', () => {
    it('start a folder once that is installed twice at once, whatever path leads to it', async () => {
      const core = newCore();
      const folder = write('twice');
      const link = path.join(newFolder(), 'link');
      symlinkSync(folder, link, 'junction');
      const ids = await Promise.all([folder, `${folder}${path.sep}`, link].map((place) => core.install(place)));
      assert.equal(new Set(ids).size, 1);
      assert.equal(core.modules.size, 1);
      assert.equal(core.process.generation, 1);
      assert.equal(core.output.filter((line) => line.includes('generation')).length, 1);
    });

    for (const [moment, isReached] of [
      ['it is known', (core: TestCore) => core.modules.size === 1],
      ['its process runs', (core: TestCore) => core.modules.size === 1 && core.process.pid !== undefined],
    ] as const) {
      it(`end a module that is uninstalled as soon as ${moment}`, async () => {
        const core = newCore();
        const folder = write('early');
        const installed = outcome(core.install(folder));
        await eventually(moment, () => isReached(core));
        await core.service.uninstall(core.module.id);
        assert.equal(await installed, '"early" was uninstalled before it was online.');
        assert.equal(core.modules.size, 0);
        await core.install(folder);
        assert.equal(core.process.status, 'online');
      });

      it(`leave a module stopped that is stopped as soon as ${moment}`, async () => {
        const core = newCore();
        const installed = outcome(core.install(write('stopped')));
        await eventually(moment, () => isReached(core));
        await core.service.stop(core.module.id);
        assert.equal(await installed, 'resolved');
        await core.service.whenIdle();
        assert.equal(core.process.status, 'stopped');
        assert.equal(core.process.pid, undefined);
      });

      it(`leave nothing behind when the host goes away as soon as ${moment}`, async () => {
        const core = newCore();
        const installed = outcome(core.install(write('orphan')));
        await eventually(moment, () => isReached(core));
        await core.end();
        assert.match(await installed, /was uninstalled before it was online/);
      });
    }

    it('leave nothing behind when the host goes away before the folder was read', async () => {
      const core = newCore();
      const installed = outcome(core.install(write('orphan')));
      await core.end();
      assert.match(await installed, /was uninstalled before it was online/);
      assert.equal(core.modules.size, 0);
    });

    for (const [what, act] of [
      ['stopped', (core: TestCore) => core.service.stop(core.module.id)],
      ['uninstalled', (core: TestCore) => core.service.uninstall(core.module.id)],
      ['ended with the host', (core: TestCore) => core.end()],
    ] as const) {
      it(`do not wait for a slow look for Node when the module is ${what}`, async () => {
        const core = newCore(slowNode());
        const installed = outcome(core.install(write('slow')));
        await eventually('it is known', () => core.modules.size === 1);
        await act(core);
        await installed;
        assert.equal(core.modules.size === 1 && core.process.pid, what === 'stopped' ? undefined : false);
      });
    }

    it('install a module again while it is still being uninstalled', async () => {
      const core = newCore();
      const folder = writeQuick('again', lateEnd(path.join(newFolder(), 'ending'), 300));
      const id = await core.install(folder);
      const uninstalled = core.service.uninstall(id);
      assert.equal(await core.install(folder), id);
      await uninstalled;
      assert.equal(core.modules.size, 1);
      assert.deepEqual([core.process.status, core.process.generation], ['online', 1]);
      assert.equal((await runningMarks()).length >= 1, true);
    });

    it('uninstall a module once when that is asked for twice at once', async () => {
      const core = newCore();
      const folder = writeQuick('gone', lateEnd(path.join(newFolder(), 'ending'), 200));
      const id = await core.install(folder);
      await Promise.all([core.service.uninstall(id), core.service.uninstall(id)]);
      assert.equal(core.modules.size, 0);
      await core.install(folder);
      assert.equal(core.process.status, 'online');
    });
  });

  describe('about what runs', () => {
    it('end a module that is uninstalled while it restarts', async () => {
      const core = newCore();
      const ending = path.join(newFolder(), 'ending');
      const id = await core.install(writeQuick('busy', lateEnd(ending, 200)));
      const restarted = outcome(core.service.restart(id));
      await eventually('the restart is under way', () => existsSync(ending));
      await core.service.uninstall(id);
      await restarted;
      assert.equal(core.modules.size, 0);
      assert.deepEqual(await runningMarks(), []);
    });

    it('start nothing of a manifest that was saved right before the uninstallation', async () => {
      const core = newCore();
      const folder = writeQuick('saved');
      const id = await core.install(folder);
      writeFileSync(path.join(folder, 'b.js'), STAY);
      const apps = [{ script: 'index.js' }, { script: 'b.js' }];
      writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'saved', apps }));
      await core.service.fileChanged({ kind: 'saved', path: path.join(folder, 'package.json') });
      await core.service.uninstall(id);
      await core.service.whenIdle();
      assert.equal(core.modules.size, 0);
    });

    it('kill a module that takes its time to stop as soon as the host goes away', async () => {
      const core = newCore();
      const id = await core.install(
        writeQuick('stubborn', `process.on('SIGINT', () => {}); ${STAY}`, { kill_timeout: 600_000 }),
      );
      const stopped = core.service.stop(id);
      await eventually('the stop is under way', () => core.process.status === 'stopping');
      await core.service.shutdown(50);
      await stopped;
    });

    it('run with the options that were set last, also when they were set while the old life ended', async () => {
      const core = newCore();
      const set = (level: string): void => {
        writeFiles(core.home, { 'module_conf.json': { conf: { level } } });
      };
      set('1');
      const ending = path.join(newFolder(), 'ending');
      await core.install(writeQuick('conf', `console.log('level', process.env.level); ${lateEnd(ending, 600)}`));
      set('2');
      await eventually('the restart is under way', () => existsSync(ending));
      set('3');
      await eventually('the new options', () => core.lines.at(-1) === 'level 3');
      await core.service.whenIdle();
      assert.equal(core.lines.at(-1), 'level 3');
    });

    it('take what PATH and the manifest say now when a person restarts it', async () => {
      const commands = newFolder();
      const node = path.join(commands, 'node');
      symlinkSync(nodeBinary(20), node);
      const core = newCore({ PATH: commands });
      const folder = writeQuick('restarted', `console.log(process.version, process.argv[2]); ${STAY}`, {
        watch: false,
      });
      const id = await core.install(folder);
      await eventually('its line', () => core.lines.some((line) => /^v20\..* undefined/.test(line)));
      rmSync(node);
      symlinkSync(nodeBinary(24), node);
      const apps = [{ script: 'index.js', watch: false, args: 'new' }];
      writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'restarted', apps }));
      await core.service.restart(id);
      await eventually('its line', () => core.lines.some((line) => /^v24\..* new/.test(line)));
    });

    it('leave as many listeners after ten restarts as there were before', async () => {
      const warnings: string[] = [];
      const warn = (warning: Error): number => warnings.push(warning.message);
      process.on('warning', warn);
      const core = newCore();
      const script = `require('./lib'); process.on('message', () => {}); ${STAY}`;
      const folder = writeQuick('ten', script);
      writeFileSync(path.join(folder, 'lib.js'), '');
      const id = await core.install(folder);
      await core.service.setInterest({ usage: true, probes: true, actions: true, events: true, traffic: [id] });
      const ofProcess = (): number => process.eventNames().reduce((sum, name) => sum + process.listenerCount(name), 0);
      const settle = (): Promise<unknown> => eventually('a standby', () => core.process.standby);
      await settle();
      const before = [countListeners(core.service), ofProcess()];
      for (let restart = 1; restart <= 10; restart++) await core.service.restart(id);
      await settle();
      await eventually('the same count', () => {
        assert.deepEqual([countListeners(core.service), ofProcess()], before);
        return true;
      });
      process.off('warning', warn);
      assert.deepEqual(warnings, []);
      assert.equal(core.process.restarts, 10);
    });
  });

  describe('about what is broken', () => {
    const problem = (core: TestCore): string | undefined =>
      core.module.problem && formatMessage(core.module.problem.message);

    it('show a broken module_conf.json as a problem of the module until it is mended', async () => {
      const core = newCore();
      const file = path.join(core.home, 'module_conf.json');
      await core.install(writeQuick('conf', `console.log('level', process.env.level); ${STAY}`));
      writeFileSync(file, '{\n  "conf": {\n    "level": "1",\n  }\n}');
      await eventually('the problem', () => problem(core) !== undefined);
      assert.equal(
        problem(core),
        'module_conf.json is not valid JSON (line 4, column 3). It was left as it is; values are the defaults until it is mended.',
      );
      assert.deepEqual(core.module.problem?.remedies, [{ kind: 'openFile', file, line: 4, column: 3 }]);
      assert.equal(core.process.status, 'online');
      writeFileSync(file, '{"conf":{"level":"1"}}');
      await eventually(
        'no problem, and the options',
        () => problem(core) === undefined && core.lines.includes('level 1'),
      );
    });

    it('show it also to a module that is installed while it is broken', async () => {
      const core = newCore();
      writeFileSync(path.join(core.home, 'module_conf.json'), 'nothing');
      await core.install(writeQuick('one'));
      await eventually('the problem', () => problem(core)?.startsWith('module_conf.json is not valid JSON'));
      await core.install(writeQuick('two'));
      for (const module of core.modules.values()) assert.ok(module.problem, module.name);
    });

    it('keep the problem of a manifest while other files are saved', async () => {
      const core = newCore();
      const folder = writeQuick('kept', `console.log('one'); ${STAY}`);
      await core.install(folder);
      writeFileSync(path.join(folder, 'package.json'), '{"name": "kept", "apps": []}');
      const text = await eventually('the problem', () => problem(core));
      writeFileSync(path.join(folder, 'index.js'), `console.log('two'); ${STAY}`);
      await eventually('the restart', () => core.lines.includes('two'));
      await core.service.whenIdle();
      assert.equal(problem(core), text);
    });

    it('keep the running life while package.json is no JSON, as Node would start no other', async () => {
      const core = newCore();
      const folder = writeQuick('held', `console.log('one'); ${STAY}`);
      await core.install(folder);
      const { pid } = core.process;
      writeFileSync(path.join(folder, 'package.json'), '{"name": "held", }');
      await eventually('the problem', () => problem(core));
      writeFileSync(path.join(folder, 'index.js'), `console.log('two'); ${STAY}`);
      await eventually('the save counts', () => logged.includes('index.js changed: restart'));
      await core.service.whenIdle();
      assert.deepEqual([core.process.pid, core.process.status], [pid, 'online']);
      writeFileSync(path.join(folder, 'package.json'), '{"name": "held", "main": "index.js"}');
      await eventually('the restart', () => core.lines.includes('two'));
      await eventually('no problem', () => problem(core) === undefined);
      assert.equal(core.process.generation, 2);
    });

    it('tell a person who starts a stopped module that its manifest cannot be read', async () => {
      const core = newCore();
      const folder = writeQuick('unreadable', STAY, { watch: false });
      const id = await core.install(folder);
      await core.service.stop(id);
      writeFileSync(path.join(folder, 'package.json'), '{"name": "unreadable", }');
      const text =
        'package.json, line 1, column 24: a name in double quotes belongs here, or the comma before is one too many.';
      await assert.rejects(core.service.start(id), { message: text });
      assert.equal(problem(core), text);
      assert.equal(core.process.status, 'stopped');
      writeFileSync(path.join(folder, 'package.json'), '{"name": "unreadable", "main": "index.js"}');
      await core.service.start(id);
      assert.deepEqual([problem(core), core.process.status], [undefined, 'online']);
    });

    it('start an errored module by itself when the setting that kept it from running is changed', async () => {
      const core = newCore({ PATH: '/nowhere' });
      const folder = write('nonode');
      assert.match(await outcome(core.install(folder)), /^There is no Node on PATH/);
      assert.equal(core.process.status, 'errored');
      await core.service.setFolderSettings(folder, { ...folderDefaults, nodePath: 'editor' });
      await eventually('online', () => core.process.status === 'online');
    });
  });
});
