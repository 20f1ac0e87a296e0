import assert from 'node:assert/strict';
import path from 'node:path';
import { tryModules } from './support';

const CODE = "const pmx = require('pmx');\nimport again from 'pmx';\n";

describe('types for pmx in a module', () => {
  const tryModule = tryModules();
  const projects: Record<string, readonly [before: string, after: string | undefined]> = {
    'that includes everything': ['{ "compilerOptions": {} }', undefined],
    'that includes all folders': ['{ "include": ["**/*"] }', undefined],
    'that includes the folder': ['{ "include": ["src", "./types/**/*.ts"] }', undefined],
    'that includes another folder': [
      '{\n  // ours\n  "include": ["src"]\n}\n',
      '{\n  // ours\n  "include": ["src", "types/pmx.d.ts"]\n}\n',
    ],
    'that names its files': ['{ "files": ["a.ts"] }', '{ "files": ["a.ts", "types/pmx.d.ts"] }'],
    'that is half typed': ['{ "include": [', undefined],
  };
  for (const [name, [before, after]] of Object.entries(projects)) {
    it(`are seen by a project ${name}`, async () => {
      const module = tryModule({ 'index.js': CODE, 'tsconfig.json': before });
      const plan = await module.planTypes();
      assert.equal(plan?.file, path.join(module.folder, 'types', 'pmx.d.ts'));
      const squeeze = (text: string | undefined): string | undefined =>
        text?.replace(/\s+/g, ' ').replace(/\[ /g, '[').replace(/ \]/g, ']');
      assert.equal(squeeze(plan.projects[0]?.text), squeeze(after));
    });
  }

  it('make a project where there is none', async () => {
    const module = tryModule({ 'index.js': CODE });
    const [project, ...others] = (await module.planTypes())?.projects ?? [];
    assert.equal(project?.file, path.join(module.folder, 'jsconfig.json'));
    assert.deepEqual(others, []);
    assert.deepEqual(Object.keys(JSON.parse(project.text) as object), ['compilerOptions', 'exclude']);
  });

  it('are offered where pmx is imported, until they are there', async () => {
    const places = async (files: Record<string, string>): Promise<number[] | undefined> => {
      const uses = await tryModule({ 'index.js': CODE, ...files }).uses();
      return uses?.untyped.map(({ range }) => range.start.line);
    };
    assert.deepEqual(await places({}), [0, 1]);
    assert.deepEqual(await places({ 'types/pmx.d.ts': '' }), []);
    assert.deepEqual(await places({ 'node_modules/@types/pmx/package.json': '{}' }), []);
  });

  it('are no matter of a module that does not use it', async () => {
    const manifest = '{ "name": "m", "dependencies": { "tx2": "1" } }';
    const module = tryModule({ 'package.json': manifest, 'index.js': "require('tx2')" });
    assert.deepEqual(await module.planTypes(), { isAsked: false, projects: [] });
  });
});
