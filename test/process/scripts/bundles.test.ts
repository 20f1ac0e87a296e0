import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildSync, type BuildOptions } from 'esbuild';
import { projectRoot } from '../../support/projectRoot';

/** What the editor may load at activation, in bytes. */
const MAX_ACTIVATION_BYTES = 125_000;
/** What may be in it that is not of the editor's side: each loads in less than a millisecond. */
const LIGHT_PACKAGES = ['birpc', 'strip-ansi', 'ansi-regex'];

/** As esbuild.mjs makes the bundle of the extension for people. */
const extension: BuildOptions = {
  entryPoints: ['src/extension.ts'],
  ...{ bundle: true, platform: 'node', format: 'cjs', target: 'node20' },
  external: ['vscode', './language.js'],
  mainFields: ['module', 'main'],
};

describe('what the editor loads at activation', () => {
  const { outputFiles, metafile } = buildSync({
    ...extension,
    ...{ absWorkingDir: projectRoot, minify: true, write: false, metafile: true },
  });

  it('is small', () => {
    const bytes = outputFiles[0]?.contents.length ?? 0;
    assert.ok(bytes > 0 && bytes <= MAX_ACTIVATION_BYTES, `${bytes} bytes`);
  });

  it('holds no library that is heavy, and nothing that starts a process', () => {
    const packages = Object.keys(metafile.inputs).flatMap((file) => /node_modules\/([^/]+)/.exec(file)?.[1] ?? []);
    assert.deepEqual([...new Set(packages)].sort(), LIGHT_PACKAGES.toSorted());
    const builtins = Object.values(metafile.outputs).flatMap(({ imports }) => imports.map((one) => one.path));
    assert.ok(!builtins.some((name) => /child_process|cluster/.test(name)), builtins.join());
  });

  it('is not what is for code and package.json: that comes with the first such document', () => {
    const language = Object.keys(metafile.inputs).filter((file) => file.startsWith('src/vscode/language/'));
    assert.deepEqual(language.sort(), [
      'src/vscode/language/loadLanguage.ts',
      'src/vscode/language/source/moduleScope.ts',
    ]);
  });

  it('happens in a workspace that holds a package.json, or when somebody asks for a view or command', () => {
    const manifest = JSON.parse(readFileSync(path.join(projectRoot, 'package.json'), 'utf8')) as {
      activationEvents: string[];
    };
    assert.deepEqual(
      manifest.activationEvents.filter((event) => event === '*' || event === 'onStartupFinished'),
      [],
    );
  });
});
