/** How a process is brought back after an unplanned exit. Times in milliseconds. Names and defaults are PM2's. */
export interface RestartOptions {
  readonly autorestart: boolean;
  readonly stopExitCodes: readonly number[];
  readonly minUptimeMs: number;
  readonly maxRestarts: number;
  /** The manifest says `max_restarts` itself: then it counts, not the shorter rule for development. */
  readonly isMaxRestartsDeclared: boolean;
  readonly restartDelayMs?: number;
  readonly expBackoffRestartDelayMs?: number;
  /** A module under development gives up sooner: the next save starts it again. */
  readonly isDevelopment: boolean;
}

/** An exit that nobody asked for. */
export interface UnplannedExit {
  /** In milliseconds, by the clock that {@link RestartPolicy.begin} was told. */
  readonly at: number;
  /** How long its own code ran. PM2 counts from the spawn, with what Node takes to boot. */
  readonly uptimeMs: number;
  readonly code: number | undefined;
  /** Equal for deaths of the same cause. */
  readonly fingerprint: string;
}

export type RestartDecision =
  | { readonly kind: 'restart'; readonly delayMs: number; readonly isDelayed: boolean; readonly policy: RestartPolicy }
  | { readonly kind: 'errored'; readonly deaths: number; readonly policy: RestartPolicy }
  | { readonly kind: 'stopped'; readonly policy: RestartPolicy };

/** In development this many equal deaths, each sooner than `min_uptime`, are enough. */
const DEVELOPMENT_QUICK_DEATHS = 3;
/** PM2's growth and cap of `exp_backoff_restart_delay`; after this uptime it begins anew. */
const BACKOFF_FACTOR = 1.5;
const BACKOFF_CAP_MS = 15_000;
const BACKOFF_RESET_UPTIME_MS = 30_000;

interface Counters {
  /** When the counting began: the first start, or the last one that a person or a save asked for. */
  readonly since: number;
  readonly unstable: number;
  readonly quickInRow: number;
  readonly fingerprint?: string;
  readonly backoffMs: number;
}

/** Decides, exit by exit, whether and when a process starts again. Immutable: each decision carries the next policy. */
export class RestartPolicy {
  private constructor(
    private readonly options: RestartOptions,
    private readonly counters: Counters,
  ) {}

  /** A fresh count, as after a start that was asked for. `at` in milliseconds, by the same clock as later ends. */
  static begin(options: RestartOptions, at: number): RestartPolicy {
    return new RestartPolicy(options, { since: at, unstable: 0, quickInRow: 0, backoffMs: 0 });
  }

  /** Exits sooner than `min_uptime` since the count began: PM2's `unstable_restarts`. */
  get unstableRestarts(): number {
    return this.counters.unstable;
  }

  next(exit: UnplannedExit): RestartDecision {
    const { options } = this;
    if (!options.autorestart || (exit.code !== undefined && options.stopExitCodes.includes(exit.code))) {
      return { kind: 'stopped', policy: RestartPolicy.begin(options, exit.at) };
    }
    const counters = this.count(exit);
    if (this.hasEnough(counters)) {
      const deaths = Math.max(counters.unstable, counters.quickInRow);
      return { kind: 'errored', deaths, policy: RestartPolicy.begin(options, exit.at) };
    }
    return {
      kind: 'restart',
      delayMs: counters.backoffMs || (options.restartDelayMs ?? 0),
      isDelayed: counters.backoffMs > 0 || options.restartDelayMs !== undefined,
      policy: new RestartPolicy(options, counters),
    };
  }

  private count(exit: UnplannedExit): Counters {
    const { minUptimeMs, maxRestarts, expBackoffRestartDelayMs } = this.options;
    const before = this.counters;
    const isQuick = exit.uptimeMs < minUptimeMs;
    const isEqual = before.fingerprint === undefined || before.fingerprint === exit.fingerprint;
    const isUnstable = isQuick && exit.at - before.since < minUptimeMs * maxRestarts;
    const previousMs = exit.uptimeMs > BACKOFF_RESET_UPTIME_MS ? 0 : before.backoffMs;
    const backoffMs = !expBackoffRestartDelayMs
      ? 0
      : previousMs === 0
        ? expBackoffRestartDelayMs
        : Math.min(BACKOFF_CAP_MS, Math.floor(previousMs * BACKOFF_FACTOR));
    return {
      since: before.since,
      unstable: before.unstable + (isUnstable ? 1 : 0),
      quickInRow: !isQuick ? 0 : isEqual ? before.quickInRow + 1 : 1,
      fingerprint: exit.fingerprint,
      backoffMs,
    };
  }

  private hasEnough(counters: Counters): boolean {
    const { isDevelopment, isMaxRestartsDeclared, maxRestarts, restartDelayMs, expBackoffRestartDelayMs } =
      this.options;
    const isPaced = restartDelayMs !== undefined || expBackoffRestartDelayMs !== undefined;
    if (isDevelopment && !isMaxRestartsDeclared && !isPaced) return counters.quickInRow >= DEVELOPMENT_QUICK_DEATHS;
    return counters.unstable >= maxRestarts;
  }
}
