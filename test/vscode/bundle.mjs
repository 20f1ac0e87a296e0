// Bundles each spec of test/vscode, and the module that runs them, into dist/test/vscode.
import { readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const outdir = path.join(here, '..', '..', 'dist', 'test', 'vscode');

const specs = readdirSync(here, { recursive: true }).filter((file) => file.endsWith('.test.ts'));
rmSync(outdir, { recursive: true, force: true });
await build({
  entryPoints: ['index.ts', ...specs].map((file) => path.join(here, file)),
  outbase: here,
  outdir,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  external: ['vscode', 'mocha'],
  sourcemap: true,
  logLevel: 'warning',
});
