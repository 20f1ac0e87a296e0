// npm test: sets up what is missing, runs the rings that are named (default: all but those on request), and sums them up.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNode } from './setup/node.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { rings } from './testRun/rings.mjs';
import { runLanes } from './testRun/runLanes.mjs';
import { runRing } from './testRun/runRing.mjs';
import { printSummary } from './testRun/summary.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Resolves with what became of each ring. */
async function runRings(names) {
  await ensureNode(root);
  ensurePackages(root);
  const folder = makeRunFolder();
  let built;
  const run = { root, folder, build: () => (built ??= runRing(ringOf('build'), run)) };
  return runLanes(names.map(ringOf), run);
}

function ringOf(name) {
  const ring = rings.find((candidate) => candidate.name === name);
  if (!ring) throw new Error(`There is no ring "${name}". There are: ${rings.map((each) => each.name).join(', ')}.`);
  return ring;
}

/** Everything that this run writes outside the project; removed when it ends, by whatever signal. */
function makeRunFolder() {
  const parent = process.platform === 'darwin' ? '/tmp' : tmpdir(); // macOS' own is too long for unix sockets
  const folder = mkdtempSync(path.join(parent, 'pm2m-run-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
  return folder;
}

const names = process.argv.slice(2);
let results;
try {
  names.forEach(ringOf);
  results = await runRings(names.length > 0 ? names : rings.filter((ring) => !ring.onRequest).map(({ name }) => name));
} catch (error) {
  results = [{ name: 'set-up', passed: 0, failures: [{ title: 'test run', message: error.message }], seconds: 0 }];
}
process.exit(printSummary(results) > 0 ? 1 : 0);
