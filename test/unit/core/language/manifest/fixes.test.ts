import assert from 'node:assert/strict';
import path from 'node:path';
import { formatMessage } from '../../../../../src/base/message';
import { ManifestLanguage } from '../../../../../src/core/language/manifest/manifestLanguage';
import { tempFolder } from '../../../../support/tempFolder';
import { writeFiles } from '../../../../support/writeFiles';

interface Fixed {
  readonly what: string;
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
  /** By title: what becomes of the text, or the file that is made. */
  readonly fixes: Readonly<Record<string, string>>;
}

const app = (options: string): string => `{"name": "a", "apps": [{"script": "a.js"${options}}]}`;

const cases: readonly Fixed[] = [
  {
    what: 'a misspelt option',
    text: app(', "max_restrats": 5'),
    fixes: { 'Change to "max_restarts"': app(', "max_restarts": 5'), 'Remove "max_restrats"': app('') },
  },
  { what: 'an option of nobody', text: app(', "qqqqqqqq": 5'), fixes: { 'Remove "qqqqqqqq"': app('') } },
  { what: 'a flag in quotes', text: app(', "time": "true"'), fixes: { 'Change to true': app(', "time": true') } },
  {
    what: 'a size as people write it',
    text: app(', "max_memory_restart": "200 MB"'),
    fixes: { 'Change to "200M"': app(', "max_memory_restart": "200M"') },
  },
  {
    what: 'a duration as people write it',
    text: app(', "min_uptime": "10 sec"'),
    fixes: { 'Change to "10s"': app(', "min_uptime": "10s"') },
  },
  {
    what: 'a duration where milliseconds belong',
    text: app(', "kill_timeout": "3s"'),
    fixes: { 'Change to 3000': app(', "kill_timeout": 3000') },
  },
  { what: 'what nobody understands', text: app(', "max_memory_restart": "lots"'), fixes: {} },
  {
    what: 'a mode that is nearly one',
    text: app(', "exec_mode": "forks"'),
    fixes: { 'Change to "fork"': app(', "exec_mode": "fork"') },
  },
  {
    what: 'a name that PM2 drops',
    text: app(', "name": "x"'),
    fixes: { 'Change to "a"': app(', "name": "a"'), 'Remove "name"': app('') },
  },
  { what: 'a cwd that PM2 drops', text: app(', "cwd": "lib"'), fixes: { 'Remove "cwd"': app('') } },
  {
    what: 'a script without extension',
    text: '{"name": "a", "apps": [{"script": "a"}]}',
    fixes: { 'Change to "a.js"': app('') },
  },
  {
    what: 'a script that is nearly there',
    text: '{"name": "a", "apps": [{"script": "./lib/ap.js"}]}',
    files: { 'lib/app.js': '' },
    fixes: {
      'Change to "./lib/app.js"': '{"name": "a", "apps": [{"script": "./lib/app.js"}]}',
      'Create ./lib/ap.js': 'lib/ap.js',
    },
  },
  {
    what: 'a script that is elsewhere',
    text: '{"name": "a", "apps": [{"script": "start.js"}]}',
    files: { 'src/index.js': '' },
    fixes: {
      'Change to "src/index.js"': '{"name": "a", "apps": [{"script": "src/index.js"}]}',
      'Create start.js': 'start.js',
    },
  },
  {
    what: 'a command line',
    text: '{"name": "a", "apps": [{"script": "python3 -u a.py --fast \'x y\'"}]}',
    fixes: {
      'Split into "script" and "args"':
        '{"name": "a", "apps": [{"script": "a.py","args": ["--fast","x y"],"node_args": ["-u"],"interpreter": "python3"}]}',
    },
  },
  {
    what: 'apps: [] beside main',
    text: '{"name": "a", "apps": [], "main": "a.js"}',
    fixes: {
      'Add {"script":"a.js"}': '{"name": "a", "apps": [{"script": "a.js"}], "main": "a.js"}',
      'Remove "apps"': '{"name": "a", "main": "a.js"}',
    },
  },
  {
    what: 'an app without script',
    text: '{"name": "a", "apps": [{"time": true}]}',
    fixes: { 'Add "script": "index.js"': '{"name": "a", "apps": [{"script": "index.js","time": true}]}' },
  },
  {
    what: 'an app that is a text',
    text: '{"name": "a", "apps": ["a.js"]}',
    fixes: { 'Change to {"script":"a.js"}': '{"name": "a", "apps": [{"script": "a.js"}]}' },
  },
  {
    what: 'bin as a text',
    text: '{"name": "@s/m", "bin": "a.js", "dependencies": {"pmx": "*"}}',
    fixes: { 'Change to {"m":"a.js"}': '{"name": "@s/m", "bin": {"m": "a.js"}, "dependencies": {"pmx": "*"}}' },
  },
  {
    what: 'no start file',
    text: '{"name": "a", "dependencies": {"pmx": "*"}}',
    files: { 'app.js': '' },
    fixes: { 'Add "main": "app.js"': '{"name": "a", "dependencies": {"pmx": "*"},"main": "app.js"}' },
  },
  {
    what: 'no name',
    text: '{\n\t"apps": [\n\t\t{ "script": "a.js" }\n\t]\n}\n',
    fixes: { 'Add "name": "my-module"': '{\n\t"name": "my-module",\n\t"apps": [\n\t\t{ "script": "a.js" }\n\t]\n}\n' },
  },
  {
    what: 'a library that is missing',
    text: '{\n    "name": "a",\n    "apps": [{ "script": "a.js" }],\n    "config": {\n        "a": 1\n    }\n}\n',
    fixes: {
      'Add pmx to "dependencies"':
        '{\n    "name": "a",\n    "apps": [{ "script": "a.js" }],\n    "config": {\n        "a": 1\n    },\n    "dependencies": {\n        "pmx": "^1.6.8"\n    }\n}\n',
    },
  },
  {
    what: 'a library for development only',
    text: '{"name": "a", "apps": {"script": "b.js"}, "devDependencies": {"tx2": "1.0.5"}}',
    files: { 'b.js': "require('tx2')" },
    fixes: {
      'Move tx2 to "dependencies"':
        '{"name": "a", "apps": {"script": "b.js"}, "devDependencies": {},"dependencies": {"tx2": "1.0.5"}}',
    },
  },
  {
    what: 'a @pm2/io that finds no options',
    text: '{"name": "a", "apps": [{"script": "a.js"}], "config": {"a": 1}, "dependencies": {"@pm2/io": "*"}}',
    fixes: {
      'Add "pmx": false':
        '{"name": "a", "apps": [{"script": "a.js","pmx": false}], "config": {"a": 1}, "dependencies": {"@pm2/io": "*"}}',
    },
  },
  {
    what: 'an ignore_watch that forgets what PM2 ignores',
    text: app(', "ignore_watch": ["data"]'),
    fixes: {
      'Change to ["data","node_modules",".git"]': app(', "ignore_watch": ["data","node_modules",".git"]'),
    },
  },
  {
    what: 'an entry that PM2 does not find again',
    text: '{"name": "m", "apps": [{"script": "a.js"}]}',
    fixes: { 'Add "name": "m"': '{"name": "m", "apps": [{"script": "a.js","name": "m"}]}' },
  },
  {
    what: 'a pmx that npm does not have any more',
    text: app('').replace('}]}', '}], "dependencies": {"pmx": "beta"}}'),
    fixes: { 'Change to "^1.6.8"': app('').replace('}]}', '}], "dependencies": {"pmx": "^1.6.8"}}') },
  },
  {
    what: 'apps and pm2',
    text: '{"name": "a", "apps": [{"script": "a.js"}], "pm2": []}',
    fixes: { 'Remove "pm2"': app('') },
  },
];

describe('the quick fixes of a package.json', () => {
  const makeFolder = tempFolder();
  const language = new ManifestLanguage({ home: () => '', isInstalled: () => false });

  for (const { what, text, files = {}, fixes } of cases) {
    it(`are ${Object.keys(fixes).join(', ') || 'none'}, given ${what}`, async () => {
      const folder = writeFiles(path.join(makeFolder(), 'My Module'), { 'a.js': '', ...files });
      const file = path.join(folder, 'package.json');
      const all = await language.manifestFixes({ file, text }, { from: 0, to: text.length });
      const found = all.filter(({ problem }) => problem.severity !== 'hint' || all.length === 1);
      const results = found.map(({ title, change, createFile }): [string, string] => [
        formatMessage(title),
        change
          ? text.slice(0, change.from) + change.text + text.slice(change.to)
          : path.relative(folder, createFile ?? '').replaceAll(path.sep, '/'),
      ]);
      const compact = (json: string): string => json.replace(/\s+/g, '');
      assert.deepEqual(
        results.map(([title, after]) => [title, text.includes('\n') ? after : compact(after)]),
        Object.entries(fixes).map(([title, after]) => [title, text.includes('\n') ? after : compact(after)]),
      );
    });
  }

  it('leave no problem of that kind behind', async () => {
    const folder = writeFiles(path.join(makeFolder(), 'My Module'), { 'a.js': '', 'app.js': '' });
    const file = path.join(folder, 'package.json');
    for (const { what, text } of cases) {
      const whole = { from: 0, to: text.length };
      for (const { change, problem } of await language.manifestFixes({ file, text }, whole)) {
        if (!change) continue;
        const after = text.slice(0, change.from) + change.text + text.slice(change.to);
        JSON.parse(after);
        const left = await language.manifestProblems({ file, text: after });
        assert.ok(!left.some(({ code }) => code === problem.code), `${what}: ${problem.code}`);
      }
    }
  });

  it('are only those of the range that is asked about', async () => {
    const file = path.join(writeFiles(makeFolder(), { 'a.js': '' }), 'package.json');
    const text = app(', "time": "true", "autostrat": false');
    const at = text.indexOf('"true"') + 2;
    const titles = (await language.manifestFixes({ file, text }, { from: at, to: at })).map(({ title }) => title);
    assert.deepEqual(titles.map(formatMessage), ['Change to true']);
  });
});
