// Bundles: the extension (small, loaded at activation), and what it loads later, each a file of its own.
// `node esbuild.mjs [--production] [--watch] [names of bundles]`
import { build, context } from 'esbuild';
import { pm2ioPlugin } from './scripts/pm2ioPlugin.mjs';
import { writeThirdPartyNotices } from './scripts/thirdPartyNotices.mjs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

/** Runs in the editor: the Node of the oldest VS Code in "engines", and of the machines that the tests run on. */
const host = {
  ...{ target: 'node20', minify: production, sourcemap: !production },
  mainFields: ['module', 'main'], // jsonc-parser's `main` requires its other files in a way that cannot be bundled
};
/** Loads at every start of a module, into its process: small, and without a source map that Node would read there. */
const module = { target: 'node14', minify: true };

const bundles = [
  {
    ...{ ...host, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js' },
    external: ['vscode', './language.js'],
    supported: { 'dynamic-import': false }, // `require`, as everything else that the editor loads
  },
  { ...host, entryPoints: ['src/vscode/language/language.ts'], outfile: 'dist/language.js', external: ['vscode'] },
  { ...host, entryPoints: ['src/core/main.ts'], outfile: 'dist/core.js', external: ['./parser.js'] },
  { ...host, entryPoints: ['src/core/parser/parser.ts'], outfile: 'dist/parser.js' },
  { ...host, entryPoints: ['src/reaper/main.ts'], outfile: 'dist/reaper.js' },
  // Older Nodes cannot run a module, but they must be able to read the file that says so.
  { ...module, entryPoints: ['src/container/main.ts'], outfile: 'dist/container.js', target: 'node10' },
  { ...module, entryPoints: ['src/container/nothing.ts'], outfile: 'dist/nothing.js' },
  { ...module, entryPoints: ['src/container/pm2io/main.ts'], outfile: 'dist/pm2io.js', plugins: [pm2ioPlugin] },
];

const isWanted = ({ outfile }) => names.length === 0 || names.some((name) => outfile === `dist/${name}.js`);

const metafiles = [];
for (const bundle of bundles.filter(isWanted)) {
  const logLevel = watch ? 'info' : 'warning'; // the editor's build task waits for "[watch] build finished"
  const options = { bundle: true, platform: 'node', format: 'cjs', logLevel, metafile: true, ...bundle };
  if (watch) await (await context(options)).watch();
  else metafiles.push((await build(options)).metafile);
}
if (names.length === 0 && !watch) await writeThirdPartyNotices(metafiles, 'dist/THIRD-PARTY-NOTICES.md');
