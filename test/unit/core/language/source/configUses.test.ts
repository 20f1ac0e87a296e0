import assert from 'node:assert/strict';
import { tryModules } from './support';

/** Code and where in it `days_interval` is read; a text alone is `index.js`. */
type Shape = readonly [code: string | Readonly<Record<string, string>>, ...expected: string[]];

const INIT = "const pmx = require('pmx');\n";

const followed: Record<string, Shape> = {
  'what initModule returns': [`${INIT}var conf = pmx.initModule({});\nconf.days_interval;`, 'index.js:3'],
  'what initModule gives to a callback': [
    `${INIT}pmx.initModule({ widget: {} }, function (err, conf) {\n  conf.days_interval;\n});`,
    'index.js:3',
  ],
  'a callback that is named': [
    `${INIT}pmx.initModule({}, started);\nfunction started(err, conf) {\n  conf.days_interval; }`,
    'index.js:4',
  ],
  'a library that is not kept': [`require('pmx').initModule({}).days_interval`, 'index.js:1'],
  '@pm2/io, imported': [`import io from '@pm2/io';\nconst c = io.initModule();\nc.days_interval`, 'index.js:3'],
  'a name imported': [`import { initModule as start } from 'pmx';\nstart().days_interval;`, 'index.js:2'],
  'everything imported': [{ 'a.ts': `import * as io from '@pm2/io';\nio.initModule({}).days_interval;` }, 'a.ts:2'],
  'import = require': [{ 'a.ts': `import pmx = require('pmx');\npmx.initModule({}).days_interval;` }, 'a.ts:2'],
  getConf: [`${INIT}pmx.getConf().days_interval`, 'index.js:2'],
  module_conf: [`${INIT}const c = pmx.initModule().module_conf;\nc.days_interval`, 'index.js:3'],
  destructuring: [`${INIT}const { days_interval } = pmx.initModule();`, 'index.js:2'],
  'destructuring with another name and a default': [
    `${INIT}const { days_interval: days = 3, ...rest } = pmx.initModule();\nrest.days_interval`,
    'index.js:2',
    'index.js:3',
  ],
  'destructuring module_conf': [`${INIT}const { module_conf: { days_interval } } = pmx.initModule();`, 'index.js:2'],
  'destructuring a parameter': [`${INIT}pmx.initModule({}, (err, { days_interval }) => {});`, 'index.js:2'],
  'a name in quotes': [`${INIT}pmx.initModule()['days_interval']`, 'index.js:2'],
  'a name in backticks': [`${INIT}pmx.initModule()[\`days_interval\`]`, 'index.js:2'],
  'an optional one': [`${INIT}pmx.initModule()?.days_interval`, 'index.js:2'],
  in: [`${INIT}const c = pmx.initModule();\nif ('days_interval' in c) {}`, 'index.js:3'],
  'a test by name': [`${INIT}const c = pmx.initModule();\nc.hasOwnProperty('days_interval')`, 'index.js:3'],
  'a variable that is set later': [
    `${INIT}let c;\nfunction f() { return c.days_interval }\nc = pmx.initModule();`,
    'index.js:3',
  ],
  'a global': [`${INIT}conf = pmx.initModule();\nfunction f() { conf.days_interval }`, 'index.js:3'],
  'another default': [`${INIT}const c = pmx.initModule() || {};\nc.days_interval`, 'index.js:3'],
  'a copy': [`${INIT}const c = { a: 1, ...pmx.initModule() };\nc.days_interval`, 'index.js:3'],
  'Object.assign': [`${INIT}const c = Object.assign({}, pmx.initModule());\nc.days_interval`, 'index.js:3'],
  'a property of an object': [
    `${INIT}const app = {};\napp.conf = pmx.initModule();\napp.conf.days_interval`,
    'index.js:4',
  ],
  'an object as argument': [
    `${INIT}function f({ conf }) {\n  conf.days_interval }\nf({ conf: pmx.initModule() });`,
    'index.js:3',
  ],
  'what a function returns': [`${INIT}const load = () => pmx.initModule();\nload().days_interval`, 'index.js:3'],
  await: [`${INIT}(async () => {\n  (await pmx.initModule()).days_interval })()`, 'index.js:3'],
  'this of an object': [
    `${INIT}const app = { init() { this.conf = pmx.initModule(); }, run() {\n this.conf.days_interval } };`,
    'index.js:3',
  ],
  'this of a class': [
    `${INIT}class A { constructor(conf) { this.conf = conf; }\n run() { setInterval(() => this.conf.days_interval) } }\nnew A(pmx.initModule());`,
    'index.js:3',
  ],
  'this of a parent class': [
    `${INIT}class A { constructor(c) { this.conf = c } }\nclass B extends A { run() { return this.conf.days_interval } }\nnew B(pmx.initModule());`,
    'index.js:3',
  ],
  super: [
    `${INIT}class A { constructor(c) { this.conf = c } }\nclass B extends A { constructor(x, c) { super(c);\n this.conf.days_interval } }\nnew B(1, pmx.initModule());`,
    'index.js:4',
  ],
  'a private field': [`${INIT}class A { #c = pmx.initModule();\n run() { this.#c.days_interval } }`, 'index.js:3'],
  'a parameter property': [
    {
      'a.ts': `import pmx from 'pmx';\nclass A { constructor(private conf: any) {}\n run() { this.conf.days_interval } }\nnew A(pmx.initModule())`,
    },
    'a.ts:3',
  ],
  'a prototype': [
    `${INIT}function A(c) { this.c = c }\nA.prototype.run = function () {\n var self = this; self.c.days_interval };\nnew A(pmx.initModule());`,
    'index.js:4',
  ],
  'call and bind': [
    `${INIT}function f(c) {\n c.days_interval }\nf.call(null, pmx.initModule()); setTimeout(f.bind(null, pmx.initModule()));`,
    'index.js:3',
  ],
  'a function of another file': [
    {
      'index.js': `${INIT}require('./lib/a')(pmx.initModule());`,
      'lib/a.js': 'module.exports = function (conf) {\n conf.days_interval };',
    },
    'lib/a.js:2',
  ],
  'a method of another file, and a third': [
    {
      'index.js': `${INIT}var a = require('./lib');\npmx.initModule({}, (e, conf) => a.init(conf));`,
      'lib/index.js': `exports.init = function (c) { var b = require('./b'); b.go(c) };`,
      'lib/b.js': 'module.exports.go = go;\nfunction go(x) { x.days_interval }',
    },
    'lib/b.js:2',
  ],
  'a class of another file': [
    {
      'index.js': `${INIT}const A = require('./a.js');\nnew A(1, pmx.initModule())`,
      'a.js': 'module.exports = class A { constructor(x, conf) {\n conf.days_interval } }',
    },
    'a.js:2',
  ],
  'exports of another file': [
    {
      'conf.js': `${INIT}module.exports = pmx.initModule();`,
      'index.js': `const conf = require('./conf');\nconf.days_interval`,
    },
    'index.js:2',
  ],
  'ES modules': [
    {
      'conf.mjs': `import pmx from 'pmx';\nexport const conf = pmx.initModule();\nexport default conf;`,
      'index.mjs': `import again, { conf } from './conf.mjs';\nconf.days_interval;\nagain.days_interval`,
    },
    'index.mjs:2',
    'index.mjs:3',
  ],
  'exports handed on': [
    {
      'conf.mjs': `import pmx from 'pmx';\nexport const conf = pmx.initModule();`,
      'all.mjs': `export * from './conf.mjs';\nexport { conf as c } from './conf.mjs'`,
      'index.mjs': `import { conf, c } from './all.mjs';\nconf.days_interval;\nc.days_interval`,
    },
    'index.mjs:2',
    'index.mjs:3',
  ],
  'TypeScript that names JavaScript': [
    {
      'src/conf.ts': `import pmx from 'pmx';\nexport const conf = pmx.initModule();`,
      'src/index.ts': `import { conf } from './conf.js';\nconf.days_interval`,
    },
    'src/index.ts:2',
  ],
  'compiled TypeScript': [
    `"use strict";\nconst tslib_1 = require("tslib");\nconst pmx_1 = tslib_1.__importDefault(require("pmx"));\n(0, pmx_1.default.initModule)({}, function (err, conf) {\n  conf.days_interval; });`,
    'index.js:5',
  ],
  'the environment': [
    `process.env.days_interval; const { env } = process;\nenv.days_interval`,
    'index.js:1',
    'index.js:2',
  ],
  "the module's variable": [`const c = JSON.parse(process.env['my-module'] || '{}');\nc.days_interval`, 'index.js:2'],
  "the module's variable, by package.json": [
    `const pkg = require('./package.json');\nconst c = JSON.parse(process.env[pkg.name]);\nc.days_interval`,
    'index.js:3',
  ],
  'the defaults themselves': [`require('./package.json').config.days_interval`, 'index.js:1'],
  JSX: [{ 'a.jsx': `${INIT}const c = pmx.initModule();\nconst v = <p>{c.days_interval}</p>;` }, 'a.jsx:3'],
  TSX: [
    { 'a.tsx': `import pmx from 'pmx';\nconst c = pmx.initModule() as any;\nconst v = <p>{c!.days_interval}</p>;` },
    'a.tsx:3',
  ],
};

const notFollowed: Record<string, string> = {
  'another object': 'const conf = { days_interval: 1 };\nconf.days_interval',
  'another variable of that name': `${INIT}const conf = pmx.initModule();\n{ const conf = {}; conf.days_interval }`,
  'a parameter of that name': `${INIT}const conf = pmx.initModule();\nfunction f(conf) { conf.days_interval }`,
  'tx2, which has no configuration': `const tx2 = require('tx2');\ntx2.initModule().days_interval`,
  'getConfig of @pm2/io, which is another thing': `require('@pm2/io').getConfig().days_interval`,
  'a comment and a text': `${INIT}const conf = pmx.initModule(); // conf.days_interval\n'conf.days_interval'`,
};

describe('uses of an option', () => {
  const tryModule = tryModules();
  for (const [name, [code, ...expected]] of Object.entries(followed)) {
    it(`are found behind ${name}`, async () => {
      const module = tryModule(typeof code === 'string' ? { 'index.js': code } : code);
      assert.deepEqual(
        await module.used(),
        expected.map((place) => `days_interval ${place}`),
      );
    });
  }

  for (const [name, code] of Object.entries(notFollowed)) {
    it(`are not found behind ${name}`, async () => {
      assert.deepEqual(await tryModule({ 'index.js': code }).used(), []);
    });
  }

  it('tell those that write', async () => {
    const module = tryModule({
      'index.js': `${INIT}const c = pmx.initModule();\nc.days_interval = 1;\nc.days_interval++;`,
    });
    assert.deepEqual(await module.used(), ['days_interval index.js:3 =', 'days_interval index.js:4 =']);
  });

  it('are those of the text that is not saved yet', async () => {
    const module = tryModule({ 'index.js': '' });
    const text = `${INIT}const c = pmx.initModule();\nc.days_interval`;
    assert.deepEqual(await module.used({ 'index.js': text }), ['days_interval index.js:3']);
    assert.deepEqual(await module.used({ 'new.js': text }), ['days_interval new.js:3']);
    assert.deepEqual(await module.used(), []);
  });

  it('are not looked for in dependencies, packages within, hidden folders and declarations', async () => {
    const code = `${INIT}pmx.initModule().days_interval`;
    const module = tryModule({
      'node_modules/a/index.js': code,
      '.cache/a.js': code,
      'packages/b/package.json': '{"name": "b"}',
      'packages/b/index.js': code,
      'a.min.js': code,
      'esm/package.json': '{"type": "module"}',
      'esm/a.js': code,
    });
    assert.deepEqual(await module.used(), ['days_interval esm/a.js:2']);
  });

  it('leave out what TypeScript was compiled to', async () => {
    const module = tryModule({
      'src/a.ts': `import pmx from 'pmx';\npmx.initModule().days_interval`,
      'dist/a.js': `${INIT}pmx.initModule().days_interval;\n//# sourceMappingURL=a.js.map\n`,
    });
    assert.deepEqual(await module.used(), ['days_interval src/a.ts:2']);
  });

  it('are no matter of a folder that is no module', async () => {
    const module = tryModule({ 'package.json': '{"name": "app", "config": {"a": 1}}', 'index.js': '' });
    assert.equal(await module.uses(), undefined);
  });
});

describe('uses of an option in code that is half typed', () => {
  const tryModule = tryModules();
  const before = `${INIT}const conf = pmx.initModule({});\n`;
  const after = '\nfunction later() {\n  return conf.days_interval;\n}\n';
  const broken: Record<string, string> = {
    'a dot': 'conf.',
    'a dot in a block': 'function f() {\n  conf.\n}',
    'an optional dot': 'conf?.',
    'an open call': 'foo(conf.',
    'an open condition': 'if (conf.',
    'an open block': 'if (x) {',
    'an open text': "const a = 'abc",
    'an open bracket': "conf['",
    'half a declaration': 'const x =',
    'half an object': 'const x = { a: conf., b: 2 };',
    'a conflict': '<<<<<<< HEAD\nconst a = 1;\n=======\nconst a = 2;\n>>>>>>> theirs',
    'a name twice': 'const conf2 = 1;\nconst conf2 = 2;',
  };
  for (const [name, code] of Object.entries(broken)) {
    it(`are found beside ${name}`, async () => {
      const line = before.split('\n').length + code.split('\n').length + 1;
      const module = tryModule({ 'index.js': before + code + after }, { days_interval: 30 });
      assert.ok((await module.used()).includes(`days_interval index.js:${line}`));
      assert.deepEqual((await module.uses())?.unread, []);
      assert.deepEqual((await module.uses())?.unknown, []);
    });
  }
});

describe('an option that nothing reads', () => {
  const tryModule = tryModules();
  const unread = async (code: string | Record<string, string>): Promise<readonly string[] | undefined> => {
    const module = tryModule(typeof code === 'string' ? { 'index.js': code } : code);
    return (await module.uses())?.unread;
  };

  const told: Record<string, readonly [code: string, ...unread: string[]]> = {
    'others are read': [`${INIT}pmx.initModule().days_interval`, 'two words'],
    'it is only written': [`${INIT}const c = pmx.initModule();\nc.days_interval; c['two words'] = 1`, 'two words'],
    'nothing is read': [`${INIT}pmx.initModule({})`, 'days_interval', 'two words'],
    'the configuration is logged': [
      `${INIT}const c = pmx.initModule();\nconsole.log(c, JSON.stringify(c)); c.days_interval`,
      'two words',
    ],
    'the configuration is only tested': [
      `${INIT}const c = pmx.initModule();\nif (!c || typeof c !== 'object') throw c.days_interval`,
      'two words',
    ],
  };
  for (const [name, [code, ...expected]] of Object.entries(told)) {
    it(`is told when ${name}`, async () => assert.deepEqual(await unread(code), expected));
  }

  const silent: Record<string, string> = {
    'the configuration is passed to a library': 'require("x").start(conf)',
    'it is passed in an object': 'require("x").start({ conf })',
    'it is passed to a class of a library': 'new (require("x"))(conf)',
    'it is spread': 'const all = { ...conf }',
    'it is spread into a call': 'f(...conf)',
    'it is copied': 'Object.assign({}, conf)',
    'its keys are listed': 'Object.keys(conf).length',
    'it is iterated': 'for (const key in conf) f(key)',
    'it is indexed': 'conf[key]',
    'it is indexed by a text with a hole': 'conf[`${a}b`]',
    'its rest is taken': 'const { days_interval, ...rest } = conf',
    'it is kept in a list': 'const list = [conf]',
    'a callback gets it that is not known': 'pmx.initModule({}, require("x"))',
    'it is yielded': 'function* f() { yield conf }',
    'it becomes an attribute': '<View conf={conf} />',
    'something does not parse': 'function f( {',
  };
  for (const [name, code] of Object.entries(silent)) {
    it(`is not told when ${name}`, async () => {
      assert.deepEqual(await unread(`${INIT}const conf = pmx.initModule();\n${code}`), []);
    });
  }

  it('is not told of a module that does not ask for its configuration', async () => {
    assert.deepEqual(await unread('require("tx2").metric("a")'), []);
  });

  it('is not told when a file is too large to be read', async () => {
    assert.deepEqual(
      await unread({ 'index.js': `${INIT}pmx.initModule()`, 'big.js': `// ${'x'.repeat(600_000)}` }),
      [],
    );
  });
});

describe('a read of what no option provides', () => {
  const tryModule = tryModules();
  const unknown = async (code: string, more: Record<string, string> = {}): Promise<string[] | undefined> => {
    const module = tryModule({ 'index.js': `${INIT}${code}`, ...more });
    return (await module.uses())?.unknown.map(({ key, meant }) => (meant === undefined ? key : `${key} → ${meant}`));
  };

  const told: Record<string, readonly [code: string, ...unknown: string[]]> = {
    'a name nearly right': ['pmx.initModule().day_interval', 'day_interval → days_interval'],
    'another name': ['const { colour } = pmx.initModule();', 'colour'],
    'one of module_conf': ['pmx.initModule({ colour: 1 }).module_conf.colour', 'colour'],
  };
  for (const [name, [code, ...expected]] of Object.entries(told)) {
    it(`is told of ${name}`, async () => assert.deepEqual(await unknown(code), expected));
  }

  const silent: Record<string, string> = {
    'what the library adds': 'const c = pmx.initModule();\nc.module_name; c.module_version; c.widget; c.description',
    'what the module itself adds': 'const c = pmx.initModule({ widget: {}, pid: 1 });\nc.pid',
    'what may be added': 'const c = pmx.initModule(require("x"));\nc.pid',
    'what is set': 'const c = pmx.initModule();\nc.started = 1; f(c.started)',
    'what every object has': 'const c = pmx.initModule();\nc.toString(); c.hasOwnProperty("days_interval")',
    'a copy with more in it': 'const c = { more: 1, ...pmx.initModule() };\nc.more',
    'an environment variable': 'process.env.HOME',
  };
  for (const [name, code] of Object.entries(silent)) {
    it(`is not told of ${name}`, async () => assert.deepEqual(await unknown(code), []));
  }

  it('is not told of what the README describes', async () => {
    assert.deepEqual(await unknown('pmx.initModule().TZ', { 'README.md': '- `TZ` (system time): the time zone' }), []);
  });

  it('is not told in code that has types of its own', async () => {
    const code = `import pmx from 'pmx';\nconst conf: { colour: string } = pmx.initModule();\nconf.colour;`;
    const module = tryModule({ 'a.ts': code });
    assert.deepEqual((await module.uses())?.unknown, []);
  });
});
