import assert from 'node:assert/strict';
import { statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { FoundModules } from '../../src/shared/container';
import { eventually } from '../support/eventually';
import { foundBy } from '../support/foundBy';
import { nodeBinary } from '../support/modulePackages';
import { containers, type Contained } from '../support/spawnContainer';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

/** Changes so shortly before the answers count as later ones, in milliseconds. */
const CLOCK_MARGIN_MS = 2_000;

/** Tells all that a module can see of how its libraries were loaded. */
const PORTRAIT = `
const tree = (module) => ({ id: module.id, parent: module.parent && module.parent.id, paths: module.paths, children: module.children.map(tree) });
const dependency = require('dependency');
const failure = (request) => { try { return require(request); } catch (error) { return [error.code, error.requireStack, error.stack]; } };
console.log('PORTRAIT ' + JSON.stringify({
  dependency, tree: tree(module), cache: Object.keys(require.cache), extensions: Object.keys(require.extensions),
  missing: failure('not-there'), broken: failure('dependency/broken.js'), resolved: require.resolve('dependency'),
}));`;

const FILES = {
  'index.js': PORTRAIT,
  'node_modules/dependency/package.json': { main: 'lib' },
  'node_modules/dependency/lib/index.js': `module.exports = [require('./part'), require('deep'), new Error('here').stack];`,
  'node_modules/dependency/lib/part.js': `module.exports = ['part', __filename];`,
  'node_modules/dependency/broken.js': `\n  throw new Error('broken');`,
  'node_modules/dependency/decoy.js': `module.exports = 'decoy';`,
  'node_modules/dependency/node_modules/deep/index.js': `module.exports = new Error('deep').stack;`,
};

describe('The libraries that the life before has found', () => {
  const newFolder = tempFolder();
  const startContainer = containers();

  interface Start {
    readonly node: string;
    readonly nodeArgs?: readonly string[];
    readonly found?: FoundModules;
  }

  async function portraitOf(folder: string, { found, ...start }: Start): Promise<{ module: Contained; seen: unknown }> {
    const module = startContainer({ folder: newFolder(), ...start });
    if (found) module.tell({ type: 'wait', preload: false, moduleFolder: folder, found });
    module.go(path.join(folder, 'index.js'));
    await module.exited;
    const seen = await eventually('a portrait', () => /^PORTRAIT (.*)$/m.exec(module.stdout() + module.stderr())?.[1]);
    return { module, seen: JSON.parse(seen) };
  }

  for (const major of [16, 20, 24] as const) {
    describe(`in Node ${major}`, () => {
      const node = nodeBinary(major);

      it('are told by it, and loaded by a standby as by a cold start', async () => {
        const folder = writeFiles(newFolder(), FILES);
        const cold = await portraitOf(folder, { node });
        const { files } = foundBy(cold.module);
        const names = [...new Set(Object.values(files))].map((file) => path.relative(folder, file));
        const expected = Object.keys(FILES).filter(
          (name) => /(index|part|broken)\.js$/.test(name) && name !== 'index.js',
        );
        assert.deepEqual(names.sort(), expected.sort());
        const warm = await portraitOf(folder, { node, found: { since: Date.now() + 60_000, files } });
        assert.deepEqual(warm.seen, cold.seen);
        assert.deepEqual(foundBy(warm.module).files, files);
      });

      it('are not looked for again, unless something has changed since', async () => {
        const folder = writeFiles(newFolder(), FILES);
        const cold = await portraitOf(folder, { node });
        const { since, files } = foundBy(cold.module);
        // As if it had been found elsewhere: only who does not look for it loads that.
        const decoy = path.join(folder, 'node_modules', 'dependency', 'decoy.js');
        const [asked = ''] = Object.keys(files).filter((key) => key.startsWith('dependency\0'));
        const other = { ...files, [asked]: decoy };
        const warm = await portraitOf(folder, { node, found: { since: Date.now() + 60_000, files: other } });
        assert.equal((warm.seen as { dependency: unknown }).dependency, 'decoy');
        const changed = await portraitOf(folder, { node, found: { since, files: other } });
        assert.deepEqual(changed.seen, cold.seen);
        const gone = { ...files, [asked]: path.join(folder, 'node_modules', 'gone.js') };
        const without = await portraitOf(folder, { node, found: { since: Date.now() + 60_000, files: gone } });
        assert.deepEqual(without.seen, cold.seen);
      });

      it('are looked for again when one was changed while the standby waited', async () => {
        const folder = writeFiles(newFolder(), FILES);
        const { files } = foundBy((await portraitOf(folder, { node })).module);
        const now = Date.now();
        const module = startContainer({ folder: newFolder(), node });
        module.tell({
          type: 'wait',
          preload: false,
          moduleFolder: folder,
          found: { since: now + CLOCK_MARGIN_MS, files },
        });
        const manifest = path.join(folder, 'node_modules', 'dependency', 'package.json');
        await eventually('a change by the clock of the file system', () => {
          writeFileSync(manifest, '{"main": "decoy.js"}');
          return statSync(manifest).ctimeMs > now;
        });
        module.go(path.join(folder, 'index.js'));
        await eventually('the other file', () => module.stdout().includes('"dependency":"decoy"'));
      });
    });
  }

  it('are loaded past no hook: what sees each file that is loaded sees those of the module only', async () => {
    const folder = writeFiles(newFolder(), {
      ...FILES,
      'hook.js': `const load = require.extensions['.js']; global.hooked = [];
        require.extensions['.js'] = (module, file) => { hooked.push(file); load(module, file); };`,
      'index.js': `${PORTRAIT}\nconsole.log('HOOKED ' + JSON.stringify(hooked.filter((file) => !/container\\.js$/.test(file))));`,
    });
    const nodeArgs = ['--require', path.join(folder, 'hook.js')];
    const node = process.execPath;
    const cold = await portraitOf(folder, { node, nodeArgs });
    const found = { ...foundBy(cold.module), since: Date.now() + 60_000 };
    const warm = await portraitOf(folder, { node, nodeArgs, found });
    assert.deepEqual(warm.seen, cold.seen);
    const hooked = (module: Contained): string | undefined => /^HOOKED .*$/m.exec(module.stdout())?.[0];
    assert.match(hooked(cold.module) ?? '', /part\.js/);
    assert.equal(hooked(warm.module), hooked(cold.module));
  });
});
