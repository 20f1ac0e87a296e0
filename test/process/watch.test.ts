import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs, {
  appendFileSync,
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { systemClock } from '../../src/base/clock';
import { formatMessage } from '../../src/base/message';
import type { AcceptedChange, WatchOptions } from '../../src/core/watch/moduleWatcher';
import { ModuleWatcher } from '../../src/core/watch/moduleWatcher';
import type { Waiting } from '../../src/shared/module';
import { eventually } from '../support/eventually';
import { tempFolder } from '../support/tempFolder';

/** Long enough for chokidar's and our own second looks: what has not restarted the module by then will not. */
const SETTLED_MS = 400;

/** A module's folder on disk with a watcher, and what the watcher said. As a supervisor would, it starts a life for each restart. */
class WatchedFolder {
  readonly accepts: AcceptedChange[] = [];
  readonly waits: (Waiting | undefined)[] = [];
  readonly lines: string[] = [];
  lost = 0;
  readonly at = (name: string): string => path.join(this.folder, name);
  readonly watcher: ModuleWatcher;

  constructor(
    readonly folder: string,
    options: Partial<WatchOptions> = {},
  ) {
    const say = (text: string): void => void this.lines.push(text);
    this.watcher = new ModuleWatcher(
      {
        ...{ folder, watch: true, ignoreWatch: [], ignore: [], delayMs: 0, usePolling: 'off', waitForParse: true },
        ...options,
      },
      { clock: systemClock, log: { error: say, warn: say, info: say, debug: say } },
    );
    this.watcher.onDidAccept((change) => {
      this.accepts.push(change);
      this.watcher.lifeStarted();
    });
    this.watcher.onDidChangeWaiting((waiting) => this.waits.push(waiting));
    this.watcher.onDidLoseFolder(() => (this.lost += 1));
  }

  get paths(): string[] {
    return this.accepts.flatMap(({ paths }) => paths);
  }

  write(name: string, text: string): void {
    mkdirSync(path.dirname(this.at(name)), { recursive: true });
    writeFileSync(this.at(name), text);
  }

  accepted(count: number): Promise<true> {
    return eventually(`${count} restarts`, () => this.accepts.length >= count || undefined);
  }

  /** Gives what should not happen its chance to happen. */
  async settle(): Promise<void> {
    await pause(SETTLED_MS);
  }
}

describe('ModuleWatcher', () => {
  const newFolder = tempFolder();
  let watched: WatchedFolder | undefined;

  const create = (folder = newFolder(), options: Partial<WatchOptions> = {}): WatchedFolder => {
    mkdirSync(folder, { recursive: true });
    watched = new WatchedFolder(folder, options);
    watched.write('package.json', '{"name":"watched"}');
    watched.write('index.js', 'require("./lib/util");');
    watched.write('lib/util.js', 'module.exports = 0;');
    watched.write('data.json', '{}');
    return watched;
  };
  const start = async (folder?: string, options?: Partial<WatchOptions>): Promise<WatchedFolder> => {
    const created = create(folder, options);
    await created.watcher.start();
    return created;
  };

  afterEach(async () => {
    await watched?.watcher.dispose();
    watched = undefined;
  });

  const restarts: Record<string, (folder: WatchedFolder) => void | Promise<void>> = {
    'a save of the entry file': ({ at }) => writeFileSync(at('index.js'), '1;'),
    'a save of a file in a folder': ({ at }) => writeFileSync(at('lib/util.js'), 'module.exports = 1;'),
    'a file that is written beside and renamed over it': ({ at }) => {
      writeFileSync(at('index.js.tmp~'), '1;');
      renameSync(at('index.js.tmp~'), at('index.js'));
    },
    'a file of an unknown temporary name that is renamed over it': ({ at }) => {
      writeFileSync(at('sed4711'), '1;');
      renameSync(at('sed4711'), at('index.js'));
    },
    'a file from elsewhere that is renamed over it': ({ at }) => {
      writeFileSync(at('../elsewhere'), '1;');
      renameSync(at('../elsewhere'), at('index.js'));
    },
    'an editor that empties the file, waits and writes': async ({ at }) => {
      writeFileSync(at('index.js'), '');
      await pause(30);
      writeFileSync(at('index.js'), '1;');
    },
    'an editor that deletes the file and creates it anew': async ({ at }) => {
      unlinkSync(at('index.js'));
      await pause(10);
      writeFileSync(at('index.js'), '1;');
    },
    'vim: backup, number file, new file, no backup': ({ at }) => {
      writeFileSync(at('.index.js.swp'), 'swap');
      writeFileSync(at('4913'), '');
      unlinkSync(at('4913'));
      renameSync(at('index.js'), at('index.js~'));
      writeFileSync(at('index.js'), '1;');
      unlinkSync(at('index.js~'));
    },
    'a save of package.json': ({ at }) => writeFileSync(at('package.json'), '{"name":"other"}'),
    'a save of data': ({ at }) => writeFileSync(at('data.json'), '{"a":1}'),
    'a save of .env': ({ at }) => writeFileSync(at('.env'), 'A=1'),
    'a new file': ({ at }) => writeFileSync(at('new.js'), '1;'),
    'a new file in new folders': ({ at }) => {
      mkdirSync(at('sub/deep'), { recursive: true });
      writeFileSync(at('sub/deep/new.js'), '1;');
    },
    'a deleted file': ({ at }) => unlinkSync(at('data.json')),
    'a renamed file': ({ at }) => renameSync(at('data.json'), at('data2.json')),
    'a deleted folder': ({ at }) => rmSync(at('lib'), { recursive: true }),
  };
  for (const [what, change] of Object.entries(restarts)) {
    it(`restarts exactly once for ${what}`, async () => {
      const folder = await start(path.join(newFolder(), 'module'));
      await change(folder);
      await folder.accepted(1);
      await folder.settle();
      assert.equal(folder.accepts.length, 1, folder.lines.join('\n'));
    });
  }

  const ignored: Record<string, (at: (name: string) => string) => void> = {
    'a touch': (at) => utimesSync(at('index.js'), new Date(), new Date()),
    'identical content': (at) => writeFileSync(at('index.js'), readFileSync(at('index.js'))),
    'identical content by an atomic rename': (at) => {
      writeFileSync(at('index.js.tmp'), readFileSync(at('index.js')));
      renameSync(at('index.js.tmp'), at('index.js'));
    },
    'other permissions': (at) => chmodSync(at('index.js'), 0o755),
    Markdown: (at) => writeFileSync(at('README.md'), '# New'),
    'a log file': (at) => appendFileSync(at('app.log'), 'line\n'),
    'a logs folder': (at) => {
      mkdirSync(at('logs'));
      writeFileSync(at('logs/app.txt'), 'line\n');
    },
    'a new empty folder': (at) => mkdirSync(at('empty')),
    '.git': (at) => {
      mkdirSync(at('.git'));
      writeFileSync(at('.git/index'), 'x');
    },
    'another hidden file': (at) => writeFileSync(at('.hidden.js'), '1;'),
    'a swap file': (at) => writeFileSync(at('.index.js.swp'), 'x'),
    'a backup file': (at) => writeFileSync(at('index.js~'), 'x'),
    'a new package in node_modules': (at) => {
      mkdirSync(at('node_modules/x'), { recursive: true });
      writeFileSync(at('node_modules/x/index.js'), '1;');
    },
    'a lock file': (at) => writeFileSync(at('package-lock.json'), '{}'),
    'an image': (at) => writeFileSync(at('logo.png'), 'x'),
  };
  it('does not restart for what cannot matter', async () => {
    const folder = await start();
    await folder.settle();
    for (const change of Object.values(ignored)) change(folder.at);
    await folder.settle();
    assert.deepEqual(folder.paths, []);
    assert.equal(Object.keys(ignored).length, 15);
    folder.write('index.js', 'last;');
    await folder.accepted(1);
    assert.deepEqual(folder.paths, ['index.js'], 'and still sees what does');
  });

  it('says in the log why it did not restart', async () => {
    const folder = await start();
    await folder.settle();
    for (const change of Object.values(ignored)) change(folder.at);
    for (const line of [
      'index.js touched: same content',
      'README.md: ignored (Markdown)',
      'app.log: ignored (log)',
      '.index.js.swp: ignored (swap, backup or temporary file)',
      'package-lock.json: ignored (lock file)',
    ]) {
      await eventually(line, () => folder.lines.includes(line));
    }
  });

  const places: Record<string, (base: string) => string> = {
    'below a hidden folder': (base) => path.join(base, '.work', 'module'),
    'below node_modules': (base) => path.join(base, 'node_modules', 'module'),
    'whose name has the text node_modules': (base) => path.join(base, 'my-node_modules-copy'),
    'with spaces and letters of all kinds': (base) => path.join(base, 'módulo ñ 模块 1'),
    'with the characters of globs': (base) => path.join(base, 'glob [x] (y) {a,b} !z'),
    'below a folder called logs': (base) => path.join(base, 'logs', 'coverage'),
  };
  for (const [where, place] of Object.entries(places)) {
    it(`restarts in a folder ${where}`, async () => {
      const folder = await start(place(newFolder()), { ignoreWatch: ['data'] });
      folder.write('index.js', '1;');
      await folder.accepted(1);
      folder.write('lib/util.js', '2;');
      await folder.accepted(2);
      folder.write('data/x.js', '3;');
      await folder.settle();
      assert.deepEqual(folder.paths, ['index.js', 'lib/util.js']);
    });
  }

  it('ends a thousand saves within a second with the last content, after a handful of restarts', async () => {
    const folder = await start();
    const contents: string[] = [];
    folder.watcher.onDidAccept(() => contents.push(readFileSync(folder.at('index.js'), 'utf8')));
    for (let save = 1; save <= 1_000; save += 1) {
      folder.write('index.js', `module.exports = ${save};`);
      await pause(1);
    }
    await eventually('the last content', () => contents.at(-1) === 'module.exports = 1000;');
    await folder.settle();
    assert.equal(contents.at(-1), 'module.exports = 1000;');
    assert.ok(contents.length <= 8, `${contents.length} restarts`);
  });

  it('never loses the second of two saves, however close they follow', async () => {
    const folder = await start();
    for (const gapMs of [0, 1, 3, 5, 10, 20, 30, 45, 49, 50, 51, 55, 60, 65, 80]) {
      const contents: string[] = [];
      const subscription = folder.watcher.onDidAccept(() => contents.push(readFileSync(folder.at('index.js'), 'utf8')));
      folder.write('index.js', `first(${gapMs});`);
      await pause(gapMs);
      folder.write('index.js', `second(${gapMs});`);
      await eventually(`the second save after ${gapMs} ms`, () => contents.at(-1) === `second(${gapMs});`);
      await pause(160);
      assert.ok(contents.length <= 2, `${contents.length} restarts for a gap of ${gapMs} ms`);
      subscription.dispose();
    }
  });

  it('makes one restart of a checkout of 500 files', async () => {
    const folder = create();
    const git = (...args: string[]): Promise<unknown> =>
      promisify(execFile)('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: folder.folder });
    await git('init', '-q', '-b', 'main');
    const writeAll = (text: string): void => {
      for (let file = 0; file < 500; file += 1) folder.write(`src/${file}.js`, `module.exports = "${text}${file}";`);
    };
    writeAll('one');
    await git('add', '.');
    await git('commit', '-q', '-m', 'one');
    await git('checkout', '-q', '-b', 'two');
    writeAll('two');
    rmSync(folder.at('src/7.js'));
    await git('commit', '-q', '-a', '-m', 'two');
    await folder.watcher.start();
    await git('checkout', '-q', 'main');
    await folder.accepted(1);
    await folder.settle();
    assert.deepEqual(
      folder.accepts.map(({ paths }) => paths.length),
      [500],
    );
  });

  it('keeps the life while code does not parse', async () => {
    const folder = await start();
    folder.write('index.js', 'import { half from "');
    await eventually('waiting', () => folder.waits.includes('parse'));
    folder.write('lib/util.js', 'module.exports = 2;');
    await folder.settle();
    assert.deepEqual(folder.accepts, []);
    folder.write('index.js', 'import { whole } from "node:fs";');
    await folder.accepted(1);
    assert.deepEqual(new Set(folder.paths), new Set(['index.js', 'lib/util.js']));
    assert.deepEqual(folder.waits, ['parse', undefined]);
  });

  it('lets code that does not parse through when nobody wants to wait', async () => {
    const folder = await start(undefined, { waitForParse: false });
    folder.write('index.js', 'import { half from "');
    await folder.accepted(1);
  });

  it('hears the editor, and does not restart twice for one save', async () => {
    const folder = await start();
    folder.write('index.js', '1;');
    folder.watcher.notify({ kind: 'saved', path: folder.at('index.js') });
    assert.equal(folder.accepts.length, 1, 'at once');
    folder.watcher.notify({ kind: 'saved', path: folder.at('README.md') });
    await folder.settle();
    assert.equal(folder.accepts.length, 1);
    assert.ok(folder.lines.includes('README.md: ignored (Markdown)'));
  });

  it('knows the folder by the name of a link to it', async () => {
    const base = newFolder();
    const folder = await start(path.join(base, 'real'));
    symlinkSync(folder.folder, path.join(base, 'link'));
    writeFileSync(path.join(base, 'link', 'index.js'), '1;');
    folder.watcher.notify({ kind: 'saved', path: path.join(base, 'link', 'index.js') });
    await folder.settle();
    assert.deepEqual(folder.paths, ['index.js']);
  });

  it('restarts once for a file that is reached by a link and loaded by its real name', async () => {
    const base = newFolder();
    const folder = create(path.join(base, 'module'));
    mkdirSync(path.join(base, 'shared'));
    writeFileSync(path.join(base, 'shared', 'y.js'), '1;');
    writeFileSync(path.join(base, 'single.js'), '1;');
    symlinkSync(path.join(base, 'shared'), folder.at('linked'));
    symlinkSync(path.join(base, 'single.js'), folder.at('single.js'));
    await folder.watcher.start();
    folder.watcher.setLoaded([path.join(base, 'shared', 'y.js'), path.join(base, 'single.js')]);
    await folder.settle();
    writeFileSync(path.join(base, 'shared', 'y.js'), '2;');
    await folder.accepted(1);
    await folder.settle();
    assert.equal(folder.accepts.length, 1);
    writeFileSync(path.join(base, 'single.js'), '2;');
    await folder.accepted(2);
    await folder.settle();
    assert.equal(folder.accepts.length, 2);
  });

  describe('of what the module has loaded', () => {
    it('restarts for a sibling package, also after it was replaced', async () => {
      const base = newFolder();
      const folder = create(path.join(base, 'module'));
      const sibling = path.join(base, 'sibling', 'index.js');
      mkdirSync(path.dirname(sibling));
      writeFileSync(sibling, '1;');
      await folder.watcher.start();
      folder.watcher.setLoaded([folder.at('index.js'), sibling]);
      await folder.settle();
      writeFileSync(sibling, '2;');
      await folder.accepted(1);
      assert.deepEqual(folder.paths, [sibling]);
      await folder.settle();
      writeFileSync(`${sibling}.tmp`, '3;');
      renameSync(`${sibling}.tmp`, sibling);
      await folder.accepted(2);
      await folder.settle();
      unlinkSync(sibling);
      await folder.accepted(3);
      await folder.settle();
      writeFileSync(sibling, '4;');
      await folder.accepted(4);
      await folder.settle();
      writeFileSync(sibling, '5;');
      await folder.accepted(5);
      await folder.settle();
      assert.equal(folder.accepts.length, 5);
    });

    it('restarts for an ignored file, unless somebody asked to ignore it', async () => {
      const folder = create(undefined, { ignoreWatch: ['state.json'] });
      for (const name of ['.hidden/x.js', 'page.md', 'state.json']) folder.write(name, '1;');
      await folder.watcher.start();
      folder.watcher.setLoaded(['.hidden/x.js', 'page.md', 'state.json'].map((name) => folder.at(name)));
      await folder.settle();
      folder.write('state.json', '2;');
      folder.write('.hidden/x.js', '2;');
      await folder.accepted(1);
      folder.write('page.md', '2;');
      await folder.accepted(2);
      await folder.settle();
      assert.deepEqual(folder.paths, ['.hidden/x.js', 'page.md']);
    });

    it('waits in node_modules for npm to be done', async () => {
      const folder = create();
      folder.write('node_modules/dep/index.js', '1;');
      folder.write('node_modules/dep/unloaded.js', '1;');
      folder.write('node_modules/.package-lock.json', '{}');
      await folder.watcher.start();
      folder.watcher.setLoaded([folder.at('index.js'), folder.at('node_modules/dep/index.js')]);
      await folder.settle();
      rmSync(folder.at('node_modules/dep'), { recursive: true });
      await eventually('waiting', () => folder.waits.includes('quiet'));
      folder.write('node_modules/dep/index.js', '2;');
      folder.write('node_modules/dep/unloaded.js', '2;');
      await folder.settle();
      assert.deepEqual(folder.accepts, []);
      folder.write('node_modules/.package-lock.json', '{"done":true}');
      await folder.accepted(1);
      assert.deepEqual(folder.paths, ['node_modules/dep/index.js']);
      folder.write('node_modules/dep/index.js', '3;');
      await folder.accepted(2);
      assert.deepEqual(folder.waits, ['quiet', undefined, 'quiet', undefined], 'after 2 s of quiet');
    });
  });

  it('no longer restarts for a file that the module writes, until that is undone', async () => {
    const folder = await start();
    folder.watcher.ignorePath('state.json');
    folder.write('state.json', '{"a":1}');
    folder.write('index.js', '1;');
    await folder.accepted(1);
    folder.watcher.unignorePath('state.json');
    folder.write('state.json', '{"a":2}');
    await folder.accepted(2);
    assert.deepEqual(folder.paths, ['index.js', 'state.json']);
  });

  it('sees a save that came between the start of the life and the scan', async () => {
    const folder = create();
    const past = new Date(Date.now() - 60_000);
    for (const name of ['package.json', 'index.js', 'lib/util.js', 'data.json'])
      utimesSync(folder.at(name), past, past);
    folder.watcher.lifeStarted();
    await pause(30);
    folder.write('lib/util.js', '1;');
    await folder.watcher.start();
    await folder.accepted(1);
    assert.deepEqual(folder.paths, ['lib/util.js']);
  });

  it('watches only the places that the manifest names', async () => {
    const folder = await start(undefined, { watch: ['lib', 'conf/*.json'] });
    folder.write('index.js', '1;');
    folder.write('lib/util.js', '1;');
    folder.write('conf/a.json', '{}');
    await eventually('both places', () => folder.paths.length >= 2);
    await folder.settle();
    assert.deepEqual(folder.paths.sort(), ['conf/a.json', 'lib/util.js']);
  });

  it('looks at files by itself where changes are not reported', async () => {
    const folder = await start(undefined, { usePolling: 'on' });
    folder.write('index.js', '1;');
    await folder.accepted(1);
    folder.write('new/x.js', '1;');
    await folder.accepted(2);
    assert.deepEqual(folder.paths, ['index.js', 'new/x.js']);
  });

  for (const code of ['ENOSPC', 'EMFILE']) {
    it(`looks at files by itself, and says so, when the system has no watch left (${code})`, async () => {
      const folder = create();
      const texts: string[] = [];
      folder.watcher.onDidFail((text) => texts.push(formatMessage(text)));
      const { watch } = fs;
      fs.watch = () => {
        throw Object.assign(new Error(`${code}: no watch left`), { code });
      };
      syncBuiltinESMExports();
      try {
        await folder.watcher.start();
      } finally {
        fs.watch = watch;
        syncBuiltinESMExports();
      }
      assert.equal(texts.length, 1);
      assert.match(texts[0] ?? '', /looked at every 300 ms instead.*Raise the limit.*pm2Modules\.watch\.ignore\.$/);
      folder.write('index.js', '1;');
      await folder.accepted(1);
    });
  }

  it('says that the folder is gone, does not restart for it, and watches it again when it is back', async () => {
    const base = newFolder();
    const folder = await start(path.join(base, 'module'));
    renameSync(folder.folder, path.join(base, 'away'));
    await eventually('the folder is missed', () => folder.lost === 1);
    await folder.settle();
    assert.deepEqual(folder.accepts, []);
    renameSync(path.join(base, 'away'), folder.folder);
    writeFileSync(folder.at('index.js'), '1;');
    await folder.accepted(1);
    await folder.settle();
    assert.deepEqual(folder.paths, ['index.js']);
    folder.write('index.js', '2;');
    await folder.accepted(2);
    assert.equal(folder.lost, 1);
  });

  it('keeps nothing open after its end', async () => {
    const watches = (): number => process.getActiveResourcesInfo().filter((name) => /^FSEvent/i.test(name)).length;
    const before = watches();
    const folder = await start();
    folder.watcher.setLoaded([path.join(newFolder(), 'gone.js'), folder.at('.hidden.js')]);
    assert.ok(watches() > before);
    await folder.watcher.dispose();
    await eventually('all watches are closed', () => watches() <= before);
  });
});
