import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { ensurePackages } from './packages.mjs';

/** The lowest minor version of each major that the build and lint tools accept; majors above the last are fine. */
const FIT = { 20: 19, 22: 13 };
const FIRST_FIT_MAJOR = 24;

/**
 * Resolves when this process runs on a Node that the tools accept. On an older one the same script is run once more on
 * a Node from npm, and this process ends with its exit code.
 * @param {string} root folder of the project
 */
export async function ensureNode(root) {
  if (isFit(process.versions.node)) return;
  console.log(`Node ${process.versions.node} is too old for the tools: taking one from npm`);
  const nodes = path.join(root, 'test', 'modules', 'nodes');
  ensurePackages(nodes);
  const bin = path.join(nodes, 'node_modules', 'node24', 'bin');
  if (!existsSync(path.join(bin, 'node'))) {
    throw new Error('npm has no Node for this platform. Install Node 20.19, 22.13, 24 or newer, and try again.');
  }
  process.exit(await runAgain(bin));
}

function isFit(version) {
  const [major, minor] = version.split('.').map(Number);
  return major >= FIRST_FIT_MAJOR || minor >= (FIT[major] ?? Infinity);
}

function runAgain(bin) {
  const child = spawn(path.join(bin, 'node'), process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, PATH: bin + path.delimiter + process.env.PATH },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 1));
  });
}
