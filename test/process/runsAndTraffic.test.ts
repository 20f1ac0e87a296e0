import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../src/base/errors';
import { formatMessage } from '../../src/base/message';
import type { ActionSnapshot, CallState } from '../../src/shared/action';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { writeModule } from '../support/writeModule';

const FILE_MODE_MASK = 0o777;

describe('Actions and traffic of a real module', () => {
  const newFolder = tempFolder();
  const cores: TestCore[] = [];
  let data: string;
  let module: string;
  let core: TestCore;

  function newCore(): TestCore {
    const made = new TestCore(data);
    cores.push(made);
    return made;
  }

  async function install(): Promise<void> {
    core = newCore();
    await core.service.setInterest({ usage: false, probes: true, actions: true, events: false, traffic: [] });
    await core.install(module);
    await eventually('its actions', () => action('sweep') !== undefined && action('km:heapdump') !== undefined);
  }

  function action(name: string): ActionSnapshot | undefined {
    return core.actions.get(core.process.key)?.find((one) => one.name === name);
  }

  function run(name: string, argument?: string): Promise<CallState> {
    return core.service.runAction(core.process.key, name, argument);
  }

  function newest(name: string): number {
    return action(name)?.runs?.[0]?.id ?? assert.fail(`${name} has not been run`);
  }

  before(() => {
    data = newFolder();
    module = installModule('chores', newFolder());
  });

  afterEach(async () => {
    for (const one of cores.splice(0)) await one.end();
  });

  it('stream a scoped run, which can be read while it goes on', async () => {
    await install();
    const ended = run('sweep', '8+'); // and goes on until it is enough
    await eventually('the first lines', () => (action('sweep')?.lastCall?.streamed ?? 0) > 2);
    const early = await core.service.runOutput(core.process.key, newest('sweep'));
    assert.equal(early.call.state.kind, 'running');
    assert.equal(early.lines[0], 'swept room 1');
    await run('enough');
    const state = await ended;
    assert.equal(state.kind === 'replied' && state.value, 'swept');
    const whole = await core.service.runOutput(core.process.key, newest('sweep'));
    assert.deepEqual([whole.lines.length, whole.missed, whole.call.argument], [8, 0, '8+']);
  });

  it('end a run also where each life ends before it declares the action again', async () => {
    core = newCore();
    await core.service.setInterest({ usage: false, probes: true, actions: true, events: false, traffic: [] });
    const alive = `process.send({ type: 'axm:action', data: { action_name: 'ping' } }); setInterval(() => {}, 1000);`;
    const manifest = { apps: [{ script: 'index.js', min_uptime: 100 }] };
    const restless = writeModule(newFolder(), 'restless', { 'index.js': alive }, manifest);
    await core.install(restless);
    await eventually('its action', () => action('ping') !== undefined);
    writeFileSync(path.join(restless, 'index.js'), `setTimeout(() => { throw new Error('again'); }, 300);`);
    await eventually(
      'it restarts again and again',
      () => core.process.generation > 5 && core.process.pid !== undefined,
    );
    // Between two lives that is said at once.
    const outcome = await run('ping').then(
      ({ kind }) => kind,
      (error: unknown) => error instanceof UserError && 'failed',
    );
    assert.equal(outcome, 'failed');
  });

  it('keep runs with their output for the next window', async () => {
    await install();
    const [kept] = action('sweep')?.runs ?? [];
    assert.equal(kept?.streamed, 8);
    assert.equal(action('sweep')?.lastCall, undefined);
    const output = await core.service.runOutput(core.process.key, kept.id);
    assert.equal(output.lines.at(-1), 'swept room 8');
    const [folder = ''] = readdirSync(path.join(data, 'storage', 'runs'));
    const [file = ''] = readdirSync(path.join(data, 'storage', 'runs', folder));
    assert.equal(statSync(path.join(data, 'storage', 'runs', folder, file)).mode & FILE_MODE_MASK, 0o600);
  });

  it('keep what an action that was cut off had streamed', async () => {
    await install();
    const ended = run('sweep');
    await eventually('the first line', () => (action('sweep')?.lastCall?.streamed ?? 0) > 0);
    await core.end();
    assert.equal((await ended).kind, 'failed');
    await install();
    const [kept] = action('sweep')?.runs ?? [];
    assert.equal(
      kept?.state.kind === 'failed' && formatMessage(kept.state.message),
      'The module stopped before it replied.',
    );
  });

  it('save a heap snapshot and a CPU profile as files that the editor can open', async () => {
    await install();
    const [snapshot, started] = [await run('km:heapdump'), await run('km:cpu:profiling:start')];
    assert.equal(started.kind, 'replied');
    const again = await run('km:cpu:profiling:start');
    assert.equal(
      again.kind === 'failed' && formatMessage(again.message),
      'A profile is being taken already. Stop it first.',
    );
    const profile = await run('km:cpu:profiling:stop');
    const none = await run('km:cpu:profiling:stop');
    assert.equal(none.kind === 'failed' && formatMessage(none.message), 'No profile is being taken. Start one first.');
    for (const [state, pattern] of [
      [snapshot, /chores-[\d-]+\.heapsnapshot$/],
      [profile, /chores-[\d-]+\.cpuprofile$/],
    ] as const) {
      const file = state.kind === 'replied' ? (state.file ?? '') : '';
      assert.match(file, pattern);
      assert.equal(statSync(file).mode & FILE_MODE_MASK, 0o600);
      assert.equal(typeof JSON.parse(readFileSync(file, 'utf8')), 'object');
    }
  });

  it('are run by a life that has only just begun as soon as it has declared them', async () => {
    const slow = `
      let isDeclared = false;
      process.on('message', () => {
        if (isDeclared) process.send({ type: 'axm:reply', data: { action_name: 'open', return: 'opened' } });
      });
      setTimeout(() => {
        isDeclared = true;
        process.send({ type: 'axm:action', data: { action_name: 'open', arity: 1 } });
      }, 300);
    `;
    core = newCore();
    await core.service.setInterest({ usage: false, probes: false, actions: true, events: false, traffic: [] });
    const id = await core.install(writeModule(newFolder(), 'slow', { 'index.js': slow }));
    await eventually('the action', () => action('open') !== undefined);
    await core.service.restart(id);
    const state = await run('open');
    assert.equal(state.kind === 'replied' && state.value, 'opened');
    writeFileSync(path.join(core.module.folder, 'index.js'), slow.replaceAll("'open'", "'other'"));
    await eventually('the restart', () => core.process.generation === 3);
    await assert.rejects(run('open'), /has no action "open"/);
  });

  it('record what is kept and what follows, without secrets, for a look at it elsewhere', async () => {
    await install();
    const file = path.join(newFolder(), 'chores.jsonl');
    const saved = core.service.recordTraffic(core.module.id, file, true);
    const told = await run('tell token');
    assert.equal(told.kind === 'replied' && told.value, '••••••');
    await core.service.restart(core.module.id);
    await eventually('its actions', () => action('set level') !== undefined);
    await run('set level', 'debug');
    await core.service.stopRecordingTraffic(core.module.id);
    const { messages, skipped } = await saved;
    assert.equal(skipped, 0);
    const text = readFileSync(file, 'utf8');
    assert.equal(text.trimEnd().split('\n').length, messages + 2); // who it is, and where a life ends
    assert.ok(!text.includes('s3cr3t-t0ken'));
    await core.service.uninstall(core.module.id);

    await core.service.openRecording(file);
    await core.service.whenIdle();
    assert.equal(core.module.name, 'chores (recording)');
    assert.equal(core.process.generation, 2);
    assert.ok(!core.module.hints.some(({ code }) => code === 'action-twice'));
    const state = action('set level')?.lastCall?.state;
    assert.deepEqual(state?.kind === 'replied' && state.value, { level: 'debug' });
    await assert.rejects(core.service.restart(core.module.id), /is a recording/);
    await assert.rejects(run('set level', 'info'), /is a recording/);
    await core.service.uninstall(core.module.id);
    assert.equal(core.modules.size, 0);
  });

  it('tell of a flood how many messages were passed over, and show what the filter lets through', async () => {
    const flood = `
      process.on('message', () => {
        for (let n = 0; n < 5000; n++) process.send({ type: 'human:event', data: { __name: 'flood', n } });
        process.send({ type: 'axm:reply', data: { action_name: 'open', return: 'done' } });
      });
      process.send({ type: 'axm:action', data: { action_name: 'open', arity: 1 } });
    `;
    core = newCore();
    const id = await core.install(writeModule(newFolder(), 'flooder', { 'index.js': flood }));
    await core.service.setInterest({ usage: false, probes: false, actions: true, events: false, traffic: [id] });
    await eventually('the action', () => action('open') !== undefined);
    await run('open');
    await core.service.whenIdle();
    const passed = core.traffic.flatMap((line) => /^… (\d+) messages were passed over/.exec(line)?.[1] ?? []);
    const shown = core.traffic.filter((line) => line.includes('human:event flood')).length;
    assert.ok(shown > 0 && shown < 2_500, String(shown));
    assert.ok(passed.reduce((sum, count) => sum + Number(count), 0) + shown >= 5_000);

    await core.service.setSettings({
      home: core.home,
      logsMaxFileSizeMb: 10,
      actionsTimeoutMs: 20_000,
      trafficFilter: ['axm:reply', '!*flood*'],
    });
    const history = await core.service.trafficHistory(id);
    assert.deepEqual(
      history.map((line) => line.slice('12:03:11.871 '.length).split(/ {2,}/)[0]),
      ['← axm:reply open'],
    );
  });
});
