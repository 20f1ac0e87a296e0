import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { nodeBinary } from '../support/modulePackages';
import { containers } from '../support/spawnContainer';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

const files = {
  'throws.cjs': "function fail() {\n  throw new TypeError('boom');\n}\nfail();\n",
  'throws.mjs': "function fail() {\n  throw new TypeError('boom');\n}\nfail();\n",
  'throwsLater.cjs': "setTimeout(() => {\n  throw new Error('late');\n}, 10);\n",
  'throwsObject.cjs': 'throw { code: 1 };\n',
  'rejects.cjs': "Promise.reject(new Error('nobody cares'));\n",
  'syntax.cjs': 'const a = 1;\nconst b = (;\n',
  'syntax.mjs': 'const a = 1;\nconst b = (;\n',
  'importsSyntax.mjs': "import './syntax.mjs';\n",
  'importsThrow.mjs': "import './throws.cjs';\n",
  'importsMissingName.mjs': "import { nothing } from './throwsObject.cjs';\n",
  'missing.cjs': "require('./nowhere');\n",
  'missingLater.cjs': "setTimeout(() => require('./missing.cjs'), 10);\n",
  'neverSettles.mjs': 'await new Promise(() => {});\n',
  'typed.ts': 'const answer: number = 42;\nconsole.log(answer);\n',
  'missing.mjs': "import './nowhere.mjs';\n",
  'importsMissing.mjs': "import './missing.cjs';\n",
};

/** In these, the hook that notices ES modules from Node 22.15 on stands in the stack. */
const hooked: readonly string[] = ['missing.mjs', 'importsMissing.mjs'];

/** Node's own frames below the start file: the only other difference. */
const BELOW_ENTRY = /^ +at .*(run_main_module|processImmediate|node:diagnostics_channel|tracePromise).*\n/gm;

describe('What a module prints when it fails', () => {
  const newFolder = tempFolder();
  const startContainer = containers();
  let folder: string;

  before(() => {
    folder = writeFiles(newFolder(), files);
  });

  for (const major of [16, 20, 24] as const) {
    for (const name of [...Object.keys(files), 'absent.js']) {
      if (major === 24 && hooked.includes(name)) continue;
      it(`is what Node ${major} prints: ${name}`, async () => {
        const entry = path.join(folder, name);
        const node = nodeBinary(major);
        const bare = spawnSync(node, [entry], { encoding: 'utf8', env: { PATH: process.env.PATH ?? '' } });
        const module = startContainer({ folder: newFolder(), node });
        module.go(entry);
        assert.equal((await module.exited).code, bare.status);
        assert.equal(module.stdout(), bare.stdout);
        assert.equal(withoutPids(module.stderr()), withoutPids(bare.stderr));
        assert.doesNotMatch(module.stderr(), /container\.js/);
      });
    }
  }

  for (const [name, place] of [
    ['missing.mjs', /imported from .*missing\.mjs$/m],
    ['importsMissing.mjs', /^ {4}at .*missing\.cjs:1:1/m],
  ] as const) {
    it(`names the place that loads what cannot be found, also in Node 24: ${name}`, async () => {
      const module = startContainer({ folder: newFolder(), node: nodeBinary(24) });
      module.go(path.join(folder, name));
      assert.equal((await module.exited).code, 1);
      assert.match(module.stderr(), place);
    });
  }

  for (const major of [16, 20, 24] as const) {
    it(`has file and line of a syntax error of an ES module, with the preload of Node ${major}`, async () => {
      const module = startContainer({ folder: newFolder(), node: nodeBinary(major) });
      module.go(path.join(folder, 'importsSyntax.mjs'), { preload: true });
      assert.equal((await module.exited).code, 1);
      assert.match(module.stderr(), /^file:.*syntax\.mjs:2\nconst b = \(;\n/);
      const issue = await module.packet('process:exception');
      assert.equal(issue.message, "Unexpected token ';'");
    });

    it(`is left to a module that listens to uncaught exceptions, with the preload of Node ${major}`, async () => {
      const listens = "process.on('uncaughtException', (error) => console.log('mine:', error.message));";
      const entry = path.join(
        writeFiles(newFolder(), {
          'index.mjs': `${listens}\nawait import('./bad.mjs').catch((error) => setTimeout(() => { throw error; }));`,
          'bad.mjs': 'const b = (;',
        }),
        'index.mjs',
      );
      const module = startContainer({ folder: newFolder(), node: nodeBinary(major) });
      module.go(entry, { preload: true });
      await module.packet('process:exception');
      await eventually('it has heard of it', () => module.stdout().startsWith('mine: Unexpected token'));
      assert.equal(module.child.exitCode, null);
    });
  }
});

function withoutPids(stderr: string): string {
  return stderr.replace(BELOW_ENTRY, '').replace(/^\(node:\d+\)/gm, '(node)');
}
