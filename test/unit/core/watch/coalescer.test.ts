import assert from 'node:assert/strict';
import { Coalescer, type AcceptedChange } from '../../../../src/core/watch/coalescer';
import { missing, type Fingerprint, type Observation } from '../../../../src/core/watch/observe';
import type { ParseVerdict } from '../../../../src/core/watch/parseGate';
import type { Waiting } from '../../../../src/shared/module';
import { FakeClock } from '../../../support/fakeClock';

/** Files in memory, and a coalescer that watches them. `//!` makes code that does not parse. */
class Folder {
  readonly clock = new FakeClock();
  readonly files = new Map<string, string>();
  readonly started = new Map<string, Fingerprint>();
  readonly accepts: AcceptedChange[] = [];
  readonly waits: (Waiting | undefined)[] = [];
  readonly lines: string[] = [];
  readonly unloaded = new Set<string>();
  isLocked = false;
  isThere = true;
  isParserLoaded = true;
  private parserLoaded: () => void = () => undefined;
  readonly coalescer: Coalescer;

  constructor(files: Record<string, string> = {}, delayMs = 0) {
    for (const [name, text] of Object.entries(files)) {
      this.files.set(name, text);
      this.started.set(name, this.look(name).fingerprint);
    }
    const quiet = (): void => undefined;
    this.coalescer = new Coalescer(delayMs, {
      clock: this.clock,
      log: { error: quiet, warn: quiet, info: quiet, debug: (text) => this.lines.push(text) },
      look: (key) => this.look(key),
      lookBriefly: (key) => this.look(key).fingerprint,
      startedFrom: (key) => this.started.get(key) ?? missing,
      rebase: (key, fingerprint) => void this.started.set(key, fingerprint),
      parses: (_name, content) => this.parses(content),
      parserLoaded: () => new Promise((resolve) => (this.parserLoaded = resolve)),
      mayBeLoaded: (key) => !this.unloaded.has(key),
      isLocked: () => this.isLocked,
      mayAccept: () => this.isThere,
    });
    this.coalescer.onDidAccept((change) => this.accepts.push(change));
    this.coalescer.onDidChangeWaiting((waiting) => this.waits.push(waiting));
  }

  /** Writes without an event. */
  write(name: string, text: string): void {
    this.files.set(name, text);
  }

  save(name: string, text: string): void {
    this.write(name, text);
    this.see(name);
  }

  remove(name: string): void {
    this.files.delete(name);
    this.see(name);
  }

  see(name: string): void {
    this.coalescer.see({ key: name, name, isDependency: name.includes('node_modules') });
  }

  loadParser(): void {
    this.isParserLoaded = true;
    this.parserLoaded();
  }

  get paths(): (readonly string[])[] {
    return this.accepts.map(({ paths }) => paths);
  }

  private look(name: string): Observation {
    const text = this.files.get(name);
    if (text === undefined) return { fingerprint: missing };
    return { fingerprint: { kind: 'file', size: text.length, mtimeMs: 0, hash: text }, content: Buffer.from(text) };
  }

  private parses(content: Buffer): ParseVerdict {
    if (!this.isParserLoaded) return 'loading';
    return content.includes('//!') ? 'broken' : 'parses';
  }
}

describe('Coalescer', () => {
  it('accepts changed content at once', () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.save('a.js', '2');
    assert.deepEqual(folder.accepts, [{ paths: ['a.js'], at: folder.clock.now(), needsManifest: false }]);
    assert.deepEqual(folder.lines, ['a.js changed: restart']);
  });

  it('accepts one change once, whoever reports it and however often', async () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.save('a.js', '2');
    for (let report = 0; report < 5; report += 1) folder.see('a.js');
    await folder.clock.advance(30);
    folder.see('a.js');
    await folder.clock.advance(1_000);
    assert.equal(folder.accepts.length, 1);
  });

  it('does not restart for a touch or identical content, and says so', async () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.see('a.js');
    folder.save('a.js', '1');
    await folder.clock.advance(1_000);
    assert.deepEqual(folder.accepts, []);
    assert.deepEqual(folder.lines, ['a.js touched: same content', 'a.js touched: same content']);
  });

  it('finds a second change that nobody reported', async () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.save('a.js', '2');
    await folder.clock.advance(20);
    folder.write('a.js', '3');
    await folder.clock.advance(39);
    assert.equal(folder.accepts.length, 1);
    await folder.clock.advance(1);
    assert.equal(folder.accepts.length, 2);
  });

  it('finds an unreported change after a touch', async () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.see('a.js');
    await folder.clock.advance(20);
    folder.write('a.js', '2');
    await folder.clock.advance(40);
    assert.equal(folder.accepts.length, 1);
  });

  it('takes what is on disk when a life starts as its beginning', async () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.save('a.js', '2');
    folder.write('a.js', '3');
    folder.coalescer.lifeStarted();
    await folder.clock.advance(1_000);
    assert.equal(folder.accepts.length, 1, 'the third content is what the life started from');
    folder.save('a.js', '2');
    assert.equal(folder.accepts.length, 2, 'the second is not');
  });

  it('accepts a return to the old content, once the new one has been started', async () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.save('a.js', '2');
    folder.coalescer.lifeStarted();
    await folder.clock.advance(200);
    folder.save('a.js', '1');
    assert.equal(folder.accepts.length, 2);
  });

  it('waits for the content of a file that was cut to nothing', async () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.save('a.js', '');
    await folder.clock.advance(30);
    assert.deepEqual(folder.accepts, []);
    folder.write('a.js', '2');
    await folder.clock.advance(16);
    assert.deepEqual(folder.paths, [['a.js']]);
    await folder.clock.advance(1_000);
    assert.equal(folder.accepts.length, 1);
  });

  it('notices content within 2 ms when the file was empty for less', async () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.save('a.js', '');
    folder.write('a.js', '2');
    await folder.clock.advance(2);
    assert.equal(folder.accepts.length, 1);
  });

  it('takes an empty file as it is after 100 ms', async () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.save('a.js', '');
    await folder.clock.advance(99);
    assert.equal(folder.accepts.length, 0);
    await folder.clock.advance(1);
    assert.equal(folder.accepts.length, 1);
  });

  it('restarts once when a file is deleted, and not at all when it comes back as it was', async () => {
    const folder = new Folder({ 'a.js': '1', 'b.js': '1' });
    folder.remove('a.js');
    folder.remove('b.js');
    await folder.clock.advance(50);
    folder.save('b.js', '1');
    await folder.clock.advance(1_000);
    assert.deepEqual(folder.paths, [['a.js']]);
    assert.ok(folder.lines.includes('a.js deleted: restart'));
  });

  it('makes one restart of a rename', async () => {
    const folder = new Folder({ 'old.js': '1' });
    folder.remove('old.js');
    folder.save('new.js', '1');
    await folder.clock.advance(1_000);
    assert.deepEqual(folder.paths, [['new.js', 'old.js']]);
  });

  it('counts a new source file at once, and another one if it stays', async () => {
    const folder = new Folder();
    folder.save('new.js', '1');
    folder.save('x4f2', 'temporary');
    assert.deepEqual(folder.paths, [['new.js']]);
    folder.save('words.txt', '1');
    await folder.clock.advance(5);
    folder.remove('x4f2');
    await folder.clock.advance(1_000);
    assert.deepEqual(folder.paths, [['new.js'], ['words.txt']]);
  });

  it('says of the manifest that it has to be read again, valid or not', async () => {
    const folder = new Folder({ 'package.json': '{}', 'lib/package.json': '{}' });
    folder.save('package.json', '{"a":1}');
    folder.save('lib/package.json', '{"a":1}');
    await folder.clock.advance(200);
    folder.save('package.json', '{"a":');
    await folder.clock.advance(100);
    assert.deepEqual(
      folder.accepts.map(({ paths, needsManifest }) => [paths[0], needsManifest]),
      [
        ['package.json', true],
        ['lib/package.json', false],
        ['package.json', true],
      ],
    );
  });

  it('waits for the rest of a manifest that is half written', async () => {
    const folder = new Folder({ 'package.json': '{}' });
    folder.save('package.json', '{"name":');
    await folder.clock.advance(40);
    assert.equal(folder.accepts.length, 0);
    folder.write('package.json', '{"name":"x"}');
    await folder.clock.advance(1_000);
    assert.equal(folder.accepts.length, 1);
  });

  describe('while code does not parse', () => {
    it('keeps the life and says what it waits for, until a save that parses', async () => {
      const folder = new Folder({ 'a.js': '1' });
      folder.save('a.js', '//!');
      await folder.clock.advance(1_000);
      assert.deepEqual([folder.accepts, folder.waits], [[], ['parse']]);
      assert.deepEqual(folder.lines, ['a.js does not parse: the running life is kept']);
      folder.save('a.js', '2');
      assert.deepEqual([folder.paths, folder.waits], [[['a.js']], ['parse', undefined]]);
    });

    it('does not mistake a file that is half written for broken code', async () => {
      const folder = new Folder({ 'a.js': '1' });
      folder.save('a.js', '2 //!');
      await folder.clock.advance(10);
      folder.write('a.js', '2 done');
      await folder.clock.advance(1_000);
      assert.deepEqual([folder.paths, folder.waits], [[['a.js']], []]);
    });

    it('holds other changes back, for they would start the broken code', async () => {
      const folder = new Folder({ 'a.js': '1', 'b.js': '1' });
      folder.save('a.js', '//!');
      folder.save('b.js', '2');
      await folder.clock.advance(500);
      assert.deepEqual(folder.accepts, []);
      folder.save('a.js', '2');
      assert.deepEqual(folder.paths, [['a.js', 'b.js']]);
    });

    it('holds nothing back for a file that the module has not loaded', async () => {
      const folder = new Folder({ 'a.js': '1', 'scratch.js': '1' });
      folder.unloaded.add('scratch.js');
      folder.save('scratch.js', '//!');
      await folder.clock.advance(200);
      folder.save('a.js', '2');
      assert.deepEqual([folder.paths, folder.waits], [[['a.js']], []]);
    });

    it('stops waiting when the code is as it was, or when a life starts all the same', async () => {
      const folder = new Folder({ 'a.js': '1' });
      folder.save('a.js', '//!');
      await folder.clock.advance(200);
      folder.save('a.js', '1');
      assert.deepEqual([folder.accepts, folder.waits], [[], ['parse', undefined]]);
      folder.save('a.js', '//!');
      await folder.clock.advance(200);
      folder.coalescer.lifeStarted();
      await folder.clock.advance(200);
      assert.deepEqual([folder.accepts, folder.waits], [[], ['parse', undefined, 'parse', undefined]]);
    });

    it('waits for the parser to be loaded', async () => {
      const folder = new Folder({ 'a.js': '1' });
      folder.isParserLoaded = false;
      folder.save('a.js', '2');
      await folder.clock.advance(500);
      assert.deepEqual([folder.accepts, folder.waits], [[], []]);
      folder.loadParser();
      await folder.clock.advance(0);
      assert.deepEqual(folder.paths, [['a.js']]);
    });
  });

  describe('in a flood', () => {
    it('waits for 50 ms of quiet once more than 20 files have changed', async () => {
      const folder = new Folder();
      folder.write('a.js', '0');
      for (let file = 0; file < 300; file += 1) {
        folder.save(`${file}.js`, '1');
        await folder.clock.advance(1);
      }
      assert.equal(folder.accepts.length, 20);
      assert.deepEqual(folder.waits, ['quiet']);
      await folder.clock.advance(60);
      assert.equal(folder.accepts.length, 21);
      assert.equal(folder.accepts[20]?.paths.length, 280);
      assert.deepEqual(folder.waits, ['quiet', undefined]);
    });

    it('waits for all that is in a new folder, of which the first file is told alone', async () => {
      const folder = new Folder();
      folder.coalescer.seeFolder();
      folder.save('src/0.js', '0');
      await folder.clock.advance(40);
      for (const file of [1, 2, 3]) folder.save(`src/${file}.js`, String(file));
      await folder.clock.advance(49);
      assert.deepEqual(folder.accepts, []);
      await folder.clock.advance(10);
      assert.deepEqual(folder.paths, [['src/0.js', 'src/1.js', 'src/2.js', 'src/3.js']]);
      await folder.clock.advance(1_000);
      assert.equal(folder.accepts.length, 1);
    });

    it('takes what comes soon after a flood for a part of it', async () => {
      const folder = new Folder();
      for (let file = 0; file < 100; file += 1) folder.save(`${file}.js`, '1');
      await folder.clock.advance(100);
      assert.equal(folder.accepts.length, 21);
      for (let file = 0; file < 30; file += 1) folder.save(`more${file}.js`, '1');
      await folder.clock.advance(100);
      assert.equal(folder.accepts.length, 22);
      await folder.clock.advance(1_000);
      folder.save('0.js', '2');
      assert.equal(folder.accepts.length, 23, 'a save long after it restarts at once');
    });

    it('waits while git changes the working tree, and 50 ms from the last change', async () => {
      const folder = new Folder({ 'a.js': '1', 'b.js': '1' });
      folder.isLocked = true;
      folder.save('a.js', '2');
      await folder.clock.advance(300);
      folder.save('b.js', '2');
      folder.isLocked = false;
      await folder.clock.advance(20);
      assert.deepEqual([folder.accepts, folder.waits], [[], ['quiet']]);
      await folder.clock.advance(100);
      assert.deepEqual([folder.paths, folder.waits], [[['a.js', 'b.js']], ['quiet', undefined]]);
    });

    it('does not wait for ever', async () => {
      const folder = new Folder({ 'a.js': '1' });
      folder.isLocked = true;
      folder.save('a.js', '2');
      await folder.clock.advance(9_900);
      assert.deepEqual(folder.accepts, []);
      await folder.clock.advance(200);
      assert.equal(folder.accepts.length, 1);
    });

    it('answers a thousand saves of a file within a second with a handful, the last content among them', async () => {
      const folder = new Folder({ 'a.js': '0' });
      const seen: string[] = [];
      folder.coalescer.onDidAccept(() => {
        seen.push(folder.files.get('a.js') ?? '');
        folder.coalescer.lifeStarted();
      });
      for (let save = 1; save <= 1_000; save += 1) {
        folder.write('a.js', String(save));
        if (save % 50 === 1) folder.see('a.js');
        await folder.clock.advance(1);
      }
      await folder.clock.advance(200);
      assert.equal(seen.at(-1), '1000');
      assert.ok(seen.length <= 5, `accepted ${seen.length} times`);
    });

    it('answers saves that empty the file first no differently', async () => {
      const folder = new Folder({ 'a.js': '0' });
      folder.coalescer.onDidAccept(() => folder.coalescer.lifeStarted());
      for (let save = 1; save <= 1_000; save += 1) {
        folder.write('a.js', save % 2 === 0 ? String(save) : '');
        if (save % 50 === 1) folder.see('a.js');
        await folder.clock.advance(1);
      }
      await folder.clock.advance(300);
      assert.equal(folder.started.get('a.js')?.kind === 'file' && folder.files.get('a.js'), '1000');
      assert.ok(folder.accepts.length <= 6, `accepted ${folder.accepts.length} times`);
      folder.see('a.js');
      await folder.clock.advance(300);
      const before = folder.accepts.length;
      folder.see('a.js');
      assert.equal(folder.accepts.length, before);
    });
  });

  it('holds changes in node_modules until the package manager is done', async () => {
    const folder = new Folder({ 'node_modules/x/a.js': '1', 'node_modules/x/b.js': '1' });
    folder.save('node_modules/x/a.js', '2');
    await folder.clock.advance(1_000);
    folder.save('node_modules/x/b.js', '2');
    await folder.clock.advance(1_900);
    assert.deepEqual([folder.accepts, folder.waits], [[], ['quiet']]);
    folder.coalescer.releaseDependencies();
    assert.deepEqual(folder.paths, [['node_modules/x/a.js', 'node_modules/x/b.js']]);
    folder.save('node_modules/x/a.js', '3');
    await folder.clock.advance(1_999);
    assert.equal(folder.accepts.length, 1);
    await folder.clock.advance(1);
    assert.equal(folder.accepts.length, 2, 'or after 2 s of quiet');
  });

  it('adds the delay, and then looks once more', async () => {
    const folder = new Folder({ 'a.js': '1', 'b.js': '1' }, 500);
    folder.save('a.js', '2');
    const { clock } = folder;
    const at = clock.now();
    await clock.advance(400);
    folder.save('b.js', '2');
    folder.save('a.js', '3');
    assert.deepEqual([folder.accepts, folder.waits], [[], ['delay']]);
    await clock.advance(100);
    assert.deepEqual(folder.accepts, [{ paths: ['a.js', 'b.js'], at, needsManifest: false }]);
    assert.deepEqual(folder.waits, ['delay', undefined]);
  });

  it('forgets a delayed change that was taken back', async () => {
    const folder = new Folder({ 'a.js': '1' }, 500);
    folder.save('a.js', '2');
    await folder.clock.advance(100);
    folder.save('a.js', '1');
    await folder.clock.advance(1_000);
    assert.deepEqual([folder.accepts, folder.waits], [[], ['delay', undefined]]);
  });

  it('keeps what changes during a pause in mind', async () => {
    const folder = new Folder({ 'a.js': '1', 'b.js': '1', 'c.js': '1' });
    folder.coalescer.setPaused(true);
    folder.save('a.js', '2');
    folder.save('b.js', '2');
    folder.save('b.js', '1');
    await folder.clock.advance(1_000);
    assert.deepEqual([folder.accepts, folder.waits], [[], []]);
    folder.coalescer.setPaused(false);
    assert.deepEqual(folder.paths, [['a.js']]);
  });

  it('starts from what changed during a pause when a life starts in it', async () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.coalescer.setPaused(true);
    folder.save('a.js', '2');
    folder.coalescer.lifeStarted();
    folder.coalescer.setPaused(false);
    await folder.clock.advance(1_000);
    assert.deepEqual(folder.accepts, []);
  });

  it('does not restart when the whole folder is gone', async () => {
    const folder = new Folder({ 'a.js': '1' });
    folder.isThere = false;
    folder.remove('a.js');
    await folder.clock.advance(1_000);
    assert.deepEqual(folder.accepts, []);
  });

  it('waits no longer for a clock that was set back, and no less for one that was set forward', async () => {
    for (const byMs of [-3_600_000, 3_600_000]) {
      const folder = new Folder({ 'a.js': '1', 'b.js': '1' });
      folder.save('a.js', '');
      await folder.clock.advance(50);
      folder.clock.set(byMs);
      await folder.clock.advance(49);
      assert.equal(folder.accepts.length, 0);
      await folder.clock.advance(1);
      assert.deepEqual(folder.paths, [['a.js']]);
      assert.equal(folder.accepts[0]?.at, folder.clock.now() - 100);
      folder.isLocked = true;
      folder.save('b.js', '2');
      folder.clock.set(-byMs);
      folder.isLocked = false;
      await folder.clock.advance(100);
      assert.deepEqual(folder.paths, [['a.js'], ['b.js']]);
    }
  });

  it('leaves no timer behind', async () => {
    const folder = new Folder({ 'a.js': '1', 'b.js': '1', 'c.js': '1', 'node_modules/x.js': '1' }, 500);
    folder.isLocked = true;
    folder.save('a.js', '2');
    folder.save('b.js', '');
    folder.save('c.js', '//!');
    folder.save('node_modules/x.js', '2');
    await folder.clock.advance(30);
    folder.coalescer.dispose();
    assert.equal(folder.clock.timerCount, 0);
  });
});
