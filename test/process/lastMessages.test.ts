import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import path from 'node:path';
import { formatMessage } from '../../src/base/message';
import { drained } from '../../src/core/process/inflow';
import { channelOf } from '../../src/core/process/ipcChannel';
import { launch, type RunningProcess } from '../../src/core/process/launch';
import { signal } from '../../src/core/process/platform';
import { blockUntilEnded } from '../support/blockUntilEnded';
import { eventually } from '../support/eventually';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { writeFiles } from '../support/writeFiles';
import { writeModule } from '../support/writeModule';

/** A pipe holds them all; Node reads it in smaller pieces. */
const COUNT = 60;
const numbers = Array.from({ length: COUNT }, (_, index) => index);
const lastWords = `for (let index = 0; index < ${COUNT}; index++) process.send({ index, text: 'x'.repeat(1500) });`;
const env = { PATH: process.env.PATH ?? '' };

describe('The last messages of a process', () => {
  const newFolder = tempFolder();
  const newCore = TestCore.starter();
  const running: RunningProcess[] = [];
  afterEach(async () => {
    for (const one of running.splice(0)) {
      one.dispose();
      signal(one.pid, 'SIGKILL', 'group');
      await one.exited;
    }
  });

  interface Started {
    readonly process: RunningProcess;
    readonly folder: string;
    readonly indices: () => unknown[];
  }

  async function start(command: string, source: string): Promise<Started> {
    const folder = writeFiles(newFolder(), { 'index.js': source });
    const out = openSync(path.join(folder, 'out'), 'a');
    const flags = { preload: false, sourceMaps: false, reportLoaded: false };
    const entry = path.join(folder, 'index.js');
    const setup = { entry, args: [], env, title: 'last', moduleFolder: folder, ...flags };
    const started = await launch({ command, commandArgs: [], commandEnv: {}, cwd: folder, setup, out, error: out });
    closeSync(out);
    running.push(started);
    const raws: unknown[] = [];
    started.onDidReceive(({ raw }) => raws.push(raw));
    return { process: started, folder, indices: () => raws.map((raw) => (raw as { index: unknown }).index) };
  }

  const ends = [
    { what: 'exits', end: 'process.exit(3)', exit: { code: 3, signal: undefined } },
    { what: 'throws', end: 'throw new Error("the end")', exit: { code: 1, signal: undefined } },
    { what: 'is killed', end: 'process.kill(process.pid, "SIGKILL")', exit: { code: undefined, signal: 'SIGKILL' } },
  ];
  for (const { what, end, exit } of ends) {
    it(`come before its end is told, though something was sent to it too late: it ${what}`, async () => {
      const { process: child, indices } = await start(process.execPath, `${lastWords} ${end};`);
      blockUntilEnded(child.pid);
      child.send('too late');
      assert.deepEqual(await child.exited, exit);
      assert.deepEqual(indices(), numbers);
    });
  }

  it('come although it has closed its channel, and something was sent to it too late', async () => {
    const source = `
      process.once('disconnect', () => require('fs').writeFileSync('closed', ''));
      ${lastWords} process.disconnect(); setInterval(() => {}, 1000);`;
    const { process: child, indices, folder } = await start(process.execPath, source);
    while (!existsSync(path.join(folder, 'closed')));
    child.send('too late');
    await eventually('all', () => indices().length === COUNT);
    assert.deepEqual(indices(), numbers);
    assert.throws(() => child.send('far too late'), { message: 'The IPC channel is closed.' });
  });

  it('come before its end is told, though something that it has started keeps its channel', async () => {
    const write = `i=0; while [ $i -lt ${COUNT} ]; do echo "{\\"index\\":$i}" >&3; i=$((i+1)); done`;
    const { process: child, indices } = await start('sh', `sleep 1000 & ${write}; exit 3`);
    blockUntilEnded(child.pid);
    child.send('nobody reads this');
    assert.deepEqual(await child.exited, { code: 3, signal: undefined });
    assert.deepEqual(indices(), numbers);
  });

  it('come before its end is told where its channel is that of Node', async () => {
    const folder = writeFiles(newFolder(), { 'index.js': `${lastWords} process.exit();` });
    const child = spawn(process.execPath, ['index.js'], {
      cwd: folder,
      env,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    const channel = channelOf(child);
    const raws: unknown[] = [];
    channel.receive(({ raw }) => raws.push(raw));
    const exited = new Promise((resolve) => child.once('exit', resolve));
    blockUntilEnded(child.pid ?? 0);
    channel.send('too late');
    await exited;
    await drained([channel.inflow]);
    assert.equal(raws.length, COUNT);
  });

  it('answer a call, and are kept, though the next call came too late', async () => {
    const core = newCore();
    const source = `
      const emit = (index) => process.send({ type: 'human:event', data: { __name: 'word', index, text: 'x'.repeat(1500) } });
      process.on('message', (name) => {
        for (let index = 0; index < ${COUNT}; index++) emit(index);
        process.send({ type: 'axm:reply', data: { return: 'goodbye', action_name: name } });
        process.exit(3);
      });
      for (const name of ['part', 'call']) process.send({ type: 'axm:action', data: { action_name: name } });`;
    await core.service.setInterest({ usage: false, probes: false, actions: true, events: true, traffic: [] });
    const apps = [{ script: 'index.js', autorestart: false }];
    await core.install(writeModule(newFolder(), 'parting', { 'index.js': source }, { main: undefined, apps }));
    const { key, pid = 0 } = core.process;
    await eventually('its actions', () => core.actions.get(key)?.some(({ name }) => name === 'call'));
    const parted = core.service.runAction(key, 'part');
    await new Promise((resolve) => process.nextTick(resolve)); // it is sent; nothing was read since
    blockUntilEnded(pid);
    const called = await core.service.runAction(key, 'call');
    assert.equal(called.kind === 'failed' && formatMessage(called.message), 'The module stopped before it replied.');
    const emissions = await core.service.emissions(key, 'word');
    assert.deepEqual(
      emissions.map(({ payload }) => (payload as { index: unknown }).index),
      numbers,
    );
    const reply = await parted;
    assert.equal(reply.kind === 'replied' && reply.value, 'goodbye');
  });
});
