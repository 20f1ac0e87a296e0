import assert from 'node:assert/strict';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { nodeBinary } from '../support/modulePackages';
import { containers } from '../support/spawnContainer';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

describe('The files that a module loads', () => {
  const newFolder = tempFolder();
  const startContainer = containers();

  for (const major of [16, 20, 24] as const) {
    it(`are all reported when they are CommonJS, also from elsewhere and later: Node ${major}`, async () => {
      const elsewhere = writeFiles(newFolder(), { 'shared.js': '' });
      const folder = writeFiles(newFolder(), {
        'index.js': `
          require('./lib');
          require('./data.json');
          require('dependency');
          require('fs');
          process.on('message', () => require(${JSON.stringify(path.join(elsewhere, 'shared.js'))}));
          process.send({ type: 'up', data: 1 });`,
        'lib/index.js': '',
        'data.json': {},
        'node_modules/dependency/package.json': { main: 'main.js' },
        'node_modules/dependency/main.js': '',
      });
      const module = startContainer({ folder: newFolder(), node: nodeBinary(major) });
      module.go(path.join(folder, 'index.js'));
      await module.packet('up');
      const own = ['index.js', 'lib/index.js', 'data.json', 'node_modules/dependency/main.js'];
      const expected = own.map((name) => path.join(folder, name));
      await eventually('the first files are reported', () => module.loaded().length >= expected.length);
      assert.deepEqual(module.loaded(), expected);
      module.child.send('load more');
      await eventually('one more is reported', () => module.loaded().length > expected.length);
      assert.deepEqual(module.loaded(), [...expected, path.join(elsewhere, 'shared.js')]);
    });

    it(`are reported when they make the module crash: Node ${major}`, async () => {
      const folder = writeFiles(newFolder(), { 'index.js': "require('./bad.js');", 'bad.js': 'const b = (;' });
      const module = startContainer({ folder: newFolder(), node: nodeBinary(major) });
      module.go(path.join(folder, 'index.js'));
      assert.equal((await module.exited).code, 1);
      assert.deepEqual(module.loaded(), [path.join(folder, 'index.js'), path.join(folder, 'bad.js')]);
    });
  }

  const esModules = {
    'index.mjs': "import './lib.mjs';\nimport './old.cjs';\nawait import('./later.mjs?once');\nimport 'node:fs';",
    'lib.mjs': "import './deep.mjs';",
    'deep.mjs': '',
    'later.mjs': '',
    'old.cjs': "require('./older.cjs');",
    'older.cjs': '',
  };

  it('are reported when they are ES modules, from Node 22.15 on', async () => {
    const folder = writeFiles(newFolder(), esModules);
    const module = startContainer({ folder: newFolder(), node: nodeBinary(24) });
    module.go(path.join(folder, 'index.mjs'));
    assert.equal((await module.exited).code, 0);
    const expected = Object.keys(esModules).map((name) => path.join(folder, name));
    assert.deepEqual(module.loaded().sort(), expected.sort());
  });

  it('are reported when an ES module does not parse', async () => {
    const folder = writeFiles(newFolder(), { 'index.mjs': "import './bad.mjs';", 'bad.mjs': 'const b = (;' });
    const module = startContainer({ folder: newFolder(), node: nodeBinary(24) });
    module.go(path.join(folder, 'index.mjs'));
    assert.equal((await module.exited).code, 1);
    assert.deepEqual(module.loaded(), [path.join(folder, 'index.mjs'), path.join(folder, 'bad.mjs')]);
  });

  for (const major of [16, 20] as const) {
    it(`are reported where they are CommonJS in an older Node: ${major}`, async () => {
      const folder = writeFiles(newFolder(), esModules);
      const module = startContainer({ folder: newFolder(), node: nodeBinary(major) });
      module.go(path.join(folder, 'index.mjs'));
      assert.equal((await module.exited).code, 0);
      assert.deepEqual(module.loaded(), [path.join(folder, 'old.cjs'), path.join(folder, 'older.cjs')]);
    });
  }

  it('are not reported when nobody wants to know', async () => {
    const folder = writeFiles(newFolder(), { 'index.js': '' });
    const module = startContainer({ folder: newFolder() });
    module.go(path.join(folder, 'index.js'), { reportLoaded: false });
    await module.exited;
    assert.deepEqual(module.loaded(), []);
  });

  it('do not slow a module whose supervisor does not read', async () => {
    const folder = writeFiles(newFolder(), {
      'index.js': `
        const cache = require.cache;
        for (let n = 0; n < 20000; n += 1) cache['/somewhere/with/a/rather/long/name/' + n + '.js'] = undefined;
        console.log('done');`,
    });
    const module = startContainer({ folder: newFolder() });
    module.pauseControl();
    module.go(path.join(folder, 'index.js'));
    await eventually('it has gone through', () => module.stdout() === 'done\n');
  });
});
