import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { buildSync, type BuildOptions } from 'esbuild';
import { once } from 'node:events';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ModuleConfWriter } from '../../src/core/configuration/moduleConfWriter';
import { ownProcesses } from '../../src/core/process/ownProcesses';
import { eventually } from '../support/eventually';
import { pm2 } from '../support/pm2';
import { projectRoot } from '../support/projectRoot';
import { tempFolder } from '../support/tempFolder';

const WRITERS = 8;
const WRITES = 500;
/** So many of them are killed. */
const KILLED = 3;
/** Writers beside PM2, the keys that each sets again and again, and the commands of PM2 meanwhile. */
const BESIDE = 3;
const KEYS = 20;
const COMMANDS = 5;
/** How long something may take that takes some seconds, on a machine that does a lot else. */
const PATIENCE_MS = 120_000;

type Sections = Record<string, Record<string, string>>;

interface Writer {
  /** Writes that are known to be on the disk. */
  acknowledged: number;
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
}

describe('Writers of module_conf.json', function () {
  this.timeout(300_000);
  const newFolder = tempFolder();
  const children: ChildProcess[] = [];
  let bundle = '';

  before(() => {
    bundle = path.join(newFolder(), 'writer.mjs');
    const entry = path.join(projectRoot, 'test/support/confWriter.ts');
    // jsonc-parser's `main` requires in a way that no bundler follows.
    const options: BuildOptions = { bundle: true, platform: 'node', format: 'esm', mainFields: ['module', 'main'] };
    buildSync({ entryPoints: [entry], outfile: bundle, ...options });
  });

  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  const confOf = (home: string): string => path.join(home, 'module_conf.json');
  const read = (home: string): Sections => JSON.parse(readFileSync(confOf(home), 'utf8')) as Sections;
  const createWriter = (home: string): ModuleConfWriter => new ModuleConfWriter({ home, processes: ownProcesses() });

  async function write(home: string, at: readonly string[], value: string): Promise<void> {
    const writer = createWriter(home);
    await writer.edit(() => [{ path: at, value }]);
    await writer.settled();
  }

  function start(home: string, name: string, writes: number, keys: number): Writer {
    const child = spawn(process.execPath, [bundle, home, name, String(writes), String(keys)], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    children.push(child);
    const writer: Writer = { acknowledged: 0, child, ended: once(child, 'close') };
    createInterface({ input: child.stdout }).on('line', (line) => (writer.acknowledged = Number(line) + 1));
    return writer;
  }

  describe('in processes of their own', () => {
    it('8 with 500 writes each lose no key, though some are killed while they write, and break no file', async () => {
      const home = newFolder();
      writeFileSync(confOf(home), JSON.stringify({ 'module-db-v2': { a: {} }, foreign: { k: 'v' } }, undefined, 4));
      const writers = Array.from({ length: WRITERS }, (_, index) => start(home, `w${index}`, WRITES, WRITES));
      for (const [index, writer] of writers.slice(0, KILLED).entries()) {
        await eventually('it is at it', () => writer.acknowledged > 40 * (index + 1), PATIENCE_MS);
        writer.child.kill('SIGKILL');
        read(home); // it is JSON at any moment
      }
      await Promise.all(writers.map(({ ended }) => ended));
      await write(home, ['last', 'k'], 'v');
      const sections = read(home);
      for (const [index, { acknowledged }] of writers.entries()) {
        if (index >= KILLED) assert.equal(acknowledged, WRITES);
        for (let number = 0; number < acknowledged; number++) {
          assert.equal(sections[`w${index}`]?.[`k${number}`], `v${number}`, `writer ${index}, write ${number}`);
        }
      }
      assert.deepEqual([sections['module-db-v2'], sections.foreign], [{ a: {} }, { k: 'v' }]);
      assert.equal(readFileSync(confOf(home), 'utf8'), JSON.stringify(sections, undefined, 4));
      assert.deepEqual(readdirSync(home), ['module_conf.json']);
    });

    it('lose nothing to pm2 set, which takes no lock and writes in place, nor does that to them', async () => {
      const home = newFolder();
      await pm2(home, 'set', 'foreign:k', 'v');
      try {
        const writers = Array.from({ length: BESIDE }, (_, index) => start(home, `w${index}`, Infinity, KEYS));
        for (const writer of writers) await eventually('it is at it', () => writer.acknowledged > KEYS, PATIENCE_MS);
        for (let number = 0; number < COMMANDS; number++) await pm2(home, 'set', `theirs:k${number}`, `v${number}`);
        for (const { child } of writers) child.stdin?.end();
        await Promise.all(writers.map(({ ended }) => ended));
        const sections = read(home);
        for (const [index, { acknowledged }] of writers.entries()) {
          for (let number = acknowledged - KEYS; number < acknowledged; number++) {
            assert.equal(
              sections[`w${index}`]?.[`k${number % KEYS}`],
              `v${number}`,
              `writer ${index}, write ${number}`,
            );
          }
        }
        assert.deepEqual(sections.foreign, { k: 'v' });
        const theirs = Array.from({ length: COMMANDS }, (_, number) => [`k${number}`, `v${number}`]);
        assert.deepEqual(sections.theirs, Object.fromEntries(theirs));
      } finally {
        await pm2(home, 'kill');
      }
    });
  });

  describe('one', () => {
    it('repeats a change that a program takes back which had read the file before', async () => {
      const home = newFolder();
      await write(home, ['m', 'a'], '1');
      const stale = readFileSync(confOf(home), 'utf8');
      const writer = createWriter(home);
      await writer.edit(() => [{ path: ['m', 'b'], value: '2' }]);
      writeFileSync(confOf(home), stale.replace('"1"', '"9"'));
      await writer.settled();
      assert.deepEqual(read(home), { m: { a: '9', b: '2' } });
    });

    it('leaves what another program has set since', async () => {
      const home = newFolder();
      const writer = createWriter(home);
      await writer.edit(() => [{ path: ['m', 'a'], value: '1' }]);
      writeFileSync(confOf(home), '{"m": {"a": "theirs"}}');
      await writer.settled();
      assert.deepEqual(read(home), { m: { a: 'theirs' } });
    });

    it('gives up what is taken back every time', async () => {
      const home = newFolder();
      writeFileSync(confOf(home), '{}');
      const writer = createWriter(home);
      await writer.edit(() => [{ path: ['m', 'a'], value: '1' }]);
      const settled = writer.settled().then(() => true);
      let isSettled = false;
      void settled.then(() => (isSettled = true));
      await eventually('the end', () => {
        writeFileSync(confOf(home), '{}');
        return isSettled;
      });
      assert.deepEqual(read(home), {});
    });

    it('keeps mode and link, and writes where the link leads', async () => {
      const [home, other] = [newFolder(), newFolder()];
      const target = path.join(other, 'real.json');
      writeFileSync(target, '{}');
      chmodSync(target, 0o640);
      symlinkSync(target, confOf(home));
      await write(home, ['m', 'a'], '1');
      assert.ok(lstatSync(confOf(home)).isSymbolicLink());
      assert.deepEqual(JSON.parse(readFileSync(target, 'utf8')), { m: { a: '1' } });
      assert.equal(statSync(target).mode & 0o777, 0o640);
      assert.deepEqual(readdirSync(other), ['real.json']);
    });

    it('makes the file that a link leads to', async () => {
      const [home, other] = [newFolder(), newFolder()];
      symlinkSync(path.join(other, 'real.json'), confOf(home));
      await write(home, ['m', 'a'], '1');
      assert.deepEqual(JSON.parse(readFileSync(path.join(other, 'real.json'), 'utf8')), { m: { a: '1' } });
    });

    const dead = { pid: 4_194_303, startTime: '1', host: hostname(), id: 'abc' };
    const locks: readonly [string, string][] = [
      ['a process that is gone', JSON.stringify(dead)],
      ['a process whose pid another has now', JSON.stringify({ ...dead, pid: process.pid })],
      ['a process that died before it wrote its name', ''],
    ];
    for (const [who, text] of locks) {
      it(`takes the lock of ${who}, and clears up after it`, async () => {
        const home = newFolder();
        mkdirSync(home, { recursive: true });
        writeFileSync(`${confOf(home)}.lock`, text);
        const owner = text === '' ? [] : [(JSON.parse(text) as { pid: number }).pid];
        for (const pid of owner) writeFileSync(`${confOf(home)}.${pid}.new`, 'half');
        await write(home, ['m', 'a'], '1');
        assert.deepEqual(readdirSync(home), ['module_conf.json']);
      });
    }

    it('takes a lock from a dead process also after the one that was about to do so died', async () => {
      const home = newFolder();
      writeFileSync(`${confOf(home)}.lock`, JSON.stringify(dead));
      writeFileSync(`${confOf(home)}.lock.abc`, JSON.stringify({ ...dead, id: 'def' }));
      await write(home, ['m', 'a'], '1');
      assert.deepEqual(readdirSync(home), ['module_conf.json']);
    });

    it('waits for a process that lives', async () => {
      const home = newFolder();
      const lock = `${confOf(home)}.lock`;
      const self = await ownProcesses().self();
      writeFileSync(lock, JSON.stringify({ ...self, host: hostname(), id: 'abc' }));
      let isWritten = false;
      const writing = write(home, ['m', 'a'], '1').then(() => (isWritten = true));
      await write(newFolder(), ['m', 'a'], '1'); // meanwhile others are written
      assert.equal(isWritten, false);
      writeFileSync(lock, JSON.stringify(dead));
      await writing;
      assert.deepEqual(read(home), { m: { a: '1' } });
    });
  });
});
