import assert from 'node:assert/strict';
import path from 'node:path';
import { formatMessage } from '../../../../../src/base/message';
import { ManifestLanguage } from '../../../../../src/core/language/manifest/manifestLanguage';
import type { ManifestProblem } from '../../../../../src/shared/languageApi';
import { readMarks } from '../../../../support/markedText';
import { publishedNames, writePublished, publishedManifest } from '../../../../support/publishedPackages';
import { tempFolder } from '../../../../support/tempFolder';
import { writeFiles } from '../../../../support/writeFiles';

interface Shape {
  readonly what: string;
  /** What is to be underlined stands between « and ». */
  readonly text: string;
  /** Of each place, in order: severity and code. */
  readonly problems?: readonly string[];
  readonly files?: Readonly<Record<string, string>>;
}

const start = { 'a.js': '' };

const shapes: readonly Shape[] = [
  { what: 'nothing wrong', text: '{"name": "a", "apps": [{"script": "a.js"}]}' },
  { what: 'apps: []', text: '{"name": "a", "apps": «[]», "main": "a.js"}', problems: ['error apps-empty'] },
  { what: 'pm2: []', text: '{"name": "a", "pm2": «[]»}', problems: ['error apps-empty'] },
  { what: 'apps: {}', text: '{"name": "a", "apps": «{}»}', problems: ['error no-script'] },
  {
    what: 'an app without script, of which only the bracket is marked',
    text: '{"name": "a", "apps": [«{»"merge_logs": true}]}',
    problems: ['error no-script'],
  },
  { what: 'an app that is a text', text: '{"name": "a", "apps": [«"a.js"»]}', problems: ['error app-type'] },
  { what: 'no start file at all', text: '«{»"name": "a", "dependencies": {"pmx": "*"}}', problems: ['error no-start'] },
  {
    what: 'a script that is not there',
    text: '{"name": "a", "apps": [{"script": «"b.js"»}]}',
    problems: ['error start-missing'],
  },
  {
    what: 'a script that is not built yet',
    text: '{"name": "a", "apps": [{"script": «"dist/b.js"»}], "scripts": {"build": "tsc"}}',
    problems: ['warning start-not-built'],
  },
  {
    what: 'a command line for a script',
    text: '{"name": "a", "apps": [{"script": «"node a.js --x"»}]}',
    problems: ['error start-command'],
  },
  {
    what: 'a folder without index',
    text: '{"name": "a", "apps": [{"script": «"lib"»}]}',
    files: { 'lib/x.txt': '' },
    problems: ['error start-folder'],
  },
  {
    what: 'a script without extension',
    text: '{"name": "a", "apps": [{"script": «"a"»}]}',
    problems: ['error main-extension'],
  },
  {
    what: 'main without extension',
    text: '{"name": "a", "main": «"a"», "dependencies": {"pmx": "*"}}',
    problems: ['error main-extension'],
  },
  {
    what: 'bin as a text',
    text: '{"name": "a", "bin": «"a.js"», "dependencies": {"pmx": "*"}}',
    problems: ['error bin-string'],
  },
  {
    what: 'bin that names no file',
    text: '{"name": "a", "bin": {"m": «5»}, "dependencies": {"pmx": "*"}}',
    problems: ['error bin-type'],
  },
  {
    what: 'main that is no text',
    text: '{"name": "a", "main": «[»"a.js"], "dependencies": {"pmx": "*"}}',
    problems: ['error main-type'],
  },
  { what: 'a name that is no text', text: '{"name": «5», "apps": {"script": "a.js"}}', problems: ['error name-type'] },
  { what: 'no name', text: '«{»"apps": {"script": "a.js"}}', problems: ['warning no-name'] },
  { what: 'a dotted name', text: '{«"name"»: "m.n", "apps": {"script": "a.js"}}', problems: ['warning name-dotted'] },
  { what: 'the name all', text: '{«"name"»: "all", "apps": {"script": "a.js"}}', problems: ['warning name-reserved'] },
  {
    what: 'apps and pm2',
    text: '{"name": "a", "apps": {"script": "a.js"}, «"pm2"»: [{"script": "b.js"}]}',
    problems: ['warning pm2-ignored'],
  },
  {
    what: 'all wrong types at once, and what is right between them',
    text: `{"name": "a", "apps": [{"script": "a.js", "watch": «5», "max_restarts": «"many"», "time": true,
      "max_memory_restart": «"lots"», "min_uptime": «"10 s"», "kill_timeout": «"3s"», "exec_mode": «"clustr"»,
      "autorestart": «"false"», "env": «"A=1"», "args": ["x"], "stop_exit_codes": «"none"», "instances": «"all"»}]}`,
    problems: Array.from({ length: 10 }, () => 'error option-type'),
  },
  {
    what: 'an unknown option',
    text: '{"name": "a", "apps": [{"script": "a.js", «"max_memory_restrat"»: "1G"}]}',
    problems: ['warning unknown-option'],
  },
  {
    what: 'notes, and variables for an environment',
    text: '{"name": "a", "apps": [{"script": "a.js", "//": "x", "_note": 1, "env_production": {}}]}',
  },
  {
    what: 'options that PM2 overrides',
    text: '{"name": "a", "apps": [{"script": "a.js", "name": «"x"», «"cwd"»: "./lib"}]}',
    problems: ['warning name-ignored', 'warning cwd-ignored'],
  },
  {
    what: 'an option twice, of which the last one counts',
    text: '{"name": "a", "apps": [{"script": "a.js", "watch": 4, "watch": «5»}]}',
    problems: ['error option-type'],
  },
  {
    what: 'an option under another of its names',
    text: '{"name": "a", "apps": [{"exec": "a.js", «"cron"»: "* * * * *", "maxRestarts": «"x"»}]}',
    problems: ['info no-effect', 'error option-type'],
  },
  {
    what: 'cluster mode, and no watching',
    text: '{"name": "a", "apps": [{"script": "a.js", «"instances"»: 2, «"watch"»: false}]}',
    problems: ['info cluster', 'info watch-off'],
  },
  {
    what: 'several apps, one of them wrong',
    text: '{"name": "a", "apps": [{"script": "a.js"}, «{»"script": «"b.js"»}]}',
    problems: ['info several-apps', 'error start-missing'],
  },
  {
    what: 'a log in the folder that is watched',
    text: '{"name": "a", "apps": [{"script": "a.js", «"out_file"»: "out.log"}]}',
    problems: ['warning out-file-inside-folder'],
  },
  {
    what: 'an ignore_watch that forgets node_modules',
    text: '{"name": "a", "apps": [{"script": "a.js", "ignore_watch": «[»"data"]}]}',
    problems: ['warning ignore-watch-defaults'],
  },
  {
    what: 'config keys that mean something else',
    text: `{"name": "a", "apps": {"script": "a.js"}, "dependencies": {"pmx": "*"},
      "config": {«"watch"»: 1, «"PATH"»: 2, «"a.b"»: 3, «"c:d"»: 4, "port": 5}}`,
    problems: [
      'warning config-key-clash',
      'warning config-key-clash',
      'warning config-key-dotted',
      'warning config-key-dotted',
    ],
  },
  {
    what: 'defaults that PM2 makes something else of',
    text: `{"name": "a", "apps": {"script": "a.js"}, "dependencies": {"pmx": "*"},
      "config": {"a": «""», "b": «"0010"», "c": «"false"», "d": "30", "e": "10M", "f": null, "g": 0}}`,
    problems: ['info default-empty', 'warning default-cast', 'warning default-cast'],
  },
  {
    what: 'a config that is no object',
    text: '{"name": "a", "apps": {"script": "a.js"}, «"config"»: []}',
    problems: ['warning config-not-object'],
  },
  {
    what: 'a config that nothing reads',
    text: '{"name": "a", "apps": {"script": "a.js"}, «"config"»: {"a": 1}, "dependencies": {}}',
    problems: ['warning no-library'],
  },
  {
    what: 'a library that is loaded and not declared',
    text: '{"name": "a", "apps": {"script": "b.js"}, «"dependencies"»: {}}',
    files: { 'b.js': "const io = require('@pm2/io');" },
    problems: ['warning library-undeclared'],
  },
  {
    what: 'a library for development only, where there are no dependencies',
    text: '«{»"name": "a", "apps": {"script": "b.js"}, "devDependencies": {"pmx": "*"}}',
    files: { 'b.js': "import pmx from 'pmx';" },
    problems: ['warning library-undeclared'],
  },
  {
    what: 'a @pm2/io that finds no options under PM2',
    text: '{"name": "a", "apps": {"script": "a.js"}, "config": {"a": 1}, "dependencies": {«"@pm2/io"»: "*"}}',
    problems: ['warning io-configuration'],
  },
  {
    what: 'an ES module that finds no options under PM2',
    text: `{"name": "a", "type": "module", "apps": {"script": "a.js"}, "config": {"a": 1},
      "dependencies": {«"pmx"»: "*"}}`,
    problems: ['warning esm-configuration'],
  },
  {
    what: 'the pm2 API',
    text: '{"name": "a", "apps": {"script": "a.js"}, "dependencies": {«"pm2"»: "*"}}',
    problems: ['hint pm2-api'],
  },
  {
    what: 'an entry that PM2 does not find again',
    text: '{"name": "m", «"apps"»: [{"script": "a.js"}]}',
    problems: ['hint name-missing'],
  },
  {
    what: 'a pmx that npm does not have any more',
    text: '{"name": "a", "apps": [{"script": "a.js"}], "dependencies": {"pmx": «"beta"»}}',
    problems: ['warning pmx-beta'],
  },
  // Half typed
  { what: 'a key without a value', text: '{"name": "a", "apps": [{"script": "a.js", "max_re' },
  { what: 'an app of which nothing is typed yet', text: '{"name": "a", "apps": [{' },
  { what: 'a list of apps that is begun', text: '{"name": "a", "apps": [' },
  {
    what: 'a wrong value before what is half typed',
    text: '{"name": "a", "apps": [{"script": "a.js", "watch": «5», "au',
    problems: ['error option-type'],
  },
  {
    what: 'a comma too many',
    text: '{"name": "a", "apps": [{"script": "a.js", "watch": «5»,}],}',
    problems: ['error option-type'],
  },
  {
    what: 'a comma that is missing',
    text: '{"name": "a" "apps": [{"script": "a.js" "watch": «5»}]}',
    problems: ['error option-type'],
  },
  { what: 'Windows line ends', text: '{\r\n"name": "a",\r\n"apps": «[]»\r\n}', problems: ['error apps-empty'] },
  {
    what: 'characters of two units before',
    text: '{"name": "a", "description": "😀", "apps": «[]»}',
    problems: ['error apps-empty'],
  },
  // No modules
  { what: 'no module', text: '{"name": "a", "bin": "x.js", "main": "gone", "config": {"watch": ""}}' },
  { what: 'a list', text: '[{"apps": []}]' },
  { what: 'nothing', text: '' },
  { what: 'endless nesting', text: '{"apps":'.repeat(50_000) },
  { what: 'a library only to develop with', text: '{"devDependencies": {"pmx": "*"}, "main": "gone.js"}' },
];

describe('the problems of a package.json', () => {
  const makeFolder = tempFolder();
  const language = new ManifestLanguage({ home: () => '', isInstalled: (folder) => folder.endsWith('installed') });

  for (const { what, text: marked, problems = [], files = {} } of shapes) {
    it(`are ${problems.length === 0 ? 'none' : [...new Set(problems)].join(', ')}, given ${what}`, async () => {
      const folder = writeFiles(makeFolder(), { ...start, ...files });
      const { text, ranges } = readMarks(marked);
      const all = await language.manifestProblems({ file: path.join(folder, 'package.json'), text });
      // Most shapes have it, and it is not what they are about.
      const found = all.filter(({ code }) => code !== 'name-missing' || problems.includes('hint name-missing'));
      assert.deepEqual(
        found.map(({ severity, code }) => `${severity} ${code}`),
        problems,
      );
      assert.deepEqual(
        found.map(({ from, to }) => text.slice(from, to)),
        ranges.map(({ from, to }) => text.slice(from, to)),
      );
      assert.deepEqual(
        found.map(({ from, to }) => ({ from, to })),
        ranges,
      );
      for (const { message } of found) {
        assert.match(formatMessage(message), /\.$|\?$/);
        assert.doesNotMatch(formatMessage(message), /line \d|\{\d\}|undefined/);
      }
      structuredClone(found);
    });
  }

  it('are told of a module that is installed, whatever its package.json says', async () => {
    const file = path.join(makeFolder(), 'installed', 'package.json');
    const found = await language.manifestProblems({ file, text: '{"name": "a", "main": "gone.js"}' });
    assert.deepEqual(codes(found), ['start-missing']);
  });

  it('say what was probably meant', async () => {
    const file = path.join(writeFiles(makeFolder(), start), 'package.json');
    const text = '{"name": "a", "apps": [{"script": "a.js", "max_memory_restrat": "1G"}]}';
    const [problem] = await language.manifestProblems({ file, text });
    assert.ok(problem);
    assert.match(formatMessage(problem.message), /Did you mean "max_memory_restart"\?$/);
  });
});

/** What is found in the package.json of published packages: severity, code, and what is underlined. */
const published: Readonly<Record<string, readonly string[]>> = {
  'pm2-autoscale': [
    'hint pm2-api "pm2"',
    'warning pmx-beta "beta"',
    'hint name-missing "apps"',
    'info default-empty ""',
  ],
  'pm2-discord': ['hint pm2-api "pm2"'],
  'pm2-docker': [...Array.from({ length: 4 }, () => 'info default-empty ""'), 'hint name-missing "apps"'],
  'pm2-logrotate': ['hint pm2-api "pm2"'],
  'pm2-metrics': ['hint pm2-api "pm2"', 'hint name-missing "apps"'],
  'pm2-mongodb': [...Array.from({ length: 3 }, () => 'info default-empty ""'), 'hint name-missing "apps"'],
  'pm2-prometheus-exporter': ['hint pm2-api "pm2"', 'warning no-library "config"', 'hint name-missing "apps"'],
  'pm2-server-monit': ['warning io-configuration "@pm2/io"'],
  'pm2-slack': ['hint pm2-api "pm2"'],
};

describe('the problems of published packages', () => {
  const makeFolder = tempFolder();
  const language = new ManifestLanguage({ home: () => '', isInstalled: () => false });

  for (const name of publishedNames()) {
    it(`are those that are known of ${name}`, async () => {
      const file = writePublished(name, makeFolder());
      const text = publishedManifest(name);
      const found = await language.manifestProblems({ file, text });
      assert.deepEqual(
        found.map(({ severity, code, from, to }) => `${severity} ${code} ${text.slice(from, to)}`),
        published[name] ?? [],
      );
    });
  }
});

function codes(problems: readonly ManifestProblem[]): string[] {
  return problems.map(({ code }) => code);
}
