import { delay, type Clock } from '../../base/clock';
import type { StartReason } from '../../shared/module';
import type { ExpectedLife } from '../../shared/reaper';
import { launch, type Exit, type LaunchPlan, type RunningProcess } from './launch';
import type { RestartOptions } from './restartPolicy';
import type { StopOptions } from './stop';

/** Log files that are open for one spawn: the child gets the descriptors, then ours are closed. */
export interface OpenLogs {
  readonly out: number;
  readonly error: number;
  /** They are still the files that a life would write to; also to be asked after {@link close}. */
  isCurrent(): boolean;
  close(): void;
}

/** All that one generation of a process needs to know, read afresh before each start. */
export interface LifePlan {
  readonly launch: Omit<LaunchPlan, 'out' | 'error'>;
  /** By what the reaper knows it. */
  readonly identity: ExpectedLife;
  /** Opens the log files that this life writes to. */
  readonly openLogs: () => OpenLogs;
  readonly restart: RestartOptions;
  readonly stop: StopOptions;
  /** Wait for the IPC message `ready`, at most so long (PM2's `wait_ready` and `listen_timeout`, milliseconds). */
  readonly readyTimeoutMs?: number;
}

/** Who asked for a generation, when, and why. */
export interface StartRequest {
  readonly reason: StartReason;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** One generation of a process. */
export interface Life {
  readonly generation: number;
  readonly running: RunningProcess;
  readonly plan: LifePlan;
  readonly request: StartRequest;
  /** By the clock that is never set, in milliseconds. */
  readonly startedAt: number;
  /** How long it runs its own code, in milliseconds; 0 until it does. */
  readonly uptimeMs: () => number;
  /** Resolves when it counts as online, or has ended before. */
  readonly online: Promise<void>;
}

/** Starts a new process for a life, with its log files as stdout and stderr. */
export async function launchCold(plan: LifePlan, register: (pid: number) => void): Promise<RunningProcess> {
  const logs = plan.openLogs();
  try {
    return await launch({ ...plan.launch, out: logs.out, error: logs.error }, register);
  } finally {
    logs.close();
  }
}

/**
 * Measures {@link Life.uptimeMs}. To boot a process takes long on a busy machine, and tells nothing of the module: one that
 * crashes at once is a quick death there, too.
 */
export function uptimeOf(running: RunningProcess, clock: Clock): () => number {
  const startedAt = clock.elapsed();
  let since: number | undefined;
  void running.entered.then((at) => {
    if (at === undefined) return;
    const now = clock.elapsed();
    // It was told a while ago when we are busy; by a clock that may have been set since.
    since = Math.min(now, Math.max(startedAt, now - (clock.now() - at)));
  });
  return () => (since === undefined ? 0 : clock.elapsed() - since);
}

/** Resolves when the module says `ready`, or when it has had its time; at once where it need not say it. */
export async function becomesOnline(running: RunningProcess, plan: LifePlan, clock: Clock): Promise<void> {
  if (plan.readyTimeoutMs === undefined) {
    await running.entered;
    return;
  }
  const settled = new AbortController();
  const ready = new Promise<void>((resolve) => {
    const subscription = running.onDidReceive((message) => {
      if (message.raw === 'ready') resolve();
    });
    settled.signal.addEventListener('abort', () => subscription.dispose());
  });
  const timedOut = delay(clock, plan.readyTimeoutMs, settled.signal).catch(() => undefined);
  await Promise.race([ready, timedOut, running.exited]);
  settled.abort();
}

/** Two saves that one restart answers. */
export function mergeReasons(earlier: StartReason, later: StartReason): StartReason {
  if (earlier.kind !== 'saved' || later.kind !== 'saved') return later;
  return { kind: 'saved', paths: [...new Set([...earlier.paths, ...later.paths])] };
}

/** An exit in words: `exit code 1`, `SIGKILL`. */
export function describeExit({ code, signal }: Exit): string {
  return signal ?? `exit code ${code ?? 0}`;
}

/** An end that the manifest allows for: of a module that is to run once, or with one of `stop_exit_codes`. */
export function isIntendedEnd({ code }: Exit, { stopExitCodes }: RestartOptions): boolean {
  return code === 0 || (code !== undefined && stopExitCodes.includes(code));
}
