import assert from 'node:assert/strict';
import { createIgnoreRules, type IgnoreOptions } from '../../../../src/core/watch/ignoreRules';

const folder = '/home/me/.work/node_modules/my [module] (1)';

function rules(options: Partial<IgnoreOptions> = {}): (file: string) => string | undefined {
  const ignored = createIgnoreRules({ folder, watch: true, ignoreWatch: [], ignore: [], ...options });
  return (file) => (file.endsWith('/') ? ignored(file.slice(0, -1), true) : ignored(file, false))?.reason;
}

function assertEach(
  reason: (file: string) => string | undefined,
  files: readonly string[],
  expected: string | undefined,
): void {
  for (const file of files) assert.equal(reason(file), expected, file);
}

describe('createIgnoreRules', () => {
  it('counts every kind of source, data and configuration file', () => {
    const sources = ['index.js', 'lib/a.mjs', 'src/b.ts', 'package.json', 'data.json', 'view.html', 'style.css'];
    const others = [
      'a.py',
      'run.sh',
      'notes.txt',
      'lib/4913.js',
      'Makefile',
      'data/readme.csv',
      'src/',
      'lib/deep/er/',
    ];
    assertEach(rules(), [...sources, ...others], undefined);
  });

  it('counts .env and its variants, and no other name that begins with a dot', () => {
    assertEach(rules(), ['.env', '.env.local', 'config/.env.production'], undefined);
    assertEach(
      rules(),
      ['.git/', '.git/index', '.hidden', '.hidden/x.js', '.vscode/settings.json', '.DS_Store'],
      'hidden',
    );
    assertEach(rules(), ['.hg/store', '.svn/', '.idea/workspace.xml', '.nyc_output/x.json', '.envrc'], 'hidden');
  });

  it('ignores dependencies at any depth, but not names that only contain the word', () => {
    assertEach(rules(), ['node_modules/', 'node_modules/x/index.js', 'sub/node_modules/x.js'], 'dependencies');
    assertEach(rules(), ['node_modules.js', 'my-node_modules/x.js', 'lib/node_modules'], undefined);
  });

  it('ignores what editors leave beside a file while they save it', () => {
    const names = [
      '.index.js.swp',
      '.index.js.swx',
      'index.js~',
      '4913',
      '#index.js#',
      '.#index.js',
      'a.bak',
      'a.orig',
    ];
    const temporary = [
      'index.js.tmp',
      'index.js.tmp-rename',
      'index.js.tmp.4711',
      'index.js.tmp~',
      'sedX1y2Z3',
      'a.crswap',
    ];
    const more = [
      'index.js___jb_tmp___',
      'index.js___jb_old___',
      'package.json.3049832',
      'lib/deep/x.js~',
      'file.part',
    ];
    assertEach(rules(), [...names, ...temporary, ...more], 'swap, backup or temporary file');
    assertEach(rules(), ['.goutputstream-ABC123', '.kate-swp'], 'hidden');
  });

  it('ignores Markdown, logs, lock files, images, coverage and types', () => {
    assertEach(rules(), ['README.md', 'docs/a.MARKDOWN'], 'Markdown');
    assertEach(rules(), ['LICENSE', 'CHANGELOG.txt', 'docs/index.rst'], 'documentation');
    assertEach(
      rules(),
      ['app.log', 'app.log.1', 'app.log.gz', 'app.log.2024-01-31.gz', 'logs/app.txt', 'x/logs/a.json'],
      'log',
    );
    assertEach(rules(), ['my.pid'], 'log');
    assertEach(rules(), ['package-lock.json', 'yarn.lock', 'pnpm-lock.yaml', 'bun.lockb', 'x/Cargo.lock'], 'lock file');
    assertEach(rules(), ['logo.png', 'a/b.SVG', 'favicon.ico', 'x.jpeg'], 'image');
    assertEach(rules(), ['coverage/', 'coverage/lcov-report/sorter.js'], 'coverage');
    assertEach(rules(), ['index.d.ts', 'lib/a.d.mts', 'tsconfig.tsbuildinfo'], 'types');
    assertEach(rules(), ['state.db-journal', 'data.sqlite-wal'], 'database journal');
  });

  it('counts source code in a folder that happens to be called logs or coverage', () => {
    assertEach(rules(), ['logs/', 'src/logs/', 'src/logs/formatter.js', 'src/coverage/report.js'], undefined);
  });

  it('keeps the built-in rules when a module adds its own', () => {
    const reason = rules({ ignoreWatch: ['data'] });
    assert.equal(reason('data/x.json'), '"ignore_watch"');
    assert.equal(reason('node_modules/x.js'), 'dependencies');
    assert.equal(reason('README.md'), 'Markdown');
  });

  it('takes names and paths of ignore_watch from the folder on, as PM2 does', () => {
    const reason = rules({ ignoreWatch: ['data', './client/img', '/public/', `${folder}/tmp`, 'state.json'] });
    const inside = ['data/', 'data/a/b.js', 'client/img/x.js', 'public/x.js', 'tmp/x.js', 'state.json'];
    assertEach(reason, inside, '"ignore_watch"');
    assertEach(reason, ['src/data/x.js', 'database.js', 'client/image.js', 'sub/state.json'], undefined);
  });

  it('understands globs, wherever the folder itself lies', () => {
    const reason = rules({
      ignoreWatch: ['*.tmpl', 'gen/**', '**/fixtures', 'lib/{a,b}.js'],
      ignore: ['**/*.generated.js'],
    });
    assertEach(reason, ['x.tmpl', 'deep/x.tmpl', 'gen/a/b.js', 'test/fixtures/x.js', 'lib/a.js'], '"ignore_watch"');
    assert.equal(reason('lib/x.generated.js'), 'setting pm2Modules.watch.ignore');
    assertEach(reason, ['lib/c.js', 'generated.js', 'sub/gen/x.js'], undefined);
  });

  it('takes what looks like a regular expression as one, and bears what is none', () => {
    const reason = rules({
      ignoreWatch: ['[\\/\\\\]\\./', '\\.sqlite$', '/^\\/tmp\\d+/', '[\\', 'data\\cache', '(?:', '\\'],
    });
    assertEach(reason, ['db.sqlite', 'x/db.sqlite', 'tmp12/x.js', 'data/cache/x.js'], '"ignore_watch"');
    assertEach(reason, ['index.js', 'db.sqlite.js', 'tmp/x.js'], undefined);
  });

  it('lets an exclamation mark make an ignored file count', () => {
    const reason = rules({ ignoreWatch: ['data', '!data/keep.json'], ignore: ['!**/*.md'] });
    assertEach(reason, ['data/keep.json', 'docs/page.md'], undefined);
    assert.equal(reason('data/other.json'), '"ignore_watch"');
  });

  it('watches nothing but the places of a list, and the manifest', () => {
    const reason = rules({ watch: ['src', 'lib/**/*.js', './bin/run.sh', 'README.md'] });
    const watched = ['src/', 'src/a/b.ts', 'lib/', 'lib/deep/', 'lib/deep/x.js', 'bin/', 'bin/run.sh', 'README.md'];
    assertEach(reason, [...watched, 'package.json'], undefined);
    assertEach(reason, ['index.js', 'lib/x.css', 'bin/other.sh', 'test/', 'sub/src/x.js'], 'not in "watch"');
    assert.equal(reason('src/notes.md'), 'Markdown');
  });

  it('says whether somebody asked for it', () => {
    const ignored = createIgnoreRules({ folder, watch: ['src'], ignoreWatch: ['src/a'], ignore: ['src/b'] });
    assert.deepEqual(
      ['src/a/x.js', 'src/b/x.js', 'other.js', 'src/x.md'].map((file) => ignored(file, false)?.isExplicit),
      [true, true, true, false],
    );
  });
});
