import assert from 'node:assert/strict';
import { tryModules } from './support';

const INIT = "const conf = require('pmx').initModule();\n";

describe('completion of options', () => {
  const tryModule = tryModules();
  const all = ['days_interval', 'two words'];

  const offered: Record<string, readonly [code: string, replaced: string, form?: 'quoted']> = {
    'behind a dot': ['conf.|', ''],
    'behind a dot, before other code': ['conf.|\nfoo();', ''],
    'behind part of a name': ['conf.day|', 'day'],
    'within a name': ['conf.day|s_interval', 'days_interval'],
    'behind an optional dot': ['conf?.|', ''],
    'in a call that is open': ['foo(conf.|', ''],
    'in a call that is closed': ['foo(conf.|)', ''],
    'in a condition that is open': ['if (conf.|\n', ''],
    'in a block': ['function f() {\n  return conf.|\n}', ''],
    'behind module_conf': ['conf.module_conf.|', ''],
    'in quotes': ["conf['|']", '', 'quoted'],
    'in a pattern': ['const { | } = conf', ''],
    'in a pattern, behind another': ['const { days_interval, tw| } = conf', 'tw'],
    'beside code that is broken': ['function g( {\n}\nconf.|', ''],
    'in a callback': ["require('pmx').initModule({}, function (err, c) {\n  c.|\n});", ''],
  };
  for (const [name, [code, replaced, form = 'identifier']] of Object.entries(offered)) {
    it(`is offered ${name}`, async () => {
      const module = tryModule({ 'index.js': '' });
      assert.deepEqual(await module.offered('index.js', INIT + code), { keys: all, replaced, form });
    });
  }

  const silent: Record<string, string> = {
    'behind another object': 'foo.|',
    'in another pattern': 'const { | } = foo',
    'behind a value': 'conf.days_interval.|',
    'in a text': "const a = 'conf.|'",
    'behind nothing': '|',
    'in a comment': '// conf.|',
  };
  for (const [name, code] of Object.entries(silent)) {
    it(`is not offered ${name}`, async () => {
      assert.equal(await tryModule({ 'index.js': '' }).offered('index.js', INIT + code), undefined);
    });
  }

  const typed: Record<string, string> = {
    'a type': `import pmx from 'pmx';\nconst conf: Conf = pmx.initModule();\nconf.|`,
    'the type of a parameter': `import pmx from 'pmx';\npmx.initModule({}, (e: Error, conf: Conf) => { conf.| });`,
  };
  for (const [name, code] of Object.entries(typed)) {
    it(`is left to TypeScript where the code has ${name}`, async () => {
      assert.equal(await tryModule({ 'a.ts': '' }).offered('a.ts', code), undefined);
    });
  }

  it('is left to TypeScript where JSDoc has a type', async () => {
    const code = `/** @type {Conf} */\nconst conf = require('pmx').initModule();\nconf.|`;
    assert.equal(await tryModule({ 'index.js': '' }).offered('index.js', code), undefined);
  });
});

describe('renaming an option', () => {
  const tryModule = tryModules();

  const shapes: Record<string, readonly [before: string, after: string, awkward: string]> = {
    'a dot': ['conf.days_interval;', 'conf.days;', "conf['my days'];"],
    'an optional dot': ['conf?.days_interval;', 'conf?.days;', "conf?.['my days'];"],
    'a dot on a line of its own': ['conf\n  .days_interval;', 'conf\n  .days;', "conf\n  ['my days'];"],
    quotes: ["conf['days_interval'];", "conf['days'];", "conf['my days'];"],
    'double quotes': ['conf["days_interval"];', 'conf["days"];', 'conf["my days"];'],
    'a pattern': [
      'const { days_interval } = conf;',
      'const { days: days_interval } = conf;',
      "const { 'my days': days_interval } = conf;",
    ],
    'a pattern with a default': [
      'const { days_interval = 3 } = conf;',
      'const { days: days_interval = 3 } = conf;',
      "const { 'my days': days_interval = 3 } = conf;",
    ],
    'a pattern with another name': [
      'const { days_interval: d } = conf;',
      'const { days: d } = conf;',
      "const { 'my days': d } = conf;",
    ],
    'an assignment': [
      'conf.days_interval = conf.days_interval || 1;',
      'conf.days = conf.days || 1;',
      "conf['my days'] = conf['my days'] || 1;",
    ],
    'a variable of the environment': ['process.env.days_interval;', 'process.env.days;', "process.env['my days'];"],
    'a text that says the same': [
      "conf.days_interval; // days_interval\n'days_interval';",
      "conf.days; // days_interval\n'days_interval';",
      "conf['my days']; // days_interval\n'days_interval';",
    ],
  };
  for (const [name, [before, after, awkward]] of Object.entries(shapes)) {
    it(`reaches ${name}`, async () => {
      const module = tryModule({ 'index.js': INIT + before });
      const renamed = await module.renamed('days_interval', 'days');
      assert.equal(renamed['index.js'], INIT + after);
      assert.match(renamed['package.json'] ?? '', /"days": 30/);
      assert.equal((await module.renamed('days_interval', 'my days'))['index.js'], INIT + awkward);
    });
  }

  it('reaches every file', async () => {
    const module = tryModule({
      'index.js': `${INIT}require('./lib/a').start(conf);`,
      'lib/a.js': 'exports.start = (conf) => conf.days_interval;',
    });
    assert.equal((await module.renamed('days_interval', 'days'))['lib/a.js'], 'exports.start = (conf) => conf.days;');
  });

  const refused: Record<string, RegExp> = {
    '': /needs a name/,
    'two words': /has an option "two words" already/,
    'a.b': /pm2 set/,
    'a:b': /pm2 set/,
    name: /field of its own/,
  };
  for (const [name, why] of Object.entries(refused)) {
    it(`to "${name}" is refused`, async () => {
      await assert.rejects(tryModule({ 'index.js': INIT }).renamed('days_interval', name), why);
    });
  }
});

describe('declaring an option', () => {
  const tryModule = tryModules();

  it('adds it behind the others', async () => {
    const { 'package.json': text = '' } = await tryModule({ 'index.js': '' }).declared('colour');
    assert.deepEqual((JSON.parse(text) as { config: unknown }).config, {
      days_interval: 30,
      'two words': true,
      colour: '',
    });
    assert.match(text, /\n {4}"two words": true,\n {4}"colour": ""\n {2}\}/);
  });

  it('makes `config` where there is none', async () => {
    const manifest = '{\n\t"name": "m",\n\t"dependencies": { "pmx": "1" }\n}\n';
    const { 'package.json': text = '' } = await tryModule({ 'package.json': manifest, 'index.js': '' }).declared('a');
    assert.match(text, /\n\t"config": \{\n\t\t"a": ""\n\t\}\n\}/);
  });
});
