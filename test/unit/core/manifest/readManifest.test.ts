import assert from 'node:assert/strict';
import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../../src/base/errors';
import { formatMessage } from '../../../../src/base/message';
import type { Manifest } from '../../../../src/core/manifest/manifest';
import { readManifest } from '../../../../src/core/manifest/readManifest';
import { tempFolder } from '../../../support/tempFolder';
import { writeFiles } from '../../../support/writeFiles';

type Files = Readonly<Record<string, unknown>>;

interface Started {
  readonly what: string;
  readonly files: Files;
  readonly name?: string;
  /** Relative to the module's folder. */
  readonly scripts: readonly string[];
  readonly rule: string;
  readonly hints?: readonly string[];
}

interface Refused {
  readonly what: string;
  readonly files: Files;
  readonly says: RegExp;
  /** Line and column that the remedy opens. */
  readonly at?: readonly [number, number];
}

const js = '/* runs */';

const started: readonly Started[] = [
  {
    what: 'no name',
    files: { 'package.json': { main: 'a.js' }, 'a.js': js },
    name: 'mod',
    scripts: ['a.js'],
    rule: 'main',
    hints: ['no-name'],
  },
  {
    what: 'an empty name',
    files: { 'package.json': { name: '', main: 'a.js' }, 'a.js': js },
    name: 'mod',
    scripts: ['a.js'],
    rule: 'main',
    hints: ['no-name'],
  },
  {
    what: 'no version',
    files: { 'package.json': { name: 'm', main: 'a.js' }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'main',
  },
  {
    what: 'apps as a list',
    files: { 'package.json': { name: 'm', apps: [{ script: 'a.js' }], main: 'b.js' }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
  },
  {
    what: 'apps as an object',
    files: { 'package.json': { name: 'm', apps: { script: 'a.js' }, main: 'b.js' }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
  },
  {
    what: 'pm2 instead of apps',
    files: { 'package.json': { name: 'm', pm2: [{ script: 'a.js' }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
  },
  {
    what: 'apps before pm2',
    files: { 'package.json': { name: 'm', pm2: [{ script: 'b.js' }], apps: [{ script: 'a.js' }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
    hints: ['pm2-ignored'],
  },
  {
    what: 'exec for script',
    files: { 'package.json': { name: 'm', apps: [{ exec: 'a.js' }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
  },
  {
    what: 'cmd for script',
    files: { 'package.json': { name: 'm', apps: [{ cmd: 'a.js' }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
  },
  {
    what: 'apps: null as none',
    files: { 'package.json': { name: 'm', apps: null, main: 'a.js' }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'main',
  },
  {
    what: 'bin before main',
    files: { 'package.json': { name: 'm', bin: { x: './b.js' }, main: 'a.js' }, 'a.js': js, 'b.js': js },
    scripts: ['b.js'],
    rule: 'bin',
  },
  {
    what: 'the first of two bins',
    files: { 'package.json': { name: 'm', bin: { x: 'b.js', y: 'c.js' } }, 'b.js': js, 'c.js': js },
    scripts: ['b.js'],
    rule: 'bin',
  },
  {
    what: 'a bin without extension',
    files: { 'package.json': { name: 'm', bin: { x: './bin/x' } }, 'bin/x': js },
    scripts: ['bin/x'],
    rule: 'bin',
  },
  {
    what: 'an empty bin object',
    files: { 'package.json': { name: 'm', bin: {}, main: 'a.js' }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'main',
  },
  {
    what: 'bin as a text',
    files: { 'package.json': { name: 'm', bin: './b.js', main: 'a.js' }, 'a.js': js, 'b.js': js },
    scripts: ['b.js'],
    rule: 'bin',
    hints: ['bin-string'],
  },
  {
    what: 'main without extension',
    files: { 'package.json': { name: 'm', main: 'app' }, 'app.js': js },
    scripts: ['app.js'],
    rule: 'main',
    hints: ['main-extension'],
  },
  {
    what: 'a script without extension',
    files: { 'package.json': { name: 'm', apps: [{ script: 'app' }] }, 'app.js': js },
    scripts: ['app.js'],
    rule: 'apps[].script',
    hints: ['main-extension'],
  },
  {
    what: 'main as a folder',
    files: { 'package.json': { name: 'm', main: 'lib' }, 'lib/index.js': js },
    scripts: ['lib/index.js'],
    rule: 'main',
  },
  {
    what: 'main as a folder with a main of its own',
    files: { 'package.json': { name: 'm', main: 'lib' }, 'lib/package.json': { main: 'x' }, 'lib/x.js': js },
    scripts: ['lib/x.js'],
    rule: 'main',
  },
  {
    what: 'main as the folder itself',
    files: { 'package.json': { name: 'm', main: '.' }, 'index.js': js },
    scripts: ['index.js'],
    rule: 'main',
  },
  {
    what: 'a file before a folder of that name plus extension',
    files: { 'package.json': { name: 'm', main: 'lib.js' }, 'lib.js': js, 'lib/index.js': js },
    scripts: ['lib.js'],
    rule: 'main',
  },
  {
    what: 'a scoped name',
    files: { 'package.json': { name: '@me/mod', main: 'a.js' }, 'a.js': js },
    name: '@me/mod',
    scripts: ['a.js'],
    rule: 'main',
  },
  {
    what: 'a name with spaces and accents',
    files: { 'package.json': { name: 'módulo ñ 1', main: 'a.js' }, 'a.js': js },
    name: 'módulo ñ 1',
    scripts: ['a.js'],
    rule: 'main',
  },
  {
    what: 'a name in upper case',
    files: { 'package.json': { name: 'MyModule', main: 'a.js' }, 'a.js': js },
    name: 'MyModule',
    scripts: ['a.js'],
    rule: 'main',
  },
  {
    what: 'the name all',
    files: { 'package.json': { name: 'all', main: 'a.js' }, 'a.js': js },
    name: 'all',
    scripts: ['a.js'],
    rule: 'main',
    hints: ['name-reserved'],
  },
  {
    what: 'a number for a name',
    files: { 'package.json': { name: '42', main: 'a.js' }, 'a.js': js },
    name: '42',
    scripts: ['a.js'],
    rule: 'main',
    hints: ['name-reserved'],
  },
  {
    what: 'a name with a dot',
    files: { 'package.json': { name: 'my.mod', main: 'a.js' }, 'a.js': js },
    name: 'my.mod',
    scripts: ['a.js'],
    rule: 'main',
    hints: ['name-dotted'],
  },
  {
    what: 'type: module',
    files: { 'package.json': { name: 'm', type: 'module', main: 'a.js' }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'main',
  },
  {
    what: 'an .mjs file',
    files: { 'package.json': { name: 'm', main: 'a.mjs' }, 'a.mjs': js },
    scripts: ['a.mjs'],
    rule: 'main',
  },
  {
    what: 'a .ts file',
    files: { 'package.json': { name: 'm', main: 'a.ts' }, 'a.ts': js },
    scripts: ['a.ts'],
    rule: 'main',
  },
  {
    what: 'a .py file',
    files: { 'package.json': { name: 'm', main: 'a.py' }, 'a.py': '' },
    scripts: ['a.py'],
    rule: 'main',
  },
  {
    what: 'a byte order mark',
    files: { 'package.json': '\uFEFF{"name":"m","main":"a.js"}', 'a.js': js },
    scripts: ['a.js'],
    rule: 'main',
  },
  {
    what: 'a file name with a space',
    files: { 'package.json': { name: 'm', main: 'my app.js' }, 'my app.js': js },
    scripts: ['my app.js'],
    rule: 'main',
  },
  {
    what: 'another name in apps',
    files: { 'package.json': { name: 'm', apps: [{ name: 'x', script: 'a.js' }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
    hints: ['name-ignored'],
  },
  {
    what: 'two apps',
    files: { 'package.json': { name: 'm', apps: [{ script: 'a.js' }, { script: 'b.js' }] }, 'a.js': js, 'b.js': js },
    scripts: ['a.js', 'b.js'],
    rule: 'apps[].script',
    hints: ['several-apps'],
  },
  {
    what: 'instances: 2',
    files: { 'package.json': { name: 'm', apps: [{ script: 'a.js', instances: 2 }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
    hints: ['cluster'],
  },
  {
    what: 'instances: max',
    files: { 'package.json': { name: 'm', apps: [{ script: 'a.js', instances: 'max' }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
    hints: ['cluster'],
  },
  {
    what: 'exec_mode: cluster',
    files: { 'package.json': { name: 'm', apps: [{ script: 'a.js', exec_mode: 'cluster' }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
    hints: ['cluster'],
  },
  {
    what: 'watch: false',
    files: { 'package.json': { name: 'm', apps: [{ script: 'a.js', watch: false }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
    hints: ['watch-off'],
  },
  {
    what: 'another cwd',
    files: { 'package.json': { name: 'm', apps: [{ script: 'a.js', cwd: './sub' }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
    hints: ['cwd-ignored'],
  },
  {
    what: 'an unknown option',
    files: { 'package.json': { name: 'm', apps: [{ script: 'a.js', max_memory_restrat: '1G' }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
    hints: ['unknown-option'],
  },
  {
    what: 'a log file in the folder',
    files: { 'package.json': { name: 'm', apps: [{ script: 'a.js', out_file: 'logs/out.log' }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
    hints: ['out-file-inside-folder'],
  },
  {
    what: 'an option that has no effect here',
    files: { 'package.json': { name: 'm', apps: [{ script: 'a.js', cron_restart: '0 0 * * *' }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
    hints: ['no-effect'],
  },
  {
    what: 'config keys that clash',
    files: {
      'package.json': {
        ...{ name: 'm', main: 'a.js', dependencies: { pmx: '*' } },
        config: { watch: 1, Path: 2, port: 3, debug: 4 },
      },
      'a.js': js,
    },
    scripts: ['a.js'],
    rule: 'main',
    hints: ['config-key-clash', 'config-key-clash'],
  },
  {
    what: 'config keys with a dot',
    files: {
      'package.json': { name: 'm', main: 'a.js', config: { 'a.b': 1 }, dependencies: { tx2: '*' } },
      'a.js': js,
    },
    scripts: ['a.js'],
    rule: 'main',
    hints: ['config-key-dotted'],
  },
  {
    what: 'options that @pm2/io does not find under PM2',
    files: {
      'package.json': { name: 'm', main: 'a.js', config: { port: 1 }, dependencies: { '@pm2/io': '*' } },
      'a.js': js,
    },
    scripts: ['a.js'],
    rule: 'main',
    hints: ['io-configuration'],
  },
  {
    what: 'a version of pmx that is gone',
    files: {
      'package.json': { name: 'm', main: 'a.js', dependencies: { pmx: 'beta' } },
      'a.js': js,
    },
    scripts: ['a.js'],
    rule: 'main',
    hints: ['pmx-beta'],
  },
  {
    what: 'options that pmx finds',
    files: {
      'package.json': { name: 'm', main: 'a.js', config: { port: 1 }, dependencies: { '@pm2/io': '*', pmx: '*' } },
      'a.js': js,
    },
    scripts: ['a.js'],
    rule: 'main',
  },
  {
    what: 'options that @pm2/io finds because PM2 does not load its own first',
    files: {
      'package.json': {
        ...{ name: 'm', config: { port: 1 }, dependencies: { '@pm2/io': '*' } },
        apps: [{ script: 'a.js', pmx: false }],
      },
      'a.js': js,
    },
    scripts: ['a.js'],
    rule: 'apps[].script',
  },
  {
    what: '@pm2/io without options',
    files: {
      'package.json': { name: 'm', main: 'a.js', config: {}, dependencies: { '@pm2/io': '*' } },
      'a.js': js,
    },
    scripts: ['a.js'],
    rule: 'main',
  },
  {
    what: 'options that no library finds from an ES module',
    files: {
      'package.json': { name: 'm', type: 'module', main: 'a.js', config: { port: 1 }, dependencies: { pmx: '*' } },
      'a.js': js,
    },
    scripts: ['a.js'],
    rule: 'main',
    hints: ['esm-configuration'],
  },
  {
    what: 'a start file by extension: an ES module',
    files: {
      'package.json': { name: 'm', main: 'a.mjs', config: { port: 1 }, peerDependencies: { '@pm2/io': '*' } },
      'a.mjs': js,
    },
    scripts: ['a.mjs'],
    rule: 'main',
    hints: ['esm-configuration'],
  },
  {
    what: 'a start file by extension: no ES module',
    files: {
      'package.json': { name: 'm', type: 'module', main: 'a.cjs', config: { port: 1 }, dependencies: { pmx: '*' } },
      'a.cjs': js,
    },
    scripts: ['a.cjs'],
    rule: 'main',
  },
  {
    what: 'an "ignore_watch" with which PM2 forgets its own',
    files: { 'package.json': { name: 'm', apps: [{ script: 'a.js', ignore_watch: ['data'] }] }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'apps[].script',
    hints: ['ignore-watch-defaults'],
  },
  {
    what: 'an "ignore_watch" that has them',
    files: {
      'package.json': { name: 'm', apps: [{ script: 'a.js', ignore_watch: ['data', '**/node_modules'] }] },
      'a.js': js,
    },
    scripts: ['a.js'],
    rule: 'apps[].script',
  },
  {
    what: 'a config that is no object',
    files: { 'package.json': { name: 'm', main: 'a.js', config: 'x' }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'main',
    hints: ['config-not-object'],
  },
  {
    what: 'options that no library reads',
    files: { 'package.json': { name: 'm', main: 'a.js', config: { port: 1 } }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'main',
    hints: ['no-library'],
  },
  {
    what: 'a library that is loaded and not declared',
    files: { 'package.json': { name: 'm', main: 'a.js' }, 'a.js': "const a = 1, pmx = require('pmx');" },
    scripts: ['a.js'],
    rule: 'main',
    hints: ['library-undeclared'],
  },
  {
    what: 'a library that is imported and only there to develop',
    files: {
      'package.json': { name: 'm', main: 'a.mjs', devDependencies: { '@pm2/io': '*' } },
      'a.mjs': 'import io from "@pm2/io";',
    },
    scripts: ['a.mjs'],
    rule: 'main',
    hints: ['library-undeclared'],
  },
  {
    what: 'a library that is loaded in a comment',
    files: { 'package.json': { name: 'm', main: 'a.js' }, 'a.js': "// require('pmx')\n/*\n * import 'tx2'\n */" },
    scripts: ['a.js'],
    rule: 'main',
  },
  {
    what: 'a dependency on pm2',
    files: { 'package.json': { name: 'm', main: 'a.js', dependencies: { pm2: '*' } }, 'a.js': js },
    scripts: ['a.js'],
    rule: 'main',
    hints: ['pm2-api'],
  },
];

const refused: readonly Refused[] = [
  {
    what: 'broken JSON',
    files: { 'package.json': '{\n  "name": "m",\n}\n' },
    says: /line 3, column 1: a name in double quotes belongs here, or the comma before/,
    at: [3, 1],
  },
  { what: 'an empty file', files: { 'package.json': '' }, says: /package\.json is empty/, at: [1, 1] },
  {
    what: 'a comment',
    files: { 'package.json': '{\n  // m\n  "name": "m"\n}' },
    says: /line 2, column 3: npm and PM2 take no comments/,
    at: [2, 3],
  },
  {
    what: 'a missing comma',
    files: { 'package.json': '{"name": "m" "main": "a.js"}' },
    says: /line 1, column 14: a comma is missing/,
    at: [1, 14],
  },
  { what: 'a missing colon', files: { 'package.json': '{"name" "m"}' }, says: /a colon is missing/ },
  { what: 'a file that was cut', files: { 'package.json': '{"name": "m"' }, says: /a closing bracket is missing/ },
  { what: 'a text that does not end', files: { 'package.json': '{"name": "m}' }, says: /this text does not end/ },
  { what: 'single quotes', files: { 'package.json': "{'name': 'm'}" }, says: /column 2: this is not JSON/, at: [1, 2] },
  {
    what: 'a merge conflict',
    files: { 'package.json': '{\n<<<<<<< HEAD\n"name": "m"}' },
    says: /line 2: a merge conflict is not resolved yet/,
    at: [2, 1],
  },
  { what: 'endless nesting', files: { 'package.json': '['.repeat(100_000) }, says: /nested too deeply/ },
  {
    what: 'a list instead of an object',
    files: { 'package.json': '[]' },
    says: /holds \[\], but must be an object/,
    at: [1, 1],
  },
  { what: 'null instead of an object', files: { 'package.json': 'null' }, says: /holds null, but must be an object/ },
  {
    what: 'a name that is a number',
    files: { 'package.json': '{\n  "name": 42\n}' },
    says: /line 2: "name" is 42, but must be a text/,
    at: [2, 3],
  },
  {
    what: 'no entry, though index.js is there',
    files: { 'package.json': { name: 'm' }, 'index.js': js },
    says: /names no file to start.*add "main": "index\.js"/,
  },
  {
    what: 'apps: []',
    files: { 'package.json': '{\n "name": "m",\n "apps": [],\n "main": "a.js"\n}', 'a.js': js },
    says: /line 3: "apps" is empty, so there is nothing to start\. Add a script, or remove "apps" to use "main"\./,
    at: [3, 2],
  },
  {
    what: 'apps: [] without main',
    files: { 'package.json': '{"apps": []}' },
    says: /"apps" is empty.*Add \{"script": "index\.js"\}/,
  },
  {
    what: 'apps: {}',
    files: { 'package.json': '{\n "apps": {}\n}' },
    says: /line 2: "apps" has no "script"/,
    at: [2, 2],
  },
  {
    what: 'an app without script',
    files: { 'package.json': '{"main": "a.js",\n "apps": [{"merge_logs": true}]}', 'a.js': js },
    says: /line 2: apps\[0\] has no "script".*remove "apps" to use "main"/,
    at: [2, 11],
  },
  {
    what: 'an app that is a text',
    files: { 'package.json': '{"apps": ["a.js"]}' },
    says: /apps\[0\] must be an object, such as .*but is "a\.js"/,
  },
  {
    what: 'a script that is missing',
    files: { 'package.json': '{\n "apps": [\n  {"script": "gone.js"}]}' },
    says: /line 3: "script" names "gone\.js", which is not there/,
    at: [3, 4],
  },
  {
    what: 'a main that is missing',
    files: { 'package.json': '{"name": "m",\n"main": "gone.js"}' },
    says: /line 2: "main" names "gone\.js", which is not there/,
    at: [2, 1],
  },
  {
    what: 'a bin that is missing',
    files: { 'package.json': '{"bin": {\n"x": "gone.js"}}' },
    says: /line 2: "bin" names "gone\.js"/,
    at: [2, 1],
  },
  { what: 'a bin that names no file', files: { 'package.json': '{"bin": ["a.js"]}' }, says: /"bin" must name a file/ },
  {
    what: 'a main that is no text',
    files: { 'package.json': '{"main": ["a.js"]}' },
    says: /"main" must be the name of a file/,
  },
  {
    what: 'a script that is no text',
    files: { 'package.json': '{"apps": [{"script": 5}]}' },
    says: /"script" is 5, but must be a text/,
  },
  {
    what: 'a script that is a folder without index',
    files: { 'package.json': '{"apps": [{"script": "lib"}]}', 'lib/x.txt': '' },
    says: /"lib" is a folder without an index\.js/,
  },
  {
    what: 'a script outside that is a folder',
    files: { 'package.json': '{"apps": [{"script": ".."}]}' },
    says: /"\.\." is a folder without an index\.js/,
  },
  {
    what: 'a folder that names itself',
    files: { 'package.json': '{"main": "."}' },
    says: /"\." is a folder without an index\.js/,
  },
  {
    what: 'a command line',
    files: { 'package.json': '{"apps": [{"script": "node a.js --x"}]}', 'a.js': js },
    says: /"node a\.js --x" is a command line, which PM2 would give to bash/,
  },
  {
    what: 'an option of the wrong type',
    files: { 'package.json': '{"apps": [{\n"script": "a.js",\n"max_memory_restart": "lots"}]}', 'a.js': js },
    says: /line 3: "max_memory_restart" is "lots", but must be a number of bytes, or like "500K"/,
    at: [3, 1],
  },
  {
    what: 'an option of the wrong type under another name',
    files: { 'package.json': '{"apps": {"script": "a.js", "autoRestart": 1, "autorestart": "no"}}', 'a.js': js },
    says: /"autorestart" is "no", but must be true or false/,
  },
];

describe('readManifest', () => {
  const makeFolder = tempFolder();
  const write = (files: Files): string => {
    const folder = path.join(makeFolder(), 'mod');
    mkdirSync(folder);
    return writeFiles(folder, files);
  };

  for (const { what, files, scripts, rule, name = 'm', hints = [] } of started) {
    it(`starts ${scripts.join(' and ')}, given ${what}`, async () => {
      const folder = write(files);
      const manifest = await readManifest(folder);
      assert.equal(manifest.name, name);
      assert.equal(manifest.folder, folder);
      assert.equal(manifest.file, path.join(folder, 'package.json'));
      assert.deepEqual(
        manifest.apps.map((app) => path.relative(folder, app.script)),
        scripts.map((script) => path.normalize(script)),
      );
      for (const app of manifest.apps) {
        assert.equal(app.scriptRule, rule);
        assert.equal(app.cwd, folder);
      }
      assert.deepEqual(codes(manifest), hints);
    });
  }

  for (const { what, files, says, at } of refused) {
    it(`says what is wrong with ${what}`, async () => {
      const folder = write(files);
      const error = await refusal(folder);
      assert.match(error.message, says);
      assert.match(error.message, /^package\.json.*\.$/s);
      const [remedy] = error.remedies;
      assert.ok(remedy?.kind === 'openFile');
      assert.equal(remedy.file, path.join(folder, 'package.json'));
      assert.ok(remedy.line && remedy.column);
      if (at) assert.deepEqual([remedy.line, remedy.column], at);
    });
  }

  it('says that a folder is gone', async () => {
    const folder = path.join(makeFolder(), 'gone');
    assert.equal((await refusal(folder)).message, `The folder ${folder} does not exist.`);
  });

  it('says that a folder is a file', async () => {
    const folder = writeFiles(makeFolder(), { file: '' });
    assert.equal((await refusal(path.join(folder, 'file'))).message, `${path.join(folder, 'file')} is not a folder.`);
  });

  it('offers to make a package.json where there is none', async () => {
    const folder = makeFolder();
    const error = await refusal(folder);
    assert.match(error.message, /has no package\.json, so it is not a module/);
    assert.deepEqual(error.remedies, [{ kind: 'runInTerminal', command: 'npm init -y', cwd: folder }]);
  });

  it('says that package.json is a folder', async () => {
    const folder = makeFolder();
    mkdirSync(path.join(folder, 'package.json'));
    assert.match((await refusal(folder)).message, /package\.json cannot be read \(EISDIR\)/);
  });

  it('reads a read-only folder', async () => {
    const folder = write({ 'package.json': { name: 'm', main: 'a.js' }, 'a.js': js });
    chmodSync(folder, 0o555);
    try {
      assert.equal((await readManifest(folder)).name, 'm');
    } finally {
      chmodSync(folder, 0o755);
    }
  });

  it('reads a folder with spaces and accents', async () => {
    const folder = writeFiles(path.join(makeFolder(), 'mein Módül [x]'), {
      'package.json': { main: 'a.js' },
      'a.js': js,
    });
    const manifest = await readManifest(folder);
    assert.equal(manifest.name, 'mein Módül [x]');
    assert.equal(manifest.apps[0].script, path.join(folder, 'a.js'));
  });

  it('puts a hint where the key stands', async () => {
    const folder = write({
      'package.json':
        '{\n  "name": "m",\n  "apps": [{\n    "script": "a.js",\n      "max_memory_restrat": "1G"\n  }]\n}',
      'a.js': js,
    });
    const hint = (await readManifest(folder)).hints.find(({ code }) => code === 'unknown-option');
    assert.ok(hint);
    assert.deepEqual([hint.line, hint.column, hint.file], [5, 7, path.join(folder, 'package.json')]);
    assert.match(formatMessage(hint.message), /Did you mean "max_memory_restart"\?/);
  });

  for (const parent of ['.work', 'node_modules']) {
    it(`tells that PM2 does not watch below ${parent}`, async () => {
      const folder = write({ [`${parent}/m/package.json`]: { name: 'm', main: 'a.js' }, [`${parent}/m/a.js`]: js });
      assert.deepEqual(codes(await readManifest(path.join(folder, parent, 'm'))), ['watch-ignored-folder']);
    });
  }

  it('says of an entry without a name what PM2 takes for its name, in the tooltip alone', async () => {
    const hintsOf = async (json: object): Promise<Manifest['hints']> =>
      (await readManifest(write({ 'package.json': { name: 'm', ...json }, 'a.js': js, 'm.js': js }))).hints;
    const [hint] = await hintsOf({ apps: [{ script: 'a.js' }] });
    assert.ok(hint);
    assert.deepEqual([hint.code, hint.isMinor, hint.message.args], ['name-missing', true, ['a', 'm']]);
    for (const apps of [[{ script: 'm.js' }], [{ script: 'a.js', name: 'm' }], undefined]) {
      assert.deepEqual(await hintsOf({ apps, main: 'a.js' }), []);
    }
  });

  it('lists hints from top to bottom', async () => {
    const folder = write({
      'package.json': '{\n"config": {"name": 1},\n"bin": "a.js",\n"dependencies": {"pmx": "*",\n"pm2": "*"}\n}',
      'a.js': js,
    });
    assert.deepEqual(codes(await readManifest(folder)), ['no-name', 'config-key-clash', 'bin-string', 'pm2-api']);
  });

  it('tells several apps apart, also when they have the same name', async () => {
    const folder = write({
      'package.json': {
        name: 'm',
        apps: [{ script: 'a.js', name: 'x' }, { script: 'a.js', name: 'x' }, { script: 'lib/a.js' }],
      },
      'a.js': js,
      'lib/a.js': js,
    });
    assert.deepEqual(
      (await readManifest(folder)).apps.map((app) => app.name),
      ['m:x', 'm:x-2', 'm:a'],
    );
  });

  it('keeps the types of configuration defaults', async () => {
    const config = { days: 7, size: '10M', on: true, none: null, nested: { a: [1, '2'] } };
    const folder = write({
      'package.json': { name: 'm', version: '1.2.3', description: 'd', main: 'a.js', config },
      'a.js': js,
    });
    const manifest = await readManifest(folder);
    assert.deepEqual(manifest.config, config);
    assert.deepEqual([manifest.version, manifest.description], ['1.2.3', 'd']);
  });
});

function codes(manifest: Manifest): string[] {
  return manifest.hints.filter(({ isMinor }) => !isMinor).map((hint) => hint.code);
}

async function refusal(folder: string): Promise<UserError> {
  try {
    await readManifest(folder);
  } catch (error) {
    assert.ok(error instanceof UserError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: 'the manifest was accepted' });
}
