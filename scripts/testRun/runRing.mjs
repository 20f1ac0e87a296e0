import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { endMarkedProcesses } from './markedProcesses.mjs';

/** How long a ring may take before it counts as hanging, in milliseconds. */
const RING_TIMEOUT_MS = 20 * 60_000;
/** How long it may go on after its last test: what is still open then, a test has left open. In milliseconds. */
const EXIT_TIMEOUT_MS = 20_000;
/** How much of a failed check's output the summary repeats. */
const REPEATED_LINES = 20;
const CHECK_OUTPUT_BYTES = 64 * 1024 * 1024;
/** Pause between two looks whether the result is there, in milliseconds. */
const WATCH_MS = 250;

/**
 * `folder` is for everything that the rings write. `build` makes the bundles, once. `output` is the descriptor of the
 * file that gets what there is to read; by default it is this process' output. The times are in milliseconds:
 * `exitMs` what a ring may take to end after its last test, `leftoverMs` the processes that it started to end after it.
 * @typedef {{
 *   root: string, folder: string, build: () => Promise<RingResult>,
 *   output?: number, exitMs?: number, leftoverMs?: number,
 * }} RunOptions
 */

/**
 * What became of one ring.
 * @typedef {{ name: string, passed: number, failures: { title: string, message: string }[], seconds: number, note?: string }} RingResult
 */

/**
 * Runs one ring in a temporary folder of its own; never throws.
 * @param {import('./rings.mjs').Ring} ring
 * @param {RunOptions} run
 * @returns {Promise<RingResult>}
 */
export async function runRing(ring, run) {
  const startedAt = Date.now();
  const result = { name: ring.name, passed: 0, failures: [], seconds: 0 };
  if (ring.unsupported) return { ...result, note: `not run: ${ring.unsupported}` };
  say(run, `\n━━ ${ring.name} ${'━'.repeat(60 - ring.name.length)}`);
  const fail = (title, message) => result.failures.push({ title, message });
  try {
    await ring.setUp?.(run.root);
    const isBuilt = !ring.needsBuild || (await run.build()).failures.length === 0;
    if (isBuilt) await runCommands(ring, run, result, fail);
    else fail('build', 'The bundles that these tests run cannot be built.');
  } catch (error) {
    fail('set-up', error instanceof Error ? error.message : String(error));
  }
  return { ...result, seconds: (Date.now() - startedAt) / 1000 };
}

function say({ output }, text) {
  if (output === undefined) console.log(text);
  else writeSync(output, `${text}\n`);
}

async function runCommands(ring, run, result, fail) {
  for (const [name, command] of Object.entries(ring.checks ?? {})) {
    const problem = await runCheck(command, run);
    if (problem === undefined) result.passed += 1;
    else fail(name, problem);
  }
  if (!ring.tests) return;
  const temp = path.join(run.folder, ring.name);
  mkdirSync(temp);
  const resultFile = path.join(run.folder, `${ring.name}.json`);
  const mark = `${path.basename(run.folder)}-${ring.name}`;
  const env = {
    PM2_HOME: path.join(temp, 'pm2'),
    PM2_MODULES_TEST_RESULT: resultFile,
    PM2_MODULES_TEST_RUN: mark,
    TMPDIR: temp,
    TEMP: temp, // Windows'
    TMP: temp,
  };
  const ended = await runTests(ring.tests, run, env);
  const counted = existsSync(resultFile) ? JSON.parse(readFileSync(resultFile, 'utf8')) : { passed: 0, failures: [] };
  result.passed += counted.passed;
  result.failures.push(...counted.failures);
  if (!existsSync(resultFile)) fail('tests', `They ended without a result: ${ended.how}.`);
  else if (counted.passed + counted.failures.length === 0) fail('tests', 'None ran.');
  else if (ended.code !== 0 && counted.failures.length === 0) fail('tests', ended.how);
  await checkLeftovers(mark, temp, run.leftoverMs, fail);
}

/** A test leaves nothing behind: no process, and none of the temporary folders that our code and tests make. */
async function checkLeftovers(mark, temp, leftoverMs, fail) {
  const commands = await endMarkedProcesses(`PM2_MODULES_TEST_RUN=${mark}`, leftoverMs);
  if (commands.length > 0) fail('processes left behind', commands.join('\n'));
  const left = readdirSync(temp).filter((name) => name.startsWith('pm2m-'));
  if (left.length > 0) fail('temporary folders left behind', left.join('\n'));
  rmSync(temp, { recursive: true, force: true, maxRetries: 10 });
}

/**
 * Runs `node` with these arguments; resolves with what is wrong, or undefined when nothing is.
 * @returns {Promise<string | undefined>}
 */
function runCheck(args, run) {
  return new Promise((resolve) => {
    const options = { cwd: run.root, timeout: RING_TIMEOUT_MS, maxBuffer: CHECK_OUTPUT_BYTES };
    const child = execFile(process.execPath, args, options, (error, stdout, stderr) => {
      const output = `${stdout}${stderr}`.trim();
      if (output) say(run, output);
      const repeated = output.split('\n').slice(0, REPEATED_LINES).join('\n');
      resolve(error ? `exit code ${error.code ?? error.signal}\n${repeated}`.trim() : undefined);
    });
    child.stdin?.end();
  });
}

/**
 * Runs `node` with these arguments, killed when it hangs, also when it goes on after it has left its result.
 * @returns {Promise<{ code: number | null, how: string }>}
 */
function runTests(args, { root, output = 'inherit', exitMs = EXIT_TIMEOUT_MS }, env) {
  const resultFile = env.PM2_MODULES_TEST_RESULT;
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
    });
    const endChild = () => child.kill('SIGTERM');
    process.once('exit', endChild);
    let killed;
    const kill = (why) => {
      killed = why;
      child.kill('SIGKILL');
    };
    const total = setTimeout(() => kill(`no end after ${RING_TIMEOUT_MS / 60_000} minutes`), RING_TIMEOUT_MS);
    let resultSeenAt;
    const exitWatch = setInterval(() => {
      if (!resultFile || !existsSync(resultFile)) return;
      resultSeenAt ??= Date.now();
      if (Date.now() - resultSeenAt > exitMs) kill('something that a test left open keeps the process alive');
    }, WATCH_MS);
    const end = (code, how) => {
      clearTimeout(total);
      clearInterval(exitWatch);
      process.removeListener('exit', endChild);
      resolve({ code, how: killed ?? how });
    };
    child.once('error', (error) => end(null, error.message));
    child.once('exit', (code, signal) => end(code, code === null ? `ended by ${signal}` : `exit code ${code}`));
  });
}
