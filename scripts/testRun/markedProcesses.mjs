import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** How long processes that are about to end may take for it, in milliseconds. */
const GRACE_MS = 10_000;
const PAUSE_MS = 100;

/**
 * Waits for all processes that were started with this `NAME=value` in their environment to end, kills those that do
 * not, and returns their command lines. Linux only; elsewhere it finds nothing.
 * @param {string} mark
 * @param {number} [graceMs]
 * @returns {Promise<string[]>}
 */
export async function endMarkedProcesses(mark, graceMs = GRACE_MS) {
  const end = Date.now() + graceMs;
  let found = findMarked(mark);
  while (found.length > 0 && Date.now() < end) {
    await delay(PAUSE_MS);
    found = findMarked(mark);
  }
  for (const { pid } of found) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }
  return found.map(({ pid, command }) => `${pid} ${command}`);
}

/**
 * The processes that were started with this `NAME=value` in their environment.
 * @param {string} mark
 * @returns {{ pid: number, command: string }[]}
 */
export function findMarked(mark) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').flatMap((pid) => {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) return [];
    const environment = read(`/proc/${pid}/environ`);
    if (!environment.split('\0').includes(mark)) return [];
    return [{ pid: Number(pid), command: read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ').trim() }];
  });
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // gone, or another user's
  }
}
