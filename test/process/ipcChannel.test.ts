import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { IpcMessage } from '../../src/core/protocol/ipcMessage';
import { launch, type RunningProcess } from '../../src/core/process/launch';
import { signal } from '../../src/core/process/platform';
import { eventually } from '../support/eventually';
import { nodeBinary } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

const env = { PATH: process.env.PATH ?? '' };

/** Tells all that a process can see of its channel, and what one that it starts sees. */
const LOOK = `
  const { fstatSync } = require('fs');
  const { execFileSync } = require('child_process');
  const isOpen = (fd) => { try { return fstatSync(fd).isSocket(); } catch (error) { return error.code; } };
  const child = execFileSync(process.execPath, ['-p', 'JSON.stringify([process.env, typeof process.send])']);
  process.send({
    env: process.env, child: JSON.parse(child), connected: process.connected, fds: [3, 4, 5].map(isOpen),
    channel: [typeof process.channel, Object.keys(process.channel), process.channel.constructor.name, process.channel.fd],
    active: process._getActiveHandles().length, listeners: process.eventNames(),
  });
`;

describe('The IPC channel of a module', function () {
  this.timeout(60_000);
  const makeFolder = tempFolder();
  const running: RunningProcess[] = [];
  afterEach(async () => {
    for (const one of running.splice(0)) {
      one.dispose();
      signal(one.pid, 'SIGKILL');
      await one.exited;
    }
  });

  interface Started {
    readonly process: RunningProcess;
    readonly messages: IpcMessage[];
    readonly raws: () => unknown[];
    readonly errors: () => string;
  }

  async function start(command: string, source: string): Promise<Started> {
    const folder = writeFiles(makeFolder(), { 'index.js': source });
    const entry = path.join(folder, 'index.js');
    const out = openSync(path.join(folder, 'out'), 'a');
    const flags = { preload: false, sourceMaps: false, reportLoaded: false };
    const setup = { entry, args: [], env, title: 'channel', moduleFolder: folder, ...flags };
    const launched = await launch({ command, commandArgs: [], commandEnv: {}, cwd: folder, setup, out, error: out });
    closeSync(out);
    running.push(launched);
    const messages: IpcMessage[] = [];
    launched.onDidReceive((message) => messages.push(message));
    return {
      process: launched,
      messages,
      raws: () => messages.map(({ raw }) => raw),
      errors: () => readFileSync(path.join(folder, 'out'), 'utf8'),
    };
  }

  for (const major of [16, 20, 24] as const) {
    it(`looks to Node ${major} as that of Node`, async () => {
      const node = nodeBinary(major);
      const { raws } = await start(node, LOOK);
      const seen = await eventually('what it sees', () => raws()[0]);
      const folder = writeFiles(makeFolder(), { 'index.js': LOOK });
      const child = spawn(node, ['index.js'], { cwd: folder, env, stdio: ['pipe', 'ignore', 'ignore', 'ipc'] });
      const ended = new Promise((resolve) => child.once('exit', resolve));
      const expected = await new Promise((resolve) => child.once('message', resolve));
      child.disconnect();
      await ended;
      assert.deepEqual(seen, expected);
    });

    it(`brings every message whole and in order, the last before its end (Node ${major})`, async () => {
      const texts = ['', 'a\nb', 'ö€😀'.repeat(5_000), 'x'.repeat(10_000_000), '\u2028\ud800'];
      const source = `
        process.on('message', (texts) => {
          for (let index = 0; index < 20000; index++) process.send({ index });
          for (const text of texts) process.send({ text });
          process.send({ type: 'axm:monitor', data: { users: { value: 1 } } }, () => process.exit(3));
        });
        process.send(process.version);`;
      const { process: child, raws } = await start(nodeBinary(major), source);
      await eventually('its first message', () => raws().length === 1);
      child.send(texts as never);
      assert.deepEqual(await child.exited, { code: 3, signal: undefined });
      await eventually('its last message', () => raws().length === 20_007);
      assert.deepEqual(
        raws().slice(1, 20_001),
        Array.from({ length: 20_000 }, (_, index) => ({ index })),
      );
      assert.deepEqual(raws().slice(20_001), [
        ...texts.map((text) => ({ text })),
        { type: 'axm:monitor', data: { users: { value: 1 } } },
      ]);
    });

    it(`takes the message of a socket or server that is sent, and lets its sender go on (Node ${major})`, async () => {
      const source = `
        const server = require('net').createServer().listen(0, '127.0.0.1', () => {
          process.send({ type: 'with' }, server, (error) => {
            process.send({ type: 'sent', error });
            const { port } = server.address();
            const socket = require('net').connect(port, '127.0.0.1', () => process.send({ type: 'socket' }, socket));
            process.send({ cmd: 'NODE_SOMETHING' });
            process.send({ type: 'last' });
          });
        });`;
      const { raws } = await start(nodeBinary(major), source);
      await eventually('all messages', () => raws().some((raw) => (raw as { type: string }).type === 'socket'));
      const types = raws().map((raw) => (raw as { type: string }).type);
      assert.deepEqual(types.sort(), ['last', 'sent', 'socket', 'with']);
    });

    it(`is closed by either side (Node ${major})`, async () => {
      const ours = await start(nodeBinary(major), `process.on('message', () => undefined); process.send(1);`);
      await eventually('its message', () => ours.raws().length === 1);
      ours.process.dispose();
      assert.deepEqual(await ours.process.exited, { code: 0, signal: undefined });

      const source = `process.send(1, () => process.disconnect()); setInterval(() => undefined, 1000);`;
      const its = await start(nodeBinary(major), source);
      await eventually('that sending fails', () => {
        try {
          its.process.send('hello');
          return false;
        } catch (error) {
          return error instanceof Error && error.message === 'The IPC channel is closed.';
        }
      });
      assert.deepEqual(its.raws(), [1]);
    });
  }

  it('leaves out the middle of long texts where a type says that nobody needs it, and tells how long all was', async () => {
    const source = `
      const text = 'start ' + '"\\n😀'.repeat(1_000_000) + ' end';
      process.send({ type: 'human:event', data: { __name: 'long', text, number: 1 } });
      process.send({ type: 'profilings', data: { type: 'heapdump', data: text } });
      process.send({ data: { text }, type: 'human:event' });`;
    const { messages, raws } = await start(process.execPath, source);
    await eventually('all', () => messages.length === 3);
    const text = `start ${'"\n😀'.repeat(1_000_000)} end`;
    const [event, ...others] = raws();
    assert.deepEqual(others, [
      { type: 'profilings', data: { type: 'heapdump', data: text } },
      { data: { text }, type: 'human:event' },
    ]);
    const { data } = event as { data: { text: string } };
    const [head = '', tail = ''] = data.text.split('…');
    assert.deepEqual(event, { type: 'human:event', data: { __name: 'long', text: data.text, number: 1 } });
    assert.ok(text.startsWith(head) && text.endsWith(tail) && head.length > 400_000 && tail.length > 100_000);
    assert.ok(data.text.length < 1_000_000);
    assert.deepEqual(
      messages.map(({ bytes }) => bytes),
      [
        Buffer.byteLength(JSON.stringify({ type: 'human:event', data: { __name: 'long', text, number: 1 } })),
        undefined,
        undefined,
      ],
    );
  });

  it('passes over what is no JSON, and goes on', async () => {
    const write = (text: string): string => `require('fs').writeSync(3, ${JSON.stringify(text)});`;
    const lines = ['{"half":', 'hello', '', '{"type":"axm:monitor","data":{"a":NaN}}', '{"b": 1.0}'];
    const { raws } = await start(process.execPath, `${write(`${lines.join('\n')}\n`)} process.send('last');`);
    await eventually('the last message', () => raws().includes('last'));
    assert.deepEqual(raws(), [undefined, { b: 1 }, 'last']);
  });

  it('is spoken by what is not Node', async () => {
    const source = `
      echo '{"type": "axm:monitor", "data": {"mode": {"value": "'$NODE_CHANNEL_FD $NODE_CHANNEL_SERIALIZATION_MODE'"}}}' >&3
      read heard <&3
      echo '{"heard": '$heard'}' >&3
    `;
    const { process: child, raws } = await start('sh', source);
    await eventually('its probe', () => raws().length === 1);
    child.send('hello');
    await eventually('its answer', () => raws().length === 2);
    assert.deepEqual(raws(), [{ type: 'axm:monitor', data: { mode: { value: '3 json' } } }, { heard: 'hello' }]);
  });
});
