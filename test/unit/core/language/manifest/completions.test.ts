import assert from 'node:assert/strict';
import path from 'node:path';
import { ManifestLanguage } from '../../../../../src/core/language/manifest/manifestLanguage';
import type { ManifestCompletion } from '../../../../../src/shared/languageApi';
import { readCursor } from '../../../../support/markedText';
import { tempFolder } from '../../../../support/tempFolder';
import { writeFiles } from '../../../../support/writeFiles';

describe('the completions of a package.json', () => {
  const makeFolder = tempFolder();
  const language = new ManifestLanguage({ home: () => '', isInstalled: () => false });

  interface Completed {
    readonly labels: readonly string[];
    /** What the text becomes, by label; snippets with their holes. */
    readonly after: (label: string) => string;
    readonly all: readonly ManifestCompletion[];
  }

  async function complete(marked: string, files: Readonly<Record<string, string>> = {}): Promise<Completed> {
    const { text, offset } = readCursor(marked);
    const file = path.join(writeFiles(makeFolder(), files), 'package.json');
    const all = await language.manifestCompletions({ file, text }, offset);
    structuredClone(all);
    const sorted = [...all].sort((one, other) => (one.order < other.order ? -1 : 1));
    return {
      all,
      labels: sorted.map(({ label }) => label),
      after: (label) => {
        const found = all.find((completion) => completion.label === label);
        assert.ok(found, label);
        return text.slice(0, found.range.from) + found.insert + text.slice(found.range.to);
      },
    };
  }

  it('are a whole module, in a file that is empty', async () => {
    const { labels, after } = await complete('|');
    assert.deepEqual(labels, ['pm2-module']);
    const filled = after('pm2-module').replace(/\$\{\d+:([^}]*)\}/g, '$1');
    assert.deepEqual(Object.keys(JSON.parse(filled) as object), [
      ...['name', 'version', 'description', 'apps', 'config', 'dependencies'],
    ]);
  });

  it('are a whole module without what is there, and apps, in what is no module yet', async () => {
    const { labels, after } = await complete('{\n  "name": "a",\n  |\n}');
    assert.deepEqual(labels, ['pm2-module', 'apps']);
    const filled = after('pm2-module').replace(/\$\{\d+:([^}]*)\}/g, '$1');
    const keys = Object.keys(JSON.parse(filled) as object);
    assert.deepEqual(keys, ['name', 'version', 'description', 'apps', 'config', 'dependencies']);
  });

  it('say nothing else in what is no module', async () => {
    assert.deepEqual((await complete('{"name": "a", "scripts": {"|"}}')).labels, []);
    assert.deepEqual((await complete('{"name": "|"}')).labels, []);
    assert.deepEqual((await complete('{"config": {"|": 1}}')).labels, []);
  });

  it('are config in a module that has none', async () => {
    assert.deepEqual((await complete('{"apps": [], "|"}')).labels, ['config']);
    assert.deepEqual((await complete('{"apps": [], "config": {}, "|"}')).labels, []);
  });

  it('are all options of an app, useful ones first, none twice, no folder that PM2 overrides', async () => {
    const { labels } = await complete('{"apps": [{"exec": "a.js", "interpreter": "node", "|"}]}');
    assert.deepEqual(labels.slice(0, 3), ['name', 'watch', 'ignore_watch']);
    for (const absent of ['script', 'exec_interpreter', 'interpreter', 'cwd']) assert.ok(!labels.includes(absent));
    for (const present of ['kill_timeout', 'log_date_format', 'pmx', 'cron_restart'])
      assert.ok(labels.includes(present));
    assert.equal(new Set(labels).size, labels.length);
    assert.ok(labels.indexOf('cron_restart') > labels.indexOf('kill_timeout'));
  });

  it('tell of each option what it takes and is', async () => {
    const { all } = await complete('{"apps": {"|"}}');
    const option = all.find(({ label }) => label === 'max_memory_restart')?.option;
    assert.deepEqual(option?.examples, ['"200M"', '"500M"', '"1G"']);
    for (const { option: facts, label } of all) assert.ok(facts?.about.text.endsWith('.'), label);
  });

  const properties: readonly [marked: string, label: string, after: string][] = [
    ['{"name": "m", "apps": [{|}]}', 'name', '{"name": "m", "apps": [{"name": "m"}]}'],
    ['{"apps": [{|}]}', 'time', '{"apps": [{"time": ${1|true,false|}}]}'],
    ['{"apps": [{"|"}]}', 'kill_timeout', '{"apps": [{"kill_timeout": ${1:5000}}]}'],
    ['{"apps": [{"ki|"}]}', 'kill_timeout', '{"apps": [{"kill_timeout": ${1:5000}}]}'],
    ['{"apps": [{"ki|\n}]}', 'kill_timeout', '{"apps": [{"kill_timeout": ${1:5000}\n}]}'],
    ['{"apps": [{"ki|": 1}]}', 'kill_timeout', '{"apps": [{"kill_timeout": 1}]}'],
    ['{"apps": [{ki|}]}', 'kill_timeout', '{"apps": [{"kill_timeout": ${1:5000}}]}'],
    ['{"apps": [{"|" "time": true}]}', 'script', '{"apps": [{"script": "${1:index.js}", "time": true}]}'],
    ['{"apps": [{|, "time": true}]}', 'script', '{"apps": [{"script": "${1:index.js}", "time": true}]}'],
    ['{"apps": [{"|"}]}', 'ignore_watch', '{"apps": [{"ignore_watch": ${1:["node_modules",".git","data"]}}]}'],
    ['{"apps": [{"|"}]}', 'env', '{"apps": [{"env": { ${1:"NODE_ENV":"production"} }}]}'],
    ['{"apps": |}', '{ "script": … }', '{"apps": [\n\t{\n\t\t"script": "${1:index.js}"\n\t}\n]}'],
    ['{"apps": [|]}', '{ "script": … }', '{"apps": [{\n\t"script": "${1:index.js}"\n}]}'],
    ['{"apps": [{"exec_mode": |}]}', '"cluster"', '{"apps": [{"exec_mode": "cluster"}]}'],
    ['{"apps": [{"exec_mode": "c|"}]}', '"cluster"', '{"apps": [{"exec_mode": "cluster"}]}'],
    ['{"apps": [{"exec_mode": "c|\n}]}', '"cluster"', '{"apps": [{"exec_mode": "cluster"\n}]}'],
    ['{"apps": [{"watch": | "time": true}]}', 'false', '{"apps": [{"watch": false, "time": true}]}'],
    ['{"apps": {"watch": t|}}', 'true', '{"apps": {"watch": true}}'],
    ['{"apps": {"maxMemoryRestart": |}}', '"200M"', '{"apps": {"maxMemoryRestart": "200M"}}'],
  ];
  for (const [marked, label, after] of properties) {
    it(`make ${after} of ${marked}`, async () => assert.equal((await complete(marked)).after(label), after));
  }

  it('are the files that can be started, folder by folder', async () => {
    const files = { 'a.js': '', 'README.md': '', 'src/b.ts': '', 'node_modules/x/i.js': '', '.git/x.js': '' };
    assert.deepEqual((await complete('{"apps": [{"script": "|"}]}', files)).labels, ['a.js', 'src/']);
    const { labels, after } = await complete('{"apps": [{"script": "src/|"}]}', files);
    assert.deepEqual(labels, ['src/b.ts']);
    assert.equal(after('src/b.ts'), '{"apps": [{"script": "src/b.ts"}]}');
    assert.deepEqual((await complete('{"apps": [{"script": "../|"}]}', files)).labels, []);
  });

  it('are files and folders to watch', async () => {
    const files = { 'a.js': '', 'data.json': '', 'src/b.ts': '' };
    assert.deepEqual((await complete('{"apps": [{"watch": ["|"]}]}', files)).labels, ['a.js', 'data.json', 'src']);
  });

  it('come at every place of every text', async () => {
    const text =
      '{"name": "a", "apps": [{"script": "a.js", "env": {"A": 1}, "watch": ["x", 1]}, 5], "config": {"a": {}}}';
    const file = path.join(makeFolder(), 'package.json');
    for (let end = 0; end <= text.length; end++) {
      for (const cut of [text, text.slice(0, end)]) {
        for (const { range } of await language.manifestCompletions({ file, text: cut }, end)) {
          assert.ok(range.from <= end && end <= range.to && range.to <= cut.length);
        }
      }
    }
  });
});
