// npm run bench: sets up what is missing, builds what ships, and measures it against other tools.
// [names of parts] [--rounds N] [--quick] [--write FILE]
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNode } from './setup/node.mjs';
import { ensurePackages } from './setup/packages.mjs';
import { endMarkedProcesses } from './testRun/markedProcesses.mjs';
import { rings } from './testRun/rings.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
/** What npm, and some machines, add to the environment: each `node` reads it at its start, some for 60 ms. */
const SLOWS_NODE = /^(npm_|NODE_EXTRA_CA_CERTS$|NODE_OPTIONS$)/i;
/** How long processes may take to end after the measurements, in milliseconds. */
const GRACE_MS = 2_000;

await ensureNode(root);
ensurePackages(root);
ensurePackages(path.join(root, 'test', 'bench'));
const [firstPart = '-'] = process.argv.slice(2);
const partsInVscode = ['hostSaves', 'hostLogs', 'floods'];
if (firstPart.startsWith('-') || partsInVscode.some((part) => process.argv.includes(part))) {
  await rings.find(({ name }) => name === 'vscode')?.setUp?.(root);
}

const folder = realpathSync(mkdtempSync(path.join(process.platform === 'darwin' ? '/tmp' : tmpdir(), 'pm2m-bench-')));
const mark = path.basename(folder);
process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));

let exitCode = await runNode(['esbuild.mjs', '--production'], process.env);
if (exitCode === 0) {
  warnWhenBusy();
  exitCode = await runNode(['--import=tsx', 'test/bench/run.ts', ...process.argv.slice(2)], benchEnvironment());
  const left = await endMarkedProcesses(`PM2_MODULES_TEST_RUN=${mark}`, GRACE_MS);
  if (left.length > 0) {
    console.error(`These processes were left behind:\n${left.join('\n')}`);
    exitCode = 1;
  }
}
process.exit(exitCode);

function benchEnvironment() {
  const inherited = Object.entries(process.env).filter(([name]) => !SLOWS_NODE.test(name));
  return {
    ...Object.fromEntries(inherited),
    HOME: folder, // the tools read and write their own settings there
    PM2_HOME: path.join(folder, 'pm2'),
    PM2_MODULES_TEST_RUN: mark,
    TMPDIR: folder,
  };
}

function warnWhenBusy() {
  const [load] = loadavg();
  if (load > 1) console.error(`This machine is busy (load ${load.toFixed(1)}): the times will be too long.`);
}

/** Resolves with the exit code. Ends when this script is told to. */
async function runNode(args, env) {
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
