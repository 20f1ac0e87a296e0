// Bundles: the extension (small, loaded at activation), and what it loads later, each a file of its own.
import { existsSync } from 'node:fs';
import { build, context } from 'esbuild';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** The Node of the oldest VS Code in "engines", and of the machines that the tests run on. */
const hostTarget = 'node20';
/** DECISIONS: a module's Node may be as old as 14. */
const moduleTarget = 'node14';

const bundles = [
  { entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', target: hostTarget, external: ['vscode'] },
  {
    entryPoints: ['src/core/main.ts'],
    outfile: 'dist/core.js',
    target: hostTarget,
    external: ['./parser.js'],
  },
  { entryPoints: ['src/core/watch/parser.ts'], outfile: 'dist/parser.js', target: hostTarget },
  { entryPoints: ['src/reaper/main.ts'], outfile: 'dist/reaper.js', target: hostTarget },
  { entryPoints: ['src/container/main.ts'], outfile: 'dist/container.js', target: moduleTarget },
];

for (const bundle of bundles.filter(({ entryPoints }) => entryPoints.every((file) => existsSync(file)))) {
  const options = {
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: production,
    sourcemap: !production,
    logLevel: 'warning',
    ...bundle,
  };
  if (watch) await (await context(options)).watch();
  else await build(options);
}
