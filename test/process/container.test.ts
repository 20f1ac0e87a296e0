import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import type { Wait } from '../../src/shared/container';
import { containers, type Contained } from '../support/spawnContainer';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

/** What the modules plain-cjs and plain-esm print. */
interface Seen {
  readonly env: Readonly<Record<string, string>>;
  readonly uptime: number;
  readonly title: string;
  readonly mainFile?: string;
  readonly cached: readonly string[];
  readonly symbols: readonly string[];
  readonly [more: string]: unknown;
}

const env = { PATH: process.env.PATH ?? '' };
/** What a standby is told first. */
const wait = (preload: boolean): Wait => ({ type: 'wait', preload, moduleFolder: '/' });

describe('The container', () => {
  const newFolder = tempFolder();
  const startContainer = containers();

  const seenBy = (module: Contained): Promise<Seen> =>
    eventually('the module has printed what it sees', () => JSON.parse(module.stdout()) as Seen);

  const entryWith = (text: string, name = 'index.js'): string =>
    path.join(writeFiles(newFolder(), { [name]: text }), name);

  const installEntry = (module: string): string => path.join(installModule(module, newFolder()), 'index.js');

  it('shows a CommonJS module what Node itself shows it, but for its title', async () => {
    const entry = installEntry('plain-cjs');
    const module = startContainer({ folder: newFolder(), nodeArgs: ['--no-warnings'] });
    module.tell(wait(false));
    module.go(entry, { args: ['one', '--two'], title: 'my title', reportLoaded: false });
    const seen = await seenBy(module);
    const bare = await seenBare(['--no-warnings', entry, 'one', '--two']);
    assert.equal(seen.title, 'my title');
    assert.deepEqual({ ...seen, uptime: 0, title: '' }, { ...bare, uptime: 0, title: '' });
    assert.deepEqual([seen.isMain, seen.id, seen.mainFile], [true, '.', entry]);
    assert.deepEqual(seen.cached, [entry, path.join(path.dirname(entry), 'lib', 'main.js')]);
  });

  it('shows an ES module what Node itself shows it, and gives its CommonJS libraries a main module', async () => {
    const entry = installEntry('plain-esm');
    const module = startContainer({ folder: newFolder() });
    module.go(entry, { reportLoaded: false });
    const { mainFile, ...seen } = await seenBy(module);
    const bare = await seenBare([entry]);
    assert.equal(mainFile, entry);
    assert.equal(bare.mainFile, undefined);
    assert.deepEqual({ ...seen, title: '' }, { ...bare, title: '' });
  });

  it('replaces the environment as a whole', async () => {
    const module = startContainer({ folder: newFolder(), env: { ...env, OLD: 'gone', CHANGED: '1' } });
    module.go(installEntry('plain-cjs'), { env: { ...env, CHANGED: '2', NEW: 'with = and\nline break' } });
    const seen = await seenBy(module);
    assert.deepEqual(seen.env, { ...env, CHANGED: '2', NEW: 'with = and\nline break' });
  });

  it('adds one global symbol when it preloads, and shows nothing else of the preload', async () => {
    const entry = installEntry('plain-cjs');
    const module = startContainer({ folder: newFolder() });
    module.go(entry, { preload: true, reportLoaded: false });
    const seen = await seenBy(module);
    const bare = await seenBare([entry]);
    assert.deepEqual(seen.symbols, [...bare.symbols, 'Symbol(@pm2/io)']);
    assert.deepEqual([seen.globals, seen.cached, seen.argv], [bare.globals, bare.cached, bare.argv]);
  });

  it('says that it is ready, waits for its go, and lets the uptime begin with it', async () => {
    const spawned = performance.now();
    const module = startContainer({ folder: newFolder() });
    module.tell(wait(true));
    await eventually('it is ready', () => module.control.length > 0);
    assert.deepEqual(module.control, [
      { type: 'ready', nodeVersion: process.versions.node, execPath: process.execPath },
    ]);
    await eventually('it has waited for a second', () => performance.now() - spawned > 1_000);
    const gone = performance.now();
    module.go(installEntry('plain-cjs'), { preload: true });
    const { uptime } = await seenBy(module);
    assert.ok(uptime * 1_000 <= performance.now() - gone, `${uptime} s are longer than its life`);
    await eventually('it has said so', () => module.control.some(({ type }) => type === 'entering'));
  });

  it('ends quietly when its supervisor is gone before the go', async () => {
    const module = startContainer({ folder: newFolder() });
    await eventually('it is ready', () => module.control.length > 0);
    module.closeControl();
    assert.deepEqual(await module.exited, { code: 79, signal: null });
    assert.equal(module.stderr(), '');
  });

  it('lets a module live whose supervisor is gone', async () => {
    const module = startContainer({ folder: newFolder() });
    module.go(entryWith("process.on('message', (data) => process.send({ type: 'echo', data }));"));
    module.child.send('first');
    await module.packet('echo');
    module.closeControl();
    module.child.send('second');
    await eventually('the second echo', () => module.packets.some(({ data }) => data === 'second'));
  });

  it('lets a module end that has nothing more to do', async () => {
    const module = startContainer({ folder: newFolder() });
    module.go(entryWith(''));
    assert.deepEqual(await module.exited, { code: 0, signal: null });
  });

  for (const [text, code] of [
    ['process.exit(7)', 7],
    ['process.exitCode = 3', 3],
    ["process.on('exit', () => (process.exitCode = 5))", 5],
  ] as const) {
    it(`exits as the module does: ${text}`, async () => {
      const module = startContainer({ folder: newFolder() });
      module.go(entryWith(text));
      assert.deepEqual(await module.exited, { code, signal: null });
    });
  }

  it('dies of a signal as the module would', async () => {
    const module = startContainer({ folder: newFolder() });
    module.go(installEntry('plain-cjs'));
    await seenBy(module);
    process.kill(module.pid, 'SIGTERM');
    assert.deepEqual(await module.exited, { code: null, signal: 'SIGTERM' });
  });

  it('leaves a lost IPC channel to the module', async () => {
    const module = startContainer({ folder: newFolder() });
    module.go(
      entryWith("process.on('disconnect', () => console.log('alone')); process.send({ type: 'up', data: 1 });"),
    );
    await module.packet('up');
    module.child.disconnect();
    assert.equal((await module.exited).code, 0);
    assert.equal(module.stdout(), 'alone\n');
  });

  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    it(`ends by ${signal} when the module does not listen, and not when it does`, async () => {
      const text = `console.log('up'); setInterval(() => {}, 1000);`;
      const module = startContainer({ folder: newFolder() });
      module.go(entryWith(text));
      await eventually('it is up', () => module.stdout() !== '');
      process.kill(module.pid, signal);
      assert.deepEqual(await module.exited, { code: null, signal });
      const listening = startContainer({ folder: newFolder() });
      listening.go(entryWith(`process.on('${signal}', () => process.exit(4)); ${text}`));
      await eventually('it is up', () => listening.stdout() !== '');
      process.kill(listening.pid, signal);
      assert.deepEqual(await listening.exited, { code: 4, signal: null });
    });
  }

  it('emits SIGINT for a stop word when the module listens', async () => {
    const module = startContainer({ folder: newFolder() });
    module.go(
      entryWith(`
        process.on('SIGINT', (name) => { console.log(name); process.exit(4); });
        process.send({ type: 'up', data: 1 });
        setInterval(() => {}, 1000);`),
    );
    await module.packet('up');
    module.tell({ type: 'stop' });
    assert.equal((await module.exited).code, 4);
    assert.equal(module.stdout(), 'SIGINT\n');
  });

  it('exits for a stop word when the module does not listen', async () => {
    const module = startContainer({ folder: newFolder() });
    module.go(installEntry('plain-cjs'));
    await seenBy(module);
    module.tell({ type: 'stop' });
    assert.deepEqual(await module.exited, { code: 0, signal: null });
  });

  it('gives its pipe to no process that the module starts', async () => {
    const module = startContainer({ folder: newFolder() });
    module.go(
      entryWith(`
        const sleeper = require('child_process').spawn('sleep', ['600'], { stdio: 'ignore', detached: true });
        sleeper.unref();
        console.log(sleeper.pid);`),
    );
    await module.exited; // with its pipes closed
    process.kill(Number(module.stdout()), 'SIGKILL'); // throws when it did not outlive the module
  });

  it('maps stacks to their sources when asked to', async () => {
    const map = { version: 3, sources: ['original.ts'], names: [], mappings: 'AAIA' };
    const data = Buffer.from(JSON.stringify(map)).toString('base64');
    const entry = entryWith(
      `console.log(new Error('x').stack);\n//# sourceMappingURL=data:application/json;base64,${data}\n`,
    );
    const module = startContainer({ folder: newFolder() });
    module.go(entry, { sourceMaps: true });
    await module.exited;
    assert.match(module.stdout(), /original\.ts:5/);
  });

  it('prints what the areas named by DEBUG in the go have to say, also when the preload was loaded before', async () => {
    const module = startContainer({ folder: newFolder() });
    module.tell(wait(true));
    await eventually('it is ready', () => module.control.length > 0);
    module.go(installEntry('plain-cjs'), { preload: true, env: { ...env, DEBUG: 'axm:configuration' } });
    const seen = await seenBy(module);
    assert.equal(seen.env.DEBUG, 'axm:configuration');
    const other = startContainer({ folder: newFolder() });
    other.go(installEntry('plain-cjs'), { preload: true, env: { ...env, DEBUG: 'axm:*' } });
    await seenBy(other);
    assert.match(other.stderr(), /axm:transport:ipc/);
    assert.doesNotMatch(module.stderr(), /axm:transport:ipc/);
  });

  it('says in one line that a Node is too old', async () => {
    const folder = writeFiles(newFolder(), {
      'older.js': "Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '12.22.0' } });",
    });
    const module = startContainer({ folder, nodeArgs: ['--require', path.join(folder, 'older.js')] });
    assert.deepEqual(await module.exited, { code: 78, signal: null });
    assert.equal(module.stderr(), 'This is Node 12.22.0, and modules need Node 14 or newer.\n');
  });

  /** What the same module sees when Node runs it without us. */
  async function seenBare(args: readonly string[]): Promise<Seen> {
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
    let text = '';
    child.stdout?.on('data', (chunk) => (text += String(chunk)));
    try {
      return await eventually('Node alone has run it', () => JSON.parse(text) as Seen);
    } finally {
      child.kill('SIGKILL');
      await once(child, 'close');
    }
  }
});
