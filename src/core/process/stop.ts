import path from 'node:path';
import { delay, type Clock } from '../../base/clock';
import { mark } from '../../base/mark';
import { readPid } from '../../base/readPid';
import { LastMoments } from './lastMoments';
import type { RunningProcess } from './launch';
import { descendantsOf, hasSignals, isAlive, killTree, signal, type ProcessInfo } from './platform';

/** How a process is asked to end. Names and defaults are PM2's. */
export interface StopOptions {
  /** From the request to SIGKILL, in milliseconds. */
  readonly killTimeoutMs: number;
  /** Send the IPC message `shutdown` instead of a signal. */
  readonly shutdownWithMessage: boolean;
  /** `PM2_KILL_SIGNAL` of the process's environment, else SIGINT. */
  readonly signal: NodeJS.Signals;
  /** Signal the descendants too. */
  readonly treekill: boolean;
  /** `$PM2_HOME`: the daemon that a module may have started there is not the module's to end. */
  readonly home: string;
}

/** How often the end of descendants, which no event tells, is looked for. */
const POLL_MS = 10;
/** How long a killed process may take to disappear before we stop looking. */
const GONE_TIMEOUT_MS = 2_000;

/** How long a process may take to end. */
export interface StopPatience {
  readonly clock: Clock;
  /** Aborted when its time to end by itself is over. */
  readonly mustKill: AbortSignal;
  /** The next process may begin while the kernel still frees what this one had, should nothing of that be needed. */
  readonly mayOverlap?: boolean;
  /** It was asked, and the rest is waiting. */
  readonly onAsked?: () => void;
}

/** What has come of a {@link stopTree}. */
export interface Stopped {
  /** Resolves when nothing of it is left; absent when that is so already. */
  readonly gone?: Promise<void>;
}

/**
 * Ends a process and all that it started: asks, waits, kills. Resolves when nothing of it is left, so ports and files
 * are free; or, where the two may overlap, when it runs no code any more and has no port or file.
 */
export async function stopTree(
  running: RunningProcess,
  options: StopOptions,
  { clock, mustKill, mayOverlap, onAsked }: StopPatience,
): Promise<Stopped> {
  const descendants = await ownDescendants(running.pid, options.home);
  const moments = mayOverlap && descendants.length === 0 ? LastMoments.of(running) : undefined;
  ask(running, descendants, options);
  mark('asked');
  onAsked?.();
  const wait = { isOver: false };
  const ended = allGone(running, descendants, clock, wait);
  const over = Promise.race([ended, aborted(mustKill)]);
  if (moments && (await comeBefore(over, moments, clock))) {
    endLeftovers(running);
    return { gone: endedWithin(GONE_TIMEOUT_MS, ended, clock) };
  }
  await over;
  if (mustKill.aborted) {
    await killTree(running, [...descendants, ...(await ownDescendants(running.pid, options.home))]);
    await endedWithin(GONE_TIMEOUT_MS, ended, clock);
  } else endLeftovers(running);
  wait.isOver = true;
  return {};
}

async function comeBefore(over: Promise<void>, moments: LastMoments, clock: Clock): Promise<boolean> {
  return moments.haveCome() || Promise.race([over.then(() => false), moments.come(clock)]);
}

async function endedWithin(timeoutMs: number, ended: Promise<void>, clock: Clock): Promise<void> {
  const done = new AbortController();
  await Promise.race([ended, delay(clock, timeoutMs, done.signal).catch(() => undefined)]);
  done.abort();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** What is left in the group of a process that has ended by itself would hold its ports. */
export function endLeftovers(running: RunningProcess): void {
  if (hasSignals) signal(running.pid, 'SIGKILL', 'group');
}

function ask(running: RunningProcess, descendants: readonly ProcessInfo[], options: StopOptions): void {
  if (options.shutdownWithMessage) {
    try {
      running.send('shutdown');
      return;
    } catch {
      // It has closed its channel: then only a signal reaches it.
    }
  }
  if (!hasSignals) {
    running.askToStop();
    return;
  }
  if (options.treekill) for (const info of [...descendants].reverse()) signal(info.pid, options.signal);
  signal(running.pid, options.signal);
}

/** The descendants that are the module's: a PM2 daemon that it started, and what runs in that, is not. */
async function ownDescendants(pid: number, home: string): Promise<ProcessInfo[]> {
  const all = await descendantsOf(pid);
  if (all.length === 0) return all;
  const daemon = readPid(path.join(home, 'pm2.pid'));
  if (daemon === undefined || !all.some((info) => info.pid === daemon)) return all;
  const foreign = new Set([daemon, ...(await descendantsOf(daemon)).map((info) => info.pid)]);
  return all.filter((info) => !foreign.has(info.pid));
}

async function allGone(
  running: RunningProcess,
  descendants: readonly ProcessInfo[],
  clock: Clock,
  wait: { readonly isOver: boolean },
): Promise<void> {
  await running.exited;
  for (const info of descendants) {
    while (!wait.isOver && (await isAlive(info))) await delay(clock, POLL_MS);
  }
}
