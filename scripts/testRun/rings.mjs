import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureVscodeHost, isSupported } from '../../test/vscode-host/setup.mjs';
import { ensureChromium } from '../setup/chromium.mjs';
import { ensurePackages } from '../setup/packages.mjs';

/**
 * A ring of tests; one that is `onRequest` runs only when it is named. `checks` pass or fail as a whole, each a command
 * of its own; `tests` is one command whose tests are counted by test/support/ringReporter.cjs. What runs in one `lane`
 * runs one after another, beside those of the other lanes: neither leaves a core much to do.
 * @typedef {{
 *   name: string,
 *   setUp?: (root: string) => void | Promise<void>,
 *   needsBuild?: boolean,
 *   onRequest?: boolean,
 *   lane?: string,
 *   unsupported?: string,
 *   checks?: Record<string, string[]>,
 *   tests?: string[],
 * }} Ring
 */

const bin = (...parts) => path.join('node_modules', ...parts);

/** All mocha rings run the same way: nothing is focused, nothing is skipped. */
const mocha = (specs, timeoutMs) => [
  '--import=tsx',
  bin('mocha', 'bin', 'mocha.js'),
  '--forbid-only',
  '--forbid-pending',
  `--timeout=${timeoutMs}`,
  '--reporter=test/support/ringReporter.cjs',
  ...(process.stdout.isTTY ? [] : ['--no-color']),
  specs,
];

function ensureModules(root) {
  const folders = ['', 'server-monit', 'published', 'nodes', 'pm2'];
  for (const folder of folders) ensurePackages(path.join(root, 'test', 'modules', folder));
}

/** The published modules, each with its dependencies as npm resolves them. */
function ensurePublishedModules(root) {
  ensureModules(root);
  const folder = path.join(root, 'test', 'parity', 'modules');
  for (const name of readdirSync(folder)) ensurePackages(path.join(folder, name));
}

function ensureVscode(root) {
  ensureModules(root);
  if (!isSupported) return; // a desktop VS Code is downloaded by the ring itself
  ensureVscodeHost();
  ensureChromium();
}

/** In the order in which they run: what ends soonest comes first. @type {Ring[]} */
export const rings = [
  { name: 'types', checks: { tsc: [bin('typescript', 'bin', 'tsc'), '-p', 'tsconfig.json'] } },
  {
    name: 'lint',
    checks: {
      eslint: [bin('eslint', 'bin', 'eslint.js'), '.', '--max-warnings=0'],
      layers: [
        bin('dependency-cruiser', 'bin', 'dependency-cruise.mjs'),
        '--config=.dependency-cruiser.cjs',
        ...['src', 'media'].filter((folder) => existsSync(folder)),
      ],
      format: [bin('prettier', 'bin', 'prettier.cjs'), '--check', '--log-level=warn', '.'],
    },
  },
  { name: 'build', checks: { esbuild: ['esbuild.mjs'] } },
  { name: 'unit', tests: mocha('test/unit/**/*.test.ts', 5_000) },
  {
    name: 'process',
    lane: 'modules',
    setUp: ensureModules,
    needsBuild: true,
    tests: mocha('test/process/**/*.test.ts', 60_000),
  },
  // Two minutes where CI is set, half a minute elsewhere.
  { name: 'soak', lane: 'modules', needsBuild: true, tests: mocha('test/soak/**/*.test.ts', 300_000) },
  {
    name: 'vscode',
    lane: 'editor',
    setUp: ensureVscode,
    needsBuild: true,
    checks: { bundle: ['test/vscode/bundle.mjs'] },
    tests: ['--import=tsx', 'test/vscode/run.ts'],
  },
  {
    name: 'e2e',
    lane: 'editor',
    setUp: ensureVscode,
    needsBuild: true,
    unsupported: isSupported ? undefined : 'the VS Code server from npm runs on Linux x64 only',
    tests: mocha('test/e2e/**/*.test.ts', 180_000),
  },
  {
    name: 'parity',
    onRequest: true, // it installs three hundred megabytes of other people's packages
    setUp: ensurePublishedModules,
    needsBuild: true,
    tests: mocha('test/parity/**/*.test.ts', 120_000),
  },
];
