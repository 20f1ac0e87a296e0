import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { foundBy } from '../support/foundBy';
import { nodeBinary } from '../support/modulePackages';
import { containers, type Contained } from '../support/spawnContainer';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

/** Says as JSON, in one line, what a module has noted. */
const TELL = `console.log('NOTED ' + JSON.stringify(global.noted));`;
/**
 * What a library can see of how it is compiled and run; {@link NOTE} puts it into a library's file. Left out is only by which
 * of a function's names a call site calls it, before both become the same text.
 */
const SELF = `
  (seen) => {
    const { prepareStackTrace } = Error;
    Error.prepareStackTrace = (_, sites) => sites.map((site) => [
      ...['TypeName', 'FileName', 'LineNumber', 'ColumnNumber', 'EvalOrigin'].map((what) => site['get' + what]()),
      ...['Native', 'Toplevel', 'Constructor', 'Eval', 'Async'].map((what) => site['is' + what]()), typeof site.getFunction(),
    ]);
    const sites = new Error().stack;
    Error.prepareStackTrace = prepareStackTrace;
    const { module, require } = seen;
    const failure = (act) => { try { return act(); } catch (error) { return [error.code, error.message, error.requireStack, error.stack]; } };
    global.noted.push({
      sites, stack: new Error('here').stack, count: seen.count, isThis: seen.self === module.exports, place: [seen.file, seen.folder],
      module: Object.getOwnPropertyNames(module), loaded: module.loaded, children: module.children.length, parent: module.parent.id,
      flags: Object.getOwnPropertySymbols(module).map((symbol) => [String(symbol), typeof module[symbol] === 'boolean' && module[symbol]]),
      require: Object.getOwnPropertyNames(require), text: [String(require), String(require.resolve), require.name],
      isMain: require.main === process.mainModule, isCache: require.cache === require('module')._cache, paths: require.resolve.paths('x'),
      resolved: require.resolve('./part.js'), missing: failure(() => require('./gone')), unresolved: failure(() => require.resolve('gone')),
      wrong: failure(() => require(5)), wrongPath: failure(() => require.resolve()),
    });
  }`;
const NOTE = `self({ module, require, count: arguments.length, self: this, file: __filename, folder: __dirname });`;

const FILES = {
  'index.js': `global.noted = []; global.self = ${SELF};
const load = (name) => { try { noted.push(require(name)); } catch (error) { noted.push(error.stack); } };
load('library'); load('library/broken.js'); load('library/broken.js');
delete require.cache[require.resolve('library/part.js')];
load('library/part.js');
setTimeout(() => { load('library/late.js'); ${TELL} }, 5);`,
  'node_modules/library/index.js': `${NOTE} exports.early = 1; exports.part = require('./part'); exports.early = 2;`,
  'node_modules/library/part.js': `#!/usr/bin/env node
    exports.circular = { ...require('./index.js') }; ${NOTE} exports.nested = (() => { 'use strict'; return this === undefined; })();`,
  'node_modules/library/broken.js': `\n\n  function thrower() { throw new Error('broken'); }\n  thrower();`,
  'node_modules/library/late.js': `${NOTE} module.exports = 'late';`,
  'node_modules/library/gone/package.json': { main: 'not-there.js' },
};

describe('The libraries of the life before, compiled while a standby waits,', () => {
  const newFolder = tempFolder();
  const startContainer = containers();

  interface Life {
    readonly node: string;
    readonly nodeArgs?: readonly string[];
    /** The life before, for which this one waits. */
    readonly before?: Contained;
    /** Happens when the standby is ready. */
    readonly meanwhile?: () => void;
    readonly sourceMaps?: boolean;
  }

  async function live(folder: string, life: Life): Promise<{ module: Contained; noted: unknown; stderr: string }> {
    const { before, meanwhile, sourceMaps = false, ...options } = life;
    const module = startContainer({ folder: newFolder(), ...options });
    const entry = path.join(folder, 'index.js');
    if (before) {
      const found = { since: Date.now() + 60_000, files: foundBy(before).files };
      module.tell({ type: 'wait', preload: false, moduleFolder: folder, found });
    }
    if (meanwhile) {
      const env = { PATH: process.env.PATH ?? '' };
      const setup = { entry, args: [], env, moduleFolder: folder, preload: false, sourceMaps, reportLoaded: true };
      module.tell({ type: 'prepare', ...setup, title: 'ready' }); // read after all that was to be done while waiting
      await eventually('a standby that is ready', () => commandOf(module).startsWith('ready'));
      meanwhile();
    }
    module.go(entry, { sourceMaps });
    await module.exited;
    const noted = /^NOTED (.*)$/m.exec(module.stdout())?.[1];
    return { module, noted: noted === undefined ? undefined : JSON.parse(noted), stderr: module.stderr() };
  }

  function commandOf({ pid }: Contained): string {
    return execFileSync('ps', ['-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  }

  /** Both ways from the same files; the libraries are those that the first has found. */
  async function coldAndWarm(folder: string, life: Life): Promise<[cold: unknown, warm: unknown]> {
    const { module: before, ...cold } = await live(folder, life);
    const { module, ...warm } = await live(folder, { ...life, before });
    assert.deepEqual(await module.exited, await before.exited);
    return [cold, warm];
  }

  for (const major of [16, 20, 24] as const) {
    describe(`in Node ${major}`, () => {
      const node = nodeBinary(major);

      it('look to themselves, to each other and in stack traces as those that Node compiles', async () => {
        const folder = writeFiles(newFolder(), FILES);
        const [cold, warm] = await coldAndWarm(folder, { node });
        assert.match(JSON.stringify(cold), /"late".*broken|broken.*"late"/);
        assert.deepEqual(warm, cold);
      });

      it('make a module crash with the same words', async () => {
        const folder = writeFiles(newFolder(), { ...FILES, 'index.js': `require('library/broken.js');` });
        const [cold, warm] = await coldAndWarm(folder, { node });
        assert.match(JSON.stringify(cold), /throw new Error.*Error: broken/);
        assert.deepEqual(warm, cold);
      });

      it('are not compiled again', async () => {
        const script = `const { Session } = require('inspector');
          const session = new Session(); session.connect(); global.noted = [];
          session.on('Debugger.scriptParsed', ({ params: { url, scriptId, length } }) => noted.push({ url, scriptId: Number(scriptId), length }));
          require('./node_modules/library'); session.post('Debugger.enable'); ${TELL}`;
        const library = `exports.text = 'so long that it cannot be mistaken';`;
        const folder = writeFiles(newFolder(), { 'index.js': script, 'node_modules/library/index.js': library });
        const { module: before, ...cold } = await live(folder, { node });
        const warm = await live(folder, { node, before });
        const isOlder = ({ noted }: { noted: unknown }): boolean => {
          const scripts = noted as { url: string; scriptId: number; length: number }[];
          const own = scripts.filter(
            ({ url, length }) => url.endsWith('library/index.js') && length === library.length,
          );
          const start = scripts.find(({ url }) => url.endsWith('/index.js') && !url.includes('library'));
          assert.equal(own.length, 1);
          return (own[0]?.scriptId ?? 0) < (start?.scriptId ?? 0);
        };
        assert.deepEqual([cold, warm].map(isOlder), [false, true]);
      });

      it('are compiled anew when they were changed while the standby waited', async () => {
        const folder = writeFiles(newFolder(), FILES);
        const { module: before } = await live(folder, { node });
        const changed = `\n${NOTE} throw new Error('changed');`;
        const meanwhile = (): void => writeFileSync(path.join(folder, 'node_modules', 'library', 'late.js'), changed);
        const { noted } = await live(folder, { node, before, meanwhile });
        assert.match(JSON.stringify(noted), /Error: changed\\n[^"]*late\.js:2/);
      });

      it('can import, and have source maps', async () => {
        const map = { version: 3, sources: ['mapped.ts'], names: [], mappings: 'AAAA' };
        const url = `data:application/json;base64,${Buffer.from(JSON.stringify(map)).toString('base64')}`;
        const folder = writeFiles(newFolder(), {
          'index.js': `global.noted = [require('library/mapped')];
            require('library/importing').then(({ default: value }) => { noted.push(value); ${TELL} });`,
          'node_modules/library/mapped.js': `module.exports = new Error('mapped').stack;\n//# sourceMappingURL=${url}`,
          'node_modules/library/importing.js': `module.exports = import('./imported.mjs');`,
          'node_modules/library/imported.mjs': `export default 'imported';`,
        });
        const [cold, warm] = await coldAndWarm(folder, { node, sourceMaps: true });
        assert.match(JSON.stringify(cold), /mapped\.ts.*imported/);
        assert.deepEqual(warm, cold);
      });

      it('go past nobody who changes how files are compiled', async () => {
        const changes = {
          instances: `const load = Module._extensions['.js'];
            Module._extensions['.js'] = (module, file) => {
              const compile = module._compile;
              module._compile = function (code, ...rest) { module._compile = compile; return module._compile(change(code), ...rest); };
              load(module, file);
            };`,
          prototype: `const compile = Module.prototype._compile;
            Module.prototype._compile = function (code, ...rest) { return compile.call(this, change(code), ...rest); };`,
          wrap: `const wrap = Module.wrap; Module.wrap = (code) => wrap(change(code));`,
        };
        for (const [name, change] of Object.entries(changes)) {
          const folder = writeFiles(newFolder(), {
            'index.js': `global.noted = []; const Module = require('module'); const change = (code) => code.replace('old', 'new');
              ${change} noted.push(require('library')); ${TELL}`,
            'node_modules/library/index.js': `module.exports = 'old';`,
          });
          const [cold, warm] = await coldAndWarm(folder, { node });
          assert.match(JSON.stringify(cold), /new/, name);
          assert.deepEqual(warm, cold, name);
        }
      });
    });
  }
});
