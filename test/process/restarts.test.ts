import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import {
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
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { CountedModule } from '../support/countedModule';
import { eventually } from '../support/eventually';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { writeFiles } from '../support/writeFiles';

/** How long an editor that is slow leaves a file empty, in milliseconds. */
const SLOW_EDITOR_MS = 30;
/** Changes in node_modules count after two seconds of quiet: what has not restarted the module by then will not. */
const SETTLED_MS = 2_500;
/** Each row is tried so often, as in the table of other tools. */
const TRIES = [1, 2];
/** So many files differ between the two branches. */
const BRANCH_FILES = 500;

interface Place {
  /** The module's folder, and the one that it lies in. */
  readonly at: (name: string) => string;
  readonly above: (name: string) => string;
}

/** What one try does, with content that is new each time. */
type Change = (place: Place, text: string) => unknown;

interface Row {
  readonly change: Change;
  /** What the restart is said to be for, where that is not the one path that the row's name ends with. */
  readonly saved: string;
}

const save =
  (name: string): Change =>
  ({ at }, text) =>
    writeFileSync(at(name), text);

/** Rows of the table that restart the module, each exactly once. */
const once: Readonly<Record<string, Row>> = {
  'save index.js (in place)': { change: ({ at }, text) => appendFileSync(at('index.js'), text), saved: 'index.js' },
  'save required ./lib/util.js': { change: save('lib/util.js'), saved: 'lib/util.js' },
  'save lib/util.js: write tmp + rename over (vim/atomic)': {
    change: ({ at }, text) => {
      writeFileSync(at('lib/util.js.tmp'), text);
      renameSync(at('lib/util.js.tmp'), at('lib/util.js'));
    },
    saved: 'lib/util.js',
  },
  'save lib/util.js: tmp outside folder + rename over': {
    change: ({ at, above }, text) => {
      writeFileSync(above('elsewhere'), text);
      renameSync(above('elsewhere'), at('lib/util.js'));
    },
    saved: 'lib/util.js',
  },
  'save lib/util.js: truncate, 30 ms, write (slow editor)': {
    change: async ({ at }, text) => {
      writeFileSync(at('lib/util.js'), '');
      await pause(SLOW_EDITOR_MS);
      writeFileSync(at('lib/util.js'), text);
    },
    saved: 'lib/util.js',
  },
  'save lib/util.js: vim with backup, swap and number files': {
    change: ({ at }, text) => {
      writeFileSync(at('lib/.util.js.swp'), text);
      writeFileSync(at('lib/4913'), '');
      unlinkSync(at('lib/4913'));
      renameSync(at('lib/util.js'), at('lib/util.js~'));
      writeFileSync(at('lib/util.js'), text);
      unlinkSync(at('lib/util.js~'));
      unlinkSync(at('lib/.util.js.swp'));
    },
    saved: 'lib/util.js',
  },
  'save package.json': {
    change: ({ at }, text) => {
      const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8')) as Record<string, unknown>;
      writeFileSync(at('package.json'), JSON.stringify({ ...manifest, description: text }));
    },
    saved: 'package.json',
  },
  'save unrelated data.json in root': { change: save('data.json'), saved: 'data.json' },
  'save sub/deep/x.js (not required)': { change: save('sub/deep/x.js'), saved: 'sub/deep/x.js' },
  'save src.ts in root': { change: save('src.ts'), saved: 'src.ts' },
  'save view.html in root': { change: save('view.html'), saved: 'view.html' },
  'save .env': { change: ({ at }, text) => writeFileSync(at('.env'), `A="${text}"`), saved: '.env' },
  'save .hidden/x.js (required)': { change: save('.hidden/x.js'), saved: '.hidden/x.js' },
  'save target of symlinked file (target outside, required)': {
    change: ({ above }, text) => writeFileSync(above('single.js'), text),
    saved: 'single.js',
  },
  'save file inside symlinked dir (outside, required)': {
    change: ({ above }, text) => writeFileSync(above('shared/y.js'), text),
    saved: 'linked/y.js',
  },
};

/** The same, where each try has another path. */
const onceEach: Readonly<
  Record<string, { change: (place: Place, n: number) => unknown; saved: (n: number) => string }>
> = {
  'new file new-k.js in root': {
    change: ({ at }, n) => writeFileSync(at(`new-${n}.js`), `${n};`),
    saved: (n) => `new-${n}.js`,
  },
  'new file sub/deep/new-k.js in new folders': {
    change: ({ at }, n) => writeFiles(at(`sub/deep-${n}`), { [`new-${n}.js`]: `${n};` }),
    saved: (n) => `sub/deep-${n}/new-${n}.js`,
  },
  'delete file old-k.js': { change: ({ at }, n) => unlinkSync(at(`old-${n}.js`)), saved: (n) => `old-${n}.js` },
  'rename old file': {
    change: ({ at }, n) => renameSync(at(`before-${n}.js`), at(`after-${n}.js`)),
    saved: (n) => `after-${n}.js, before-${n}.js`,
  },
};

/** Rows of the table that do not restart it. */
const never: Readonly<Record<string, Change>> = {
  'touch index.js (mtime only, same content)': ({ at }) => utimesSync(at('index.js'), new Date(), new Date()),
  'rewrite index.js with identical content': ({ at }) => writeFileSync(at('index.js'), readFileSync(at('index.js'))),
  'identical content by an atomic rename': ({ at }) => {
    writeFileSync(at('lib/util.js.tmp'), readFileSync(at('lib/util.js')));
    renameSync(at('lib/util.js.tmp'), at('lib/util.js'));
  },
  'save README.md': save('README.md'),
  'new empty directory': ({ at }, text) => mkdirSync(at(`empty${text.length}`), { recursive: true }),
  'write app.log in root': ({ at }, text) => appendFileSync(at('app.log'), text),
  'write logs/app.log': ({ at }, text) => writeFiles(at('logs'), { 'app.log': text }),
  'new file in node_modules/other': ({ at }, text) => writeFiles(at('node_modules/other'), { 'index.js': text }),
  'write .git/index': ({ at }, text) => writeFiles(at('.git'), { index: text }),
  'save .hidden/unloaded.js': ({ at }, text) => writeFiles(at('.hidden'), { 'unloaded.js': text }),
  'vim swap .index.js.swp create': save('.index.js.swp'),
  'vim backup index.js~ / 4913 create+delete': ({ at }, text) => {
    writeFileSync(at('index.js~'), text);
    writeFileSync(at('4913'), '');
    unlinkSync(at('index.js~'));
    unlinkSync(at('4913'));
  },
  'write a lock file and an image': ({ at }, text) => {
    writeFileSync(at('package-lock.json'), JSON.stringify(text));
    writeFileSync(at('logo.png'), text);
  },
  'chmod index.js': ({ at }, text) => chmodSync(at('index.js'), text.length % 2 === 0 ? 0o755 : 0o644),
};

describe('What restarts a module that runs', () => {
  const cores: TestCore[] = [];
  after(async () => {
    for (const core of cores) await core.end();
  });
  const newFolder = tempFolder(); // its folders go when the cores have ended

  const newCore = (): TestCore => {
    const core = new TestCore(newFolder());
    cores.push(core);
    return core;
  };

  describe('is, of all that happens to its files,', () => {
    let counted: CountedModule;
    let place: Place;

    before(async () => {
      const parent = newFolder();
      writeFiles(parent, {
        'sibling/package.json': { name: 'sibling', main: 'index.js' },
        'sibling/index.js': '0;',
        'neighbour/index.js': '0;',
        'shared/y.js': '0;',
        'single.js': '0;',
      });
      const folder = path.join(parent, 'module');
      writeFiles(folder, {
        'node_modules/dep/index.js': '0;',
        'node_modules/.package-lock.json': {},
        'README.md': '# 0',
        'data.json': {},
        'sub/deep/x.js': '0;',
        'src.ts': '0;',
        'view.html': '<p>0</p>',
      });
      for (const n of TRIES) writeFiles(folder, { [`old-${n}.js`]: `${n};`, [`before-${n}.js`]: `'before ${n}';` });
      symlinkSync(path.join(parent, 'sibling'), path.join(folder, 'node_modules', 'sibling'));
      symlinkSync(path.join(parent, 'shared'), path.join(folder, 'linked'));
      symlinkSync(path.join(parent, 'single.js'), path.join(folder, 'single.js'));
      const loads = ['./lib/util', './.hidden/x', 'dep', 'sibling', '../neighbour', './linked/y', './single'];
      counted = await CountedModule.install(
        newCore(),
        { parent, name: 'module' },
        { 'lib/util.js': '0;', '.hidden/x.js': '0;' },
        loads.map((name) => `require('${name}');`).join('\n'),
      );
      place = { at: counted.at, above: (name) => path.join(parent, name) };
      await counted.fence();
    });

    /** Makes each try wait for its restart, so that the two count apart. */
    const tries = async (change: (n: number) => unknown): Promise<readonly string[]> =>
      counted.causedBy(async () => {
        for (const n of TRIES) {
          const { starts } = counted;
          await change(n);
          await counted.started(starts + 1);
        }
      });

    for (const [row, { change, saved }] of Object.entries(once)) {
      it(`once: ${row}`, async () => {
        const reasons = await tries((n) => change(place, `'${row} ${n}';`));
        assert.deepEqual(
          reasons,
          TRIES.map(() => `saved ${saved}`),
        );
      });
    }

    for (const [row, { change, saved }] of Object.entries(onceEach)) {
      it(`once: ${row}`, async () => {
        const reasons = await tries((n) => change(place, n));
        assert.deepEqual(
          reasons,
          TRIES.map((n) => `saved ${saved(n)}`),
        );
      });
    }

    for (const [row, name] of [
      ['save a file of a symlinked package (a workspace sibling, required)', 'sibling/index.js'],
      ['save a file beside the folder (required)', 'neighbour/index.js'],
    ] as const) {
      it(`once: ${row}`, async () => {
        const reasons = await tries((n) => writeFileSync(place.above(name), `${n};`));
        assert.deepEqual(
          reasons,
          TRIES.map(() => `saved ${place.above(name)}`),
        );
      });
    }

    it('once: save node_modules/dep/index.js (required), after 2 s of quiet or when npm is done', async () => {
      const reasons = await tries((n) => {
        writeFileSync(place.at('node_modules/dep/index.js'), `${n};`);
        if (n === 2) writeFileSync(place.at('node_modules/.package-lock.json'), '{"done":true}');
      });
      assert.deepEqual(
        reasons,
        TRIES.map(() => 'saved node_modules/dep/index.js'),
      );
    });

    it(`once: another git branch with ${BRANCH_FILES} other files`, async () => {
      const git = (...args: string[]): Promise<unknown> =>
        promisify(execFile)('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: counted.folder });
      rmSync(place.at('.git'), { recursive: true, force: true });
      await git('init', '-q', '-b', 'one');
      await git('add', '.');
      await git('commit', '-q', '-m', 'one');
      await git('worktree', 'add', '-q', '-b', 'two', place.above('two'));
      for (let file = 0; file < BRANCH_FILES; file++) {
        writeFiles(place.above('two/src'), { [`${file}.js`]: `module.exports = ${file};` });
      }
      await git('-C', place.above('two'), 'add', '.');
      await git('-C', place.above('two'), 'commit', '-q', '-m', 'two');
      await git('worktree', 'remove', '--force', place.above('two'));
      const branches = ['two', 'one'];
      const reasons = await tries((n) => git('checkout', '-q', branches[n - 1] ?? ''));
      assert.equal(reasons.length, TRIES.length, reasons.join('\n'));
      // What git wrote while the old life ended is in the new one, and need not be named.
      for (const reason of reasons) assert.match(reason, /^saved src\/\S+, .* and \d+ more$/);
    });

    describe('never', () => {
      let reasons: readonly string[] = [];

      before(async () => {
        reasons = await counted.causedBy(async () => {
          for (const n of TRIES) {
            for (const change of Object.values(never)) await change(place, `'${'x'.repeat(n)}';`);
            await pause(SETTLED_MS);
          }
        });
      });

      for (const row of Object.keys(never)) {
        it(row, () => assert.deepEqual(reasons, []));
      }
    });
  });

  describe('does not depend on where its folder is:', () => {
    const places: Readonly<Record<string, readonly string[]>> = {
      plain: ['plain'],
      'parent .dot folder': ['.work', 'module'],
      'under node_modules': ['node_modules', 'module'],
      'spaces and unicode': ['módulo ñ 模块 1'],
      'glob chars [x] (y)': ['glob [x] (y) {a,b} !z'],
      'cwd is a symlink': ['real'],
      'name contains node_modules text': ['my-node_modules-copy'],
    };
    const installed = new Map<string, CountedModule>();

    before(async () => {
      const core = newCore();
      const install = async ([where, parts]: [string, readonly string[]]): Promise<void> => {
        const parent = path.join(newFolder(), ...parts.slice(0, -1));
        const link = path.join(newFolder(), 'link');
        const name = parts.at(-1) ?? '';
        if (where === 'cwd is a symlink') symlinkSync(path.join(parent, name), link, 'junction');
        const open = where === 'cwd is a symlink' ? { open: link } : {};
        installed.set(where, await CountedModule.install(core, { parent, name, ...open }));
      };
      await Promise.all(Object.entries(places).map(install));
    });

    for (const where of Object.keys(places)) {
      it(`${where}: three saves, three restarts`, async () => {
        const module = installed.get(where);
        assert.ok(module);
        const reasons = await module.causedBy(async () => {
          for (const n of [1, 2, 3]) {
            const { starts } = module;
            writeFileSync(module.at('more.js'), `${n};`);
            await module.started(starts + 1);
          }
        });
        assert.deepEqual(reasons, ['saved more.js', 'saved more.js', 'saved more.js']);
      });
    }
  });

  describe('is not what it writes into its own folder itself:', () => {
    /** The first life begins before its folder is watched: what it writes at once may be there from the start. In milliseconds. */
    const SOON_MS = 100;
    const writers: Readonly<Record<string, { readonly script: string; readonly file?: string }>> = {
      'state.json once at start': {
        script: `setTimeout(() => require('fs').writeFileSync('state.json', String(process.hrtime())), ${SOON_MS});`,
        file: 'state.json',
      },
      'own.log every 100 ms': { script: `setInterval(() => require('fs').appendFileSync('own.log', 'line\\n'), 100);` },
      'sub/cache/x.json once at start': {
        script: `setTimeout(() => {
          require('fs').mkdirSync('sub/cache', { recursive: true });
          require('fs').writeFileSync('sub/cache/x.json', String(process.hrtime()));
        }, ${SOON_MS});`,
        file: 'sub/cache/x.json',
      },
    };
    for (const [what, { script, file }] of Object.entries(writers)) {
      it(`writes ${what}`, async () => {
        const core = newCore();
        const module = await CountedModule.install(core, { parent: newFolder(), name: 'writer' }, {}, script);
        if (file !== undefined) {
          const notice = await eventually('the notice', () => core.notices[0]);
          assert.deepEqual(notice.message.args, ['counted', file]);
          assert.deepEqual(notice.remedies, [{ kind: 'undoIgnore', moduleId: module.module.id, path: file }]);
        }
        await core.service.whenIdle();
        assert.ok(module.starts <= 5, `${module.starts} starts`);
        const reasons = await module.causedBy(() => pause(SETTLED_MS));
        assert.deepEqual(reasons, []);
        if (file === undefined) return;
        await core.service.undoIgnore(module.module.id, file);
        const { starts } = module;
        writeFileSync(module.at(file), 'a person has changed it');
        await eventually('it counts again, for good', () => module.starts > starts + 6);
        assert.equal(core.notices.length, 1);
      });
    }
  });
});
