import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { devNull } from 'node:os';
import path from 'node:path';
import { systemClock, type Clock } from '../../src/base/clock';
import { UserError } from '../../src/base/errors';
import { LogFiles, type LogFilesOptions } from '../../src/core/logs/logFiles';
import { LogTail, type LogBatch } from '../../src/core/logs/logTail';
import { readTail } from '../../src/core/logs/readTail';
import { eventually } from '../support/eventually';
import { FakeClock } from '../support/fakeClock';
import { tempFolder } from '../support/tempFolder';

const MB = 1024 * 1024;

describe('LogFiles', () => {
  const newFolder = tempFolder();
  const files = (options: Partial<LogFilesOptions> = {}): LogFiles =>
    new LogFiles({ folder: path.join(newFolder(), 'logs'), name: 'mod-1a2b', maxBytes: MB, ...options });
  const mode = (file: string): number => statSync(file).mode & 0o777;

  it('are for their owner alone, and named after the process', () => {
    const logs = files({ name: '@me/módulo x:web' });
    logs.open().close();
    assert.deepEqual(
      [path.basename(logs.paths.out), path.basename(logs.paths.error)],
      ['-me-m-dulo-x-web-out.log', '-me-m-dulo-x-web-error.log'],
    );
    assert.deepEqual([mode(logs.paths.out), mode(logs.paths.error)], [0o600, 0o600]);
    assert.equal(mode(path.dirname(logs.paths.out)), 0o700);
  });

  it('are appended to, life after life', () => {
    const logs = files();
    for (const text of ['one\n', 'two\n']) {
      const opened = logs.open();
      writeSync(opened.out, text);
      writeSync(opened.error, text);
      opened.close();
    }
    assert.equal(readFileSync(logs.paths.out, 'utf8'), 'one\ntwo\n');
    assert.equal(readFileSync(logs.paths.error, 'utf8'), 'one\ntwo\n');
  });

  it('are rotated between two lives when they have grown too large, and one old file is kept', () => {
    const logs = files({ maxBytes: 10 });
    for (const text of ['first life\n', 'second life\n', 'third']) {
      const opened = logs.open();
      writeSync(opened.out, text);
      opened.close();
    }
    assert.equal(readFileSync(logs.paths.out, 'utf8'), 'third');
    assert.equal(readFileSync(`${logs.paths.out}.1`, 'utf8'), 'second life\n');
    assert.equal(existsSync(`${logs.paths.error}.1`), false);
  });

  it("are the manifest's own files where it names some, which are neither rotated nor cut", () => {
    const folder = newFolder();
    const outFile = path.join(folder, 'deep', 'out.txt');
    const logs = files({ outFile, maxBytes: 10 });
    for (const text of ['more than ten bytes\n', 'and more\n']) {
      const opened = logs.open();
      writeSync(opened.out, text);
      opened.close();
    }
    assert.equal(readFileSync(outFile, 'utf8'), 'more than ten bytes\nand more\n');
    assert.deepEqual(logs.maxBytes, { out: Number.POSITIVE_INFINITY, error: 10 });
  });

  it('may be one file for both streams, or none', () => {
    const both = path.join(newFolder(), 'both.log');
    const opened = files({ outFile: both, errorFile: both }).open();
    assert.equal(opened.out, opened.error);
    opened.close();
    const nowhere = files({ outFile: devNull, errorFile: devNull }).open();
    writeSync(nowhere.out, 'x');
    nowhere.close();
  });

  it('say why they cannot be written, and what to do', () => {
    const folder = newFolder();
    writeFileSync(path.join(folder, 'file'), '');
    const open = (): unknown => files({ folder: path.join(folder, 'file', 'logs') }).open();
    assert.throws(open, (error) => {
      assert.ok(error instanceof UserError);
      assert.match(
        error.message,
        /^The log file .*mod-1a2b-out\.log cannot be written: ENOTDIR.*Make its folder writable/,
      );
      return true;
    });
    const errorFile = path.join(folder, 'file', 'error.log');
    assert.throws(() => files({ errorFile }).open(), UserError, 'and leave no descriptor open');
  });

  it('say so of a folder that is read-only', function () {
    const folder = newFolder();
    chmodSync(folder, 0o500);
    if (process.getuid?.() === 0) {
      assert.doesNotThrow(() => files({ folder }).open().close(), 'root may write everywhere');
      return;
    }
    assert.throws(() => files({ folder }).open(), /cannot be written: EACCES/);
  });
});

describe('LogTail', () => {
  const newFolder = tempFolder();
  const tails: LogTail[] = [];
  afterEach(() => {
    for (const tail of tails.splice(0)) tail.dispose();
  });

  interface Followed {
    readonly tail: LogTail;
    readonly out: string;
    readonly error: string;
    readonly batches: LogBatch[];
    lines(stream?: 'out' | 'error'): string[];
    skipped(): number;
  }

  const follow = (options: { clock?: Clock; maxBytes?: number; existing?: string } = {}): Followed => {
    const folder = newFolder();
    const [out, error] = [path.join(folder, 'out.log'), path.join(folder, 'error.log')];
    if (options.existing !== undefined) writeFileSync(out, options.existing);
    const maxBytes = options.maxBytes ?? 1024 * MB;
    const tail = new LogTail(
      { out, error },
      { clock: options.clock ?? systemClock, maxBytes: { out: maxBytes, error: maxBytes } },
    );
    tails.push(tail);
    const batches: LogBatch[] = [];
    tail.onDidRead((batch) => batches.push(batch));
    return {
      ...{ tail, out, error, batches },
      lines: (stream = 'out') => batches.filter((batch) => batch.stream === stream).flatMap(({ lines }) => lines),
      skipped: () => batches.reduce((sum, { skippedLines }) => sum + skippedLines, 0),
    };
  };

  it('shows what is written after it was made, and nothing older', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock, existing: 'an old life\nhalf a ' });
    appendFileSync(followed.out, 'line\nwritten before the start\n');
    followed.tail.start();
    await clock.advance(30);
    appendFileSync(followed.out, 'later\n');
    await clock.advance(60);
    assert.deepEqual(followed.lines(), ['line', 'written before the start', 'later']);
  });

  it('waits for files that do not exist yet', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    followed.tail.start();
    await clock.advance(3_000);
    writeFileSync(followed.error, 'from the first byte on\n');
    await clock.advance(500);
    assert.deepEqual(followed.lines('error'), ['from the first byte on']);
  });

  it('shows stdout before stderr within one look', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    writeFileSync(followed.error, 'error\n');
    writeFileSync(followed.out, 'out\n');
    followed.tail.start();
    await clock.advance(30);
    assert.deepEqual(
      followed.batches.map(({ stream }) => stream),
      ['out', 'error'],
    );
  });

  it('looks often while something is written, seldom in quiet times, and at once when poked', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    followed.tail.start();
    await clock.advance(10_000);
    appendFileSync(followed.out, 'one\n');
    for (let waited = 0; waited < 500 && followed.lines().length === 0; waited += 10) await clock.advance(10);
    assert.deepEqual(followed.lines(), ['one'], 'within half a second');
    appendFileSync(followed.out, 'two\n');
    await clock.advance(60);
    assert.deepEqual(followed.lines(), ['one', 'two'], 'soon after the first');
    await clock.advance(10_000);
    appendFileSync(followed.out, 'three\n');
    followed.tail.poke();
    await clock.advance(0);
    assert.deepEqual(followed.lines(), ['one', 'two', 'three'], 'poked');
  });

  it('holds an unfinished line back for its end, but not for more than half a second', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    followed.tail.start();
    writeFileSync(followed.out, 'loading');
    await clock.advance(300);
    assert.deepEqual(followed.lines(), []);
    appendFileSync(followed.out, ' done\nask: ');
    await clock.advance(300);
    assert.deepEqual(followed.lines(), ['loading done']);
    await clock.advance(900);
    assert.deepEqual(followed.lines(), ['loading done', 'ask: ']);
  });

  it('shows an unfinished line when it is flushed', () => {
    const followed = follow({ clock: new FakeClock() });
    followed.tail.start();
    writeFileSync(followed.out, 'last words');
    followed.tail.flush();
    followed.tail.flush();
    assert.deepEqual(followed.lines(), ['last words']);
  });

  it('puts together characters and line ends that come in pieces', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    followed.tail.start();
    const bytes = Buffer.from('naïve 模块 🎉\r\nnext \x1b[32mgreen\x1b[0m\r\n\r\nend\n');
    for (let at = 0; at < bytes.length; at += 1) {
      appendFileSync(followed.out, bytes.subarray(at, at + 1));
      // Each piece is looked at, and no line takes so long that it would be shown unfinished.
      if (at % 2 === 0) await clock.advance(31);
    }
    await clock.advance(31);
    assert.deepEqual(followed.lines(), ['naïve 模块 🎉', 'next green', '', 'end']);
  });

  it('bears bytes that are no text', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    followed.tail.start();
    writeFileSync(followed.out, Buffer.concat([Buffer.from([0, 1, 2, 255, 254, 10, 0xe4, 10]), Buffer.from('text\n')]));
    await clock.advance(30);
    assert.deepEqual(followed.lines(), ['\ufffd\ufffd\ufffd\ufffd\ufffd', '\ufffd', 'text']);
  });

  it('shows a line without end in pieces, in bounded memory', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    followed.tail.start();
    writeFileSync(followed.out, `${'x'.repeat(300_000)}\nend\n`);
    await clock.advance(2_000);
    assert.equal(followed.lines().slice(0, -1).join('').length, 300_000);
    assert.equal(followed.lines().at(-1), 'end');
  });

  it('gives lines the time at which they were written when that is longer ago', async () => {
    const clock = new FakeClock(Date.now() + 60_000);
    const followed = follow({ clock });
    followed.tail.start();
    const before = Date.now() - 1_000;
    writeFileSync(followed.out, 'line\n');
    await clock.advance(1_000);
    const { at } = followed.batches[0] ?? { at: 0 };
    assert.ok(at >= before && at <= Date.now(), String(at));
  });

  it('goes on with the new file when the old one was rotated, and finishes the old one first', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    followed.tail.start();
    writeFileSync(followed.out, 'one\n');
    await clock.advance(30);
    appendFileSync(followed.out, 'two\nunfinished');
    renameSync(followed.out, `${followed.out}.1`);
    writeFileSync(followed.out, 'three\n');
    await clock.advance(100);
    assert.deepEqual(followed.lines(), ['one', 'two', 'unfinished', 'three']);
  });

  it('goes on when the file was removed and made anew, or cut by somebody else', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    followed.tail.start();
    writeFileSync(followed.out, 'one\n');
    await clock.advance(30);
    unlinkSync(followed.out);
    await clock.advance(100);
    writeFileSync(followed.out, 'two\n');
    await clock.advance(100);
    appendFileSync(followed.out, 'three\n');
    await clock.advance(100);
    truncateSync(followed.out, 0);
    await clock.advance(100);
    appendFileSync(followed.out, 'four\n');
    await clock.advance(100);
    assert.deepEqual(followed.lines(), ['one', 'two', 'three', 'four']);
  });

  it('goes on after a quiet time, when the file was added to, cut by somebody else, rotated, or made anew', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    writeFileSync(followed.out, '');
    followed.tail.start();
    const changes: ((text: string) => void)[] = [
      (text) => appendFileSync(followed.out, text),
      (text) => writeFileSync(followed.out, text),
      (text) => {
        renameSync(followed.out, `${followed.out}.1`);
        writeFileSync(followed.out, text);
      },
      (text) => {
        unlinkSync(followed.out);
        writeFileSync(followed.out, text);
      },
    ];
    for (const [index, change] of changes.entries()) {
      // Longer than what was there: no cut file is as long as it was.
      appendFileSync(followed.out, 'before, and long enough\n');
      await clock.advance(20_000);
      change(`${index}\n`);
      await clock.advance(3_000);
      assert.equal(followed.lines().at(-1), String(index));
    }
    assert.equal(followed.lines().length, 2 * changes.length);
  });

  it('reads a file once that both streams are written to', async () => {
    const clock = new FakeClock();
    const both = path.join(newFolder(), 'both.log');
    const tail = new LogTail({ out: both, error: both }, { clock, maxBytes: { out: MB, error: MB } });
    tails.push(tail);
    const batches: LogBatch[] = [];
    tail.onDidRead((batch) => batches.push(batch));
    tail.start();
    writeFileSync(both, 'line\n');
    await clock.advance(30);
    assert.deepEqual(
      batches.map(({ lines }) => lines),
      [['line']],
    );
  });

  it('has nothing to read from a folder or a device', async () => {
    const clock = new FakeClock();
    const folder = newFolder();
    mkdirSync(path.join(folder, 'out.log'));
    const paths = { out: path.join(folder, 'out.log'), error: devNull };
    const tail = new LogTail(paths, { clock, maxBytes: { out: MB, error: MB } });
    tails.push(tail);
    tail.start();
    await clock.advance(100);
    tail.flush();
  });

  it('leaves no timer and no descriptor behind', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock, existing: 'x\n' });
    followed.tail.start();
    await clock.advance(1_000);
    followed.tail.dispose();
    assert.equal(clock.timerCount, 0);
  });

  it('passes over what it cannot show, and says exactly how many lines that were', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    followed.tail.start();
    const line = (number: number): string => `line ${number} ${'.'.repeat(80)}`;
    for (let part = 0; part < 10; part += 1) {
      const lines = Array.from({ length: 20_000 }, (_, index) => line(part * 20_000 + index));
      appendFileSync(followed.out, `${lines.join('\n')}\n`);
      if (part % 3 === 0) await clock.advance(30);
    }
    await clock.advance(1_000);
    const shown = followed.lines();
    assert.equal(shown.length + followed.skipped(), 200_000);
    assert.ok(shown.length < 20_000, `${shown.length} lines were shown`);
    assert.equal(shown.at(-1), line(199_999));
    const numbers = shown.map((text) => Number(text.split(' ')[1]));
    assert.ok(numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? 0)));
    assert.ok(
      shown.every((text, index) => text === line(numbers[index] ?? -1)),
      'every line is whole',
    );
  });

  it('counts its own line about a cut not among those that it passed over', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock, maxBytes: MB });
    followed.tail.start();
    const lines = Array.from({ length: 20_000 }, (_, index) => `line ${index} ${'.'.repeat(80)}`);
    for (let part = 0; part < 3; part += 1) {
      appendFileSync(followed.out, `${lines.join('\n')}\n`);
      await clock.advance(300);
    }
    assert.equal(followed.batches.filter(({ cutBytes }) => cutBytes > 0).length, 3);
    assert.equal(followed.lines().length + followed.skipped(), 60_000);
  });

  it('says how much of an endless line it passed over', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock });
    followed.tail.start();
    for (let part = 0; part < 5; part += 1) {
      appendFileSync(followed.out, 'x'.repeat(MB));
      await clock.advance(300);
    }
    followed.tail.flush();
    const skippedBytes = followed.batches.reduce((sum, batch) => sum + batch.skippedBytes, 0);
    assert.ok(skippedBytes > 4 * MB, `${skippedBytes} bytes`);
    assert.equal(followed.lines().join('').length + skippedBytes, 5 * MB);
    assert.equal(followed.skipped(), 0);
  });

  it('keeps up with a process that prints without end, and loses none of the last lines when it exits', async () => {
    const logs = new LogFiles({ folder: path.join(newFolder(), 'logs'), name: 'flood', maxBytes: 1024 * MB });
    const tail = new LogTail(logs.paths, { clock: systemClock, maxBytes: logs.maxBytes });
    tails.push(tail);
    let shown = 0;
    let skipped = 0;
    let last: string | undefined;
    tail.onDidRead(({ lines, skippedLines }) => {
      shown += lines.length;
      skipped += skippedLines;
      last = lines.at(-1) ?? last;
    });
    const opened = logs.open();
    const script = `const pad = ' '.repeat(90); for (let i = 0; i < 200_000; i += 1) console.log(i + pad); process.exit(1);`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', opened.out, opened.error] });
    opened.close();
    tail.start();
    await once(child, 'exit');
    tail.flush();
    assert.equal(shown + skipped, 200_000);
    assert.equal(last?.trim(), '199999');
    assert.equal(readFileSync(logs.paths.out, 'utf8').split('\n').length, 200_001);
  });

  it('cuts a file that has grown over its limit while its writer goes on, and says by how much', async () => {
    const clock = new FakeClock();
    const followed = follow({ clock, maxBytes: 1_000 });
    followed.tail.start();
    const logs = new LogFiles({ folder: newFolder(), name: 'x', outFile: followed.out, maxBytes: MB });
    const writer = logs.open();
    writeSync(writer.out, `${'a'.repeat(1_500)}\n`);
    await clock.advance(30);
    assert.equal(followed.batches.at(-1)?.cutBytes, 1_501);
    writeSync(writer.out, 'after the cut\n');
    await clock.advance(60);
    writer.close();
    assert.deepEqual(followed.lines(), ['a'.repeat(1_500), 'after the cut']);
    assert.equal(readFileSync(followed.out, 'utf8'), '… 1,501 bytes were cut off here\nafter the cut\n');
  });

  it('keeps the file of an endless process near its limit', async () => {
    const logs = new LogFiles({ folder: path.join(newFolder(), 'logs'), name: 'endless', maxBytes: MB });
    const tail = new LogTail(logs.paths, { clock: systemClock, maxBytes: logs.maxBytes });
    tails.push(tail);
    const cuts: number[] = [];
    let last = 0;
    tail.onDidRead(({ lines, cutBytes }) => {
      if (cutBytes > 0) cuts.push(cutBytes);
      last = Number(lines.at(-1)?.trim() ?? last);
    });
    const opened = logs.open();
    const script = `const pad = ' '.repeat(90); let i = 0; setInterval(() => { for (let n = 0; n < 200; n += 1) console.log((i += 1) + pad) }, 1);`;
    const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', opened.out, opened.error] });
    opened.close();
    tail.start();
    await eventually('two cuts', () => cuts.length >= 2);
    child.kill('SIGKILL');
    await once(child, 'exit');
    tail.flush();
    assert.ok(cuts.every((bytes) => bytes > MB));
    assert.ok(statSync(logs.paths.out).size < 8 * MB);
    assert.ok(last > 20_000, `the last line was ${last}`);
  });
});

describe('readTail', () => {
  const newFolder = tempFolder();

  it('reads the last bytes, nothing before a place, and nothing of a file that is not there', async () => {
    const file = path.join(newFolder(), 'error.log');
    assert.equal(await readTail(file, 100), '');
    writeFileSync(file, 'old life\nnew life\n');
    assert.equal(await readTail(file, 100), 'old life\nnew life\n');
    assert.equal(await readTail(file, 5), 'life\n');
    assert.equal(await readTail(file, 100, 9), 'new life\n');
    assert.equal(await readTail(file, 5, 9), 'life\n');
    writeFileSync(file, 'cut\n');
    assert.equal(await readTail(file, 100, 9), 'cut\n');
  });
});
