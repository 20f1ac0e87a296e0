/**
 * One JSON object a line on the reaper's stdin. On end of file it kills what is registered.
 * The reaper is started as `reaper.js <ledger file> <pid of the host>`, and as `reaper.js --sweep <folder of ledgers>`
 * to end what hosts left behind that died together with their reaper.
 */
export type ToReaper =
  /** A life is about to be spawned: from now on it can be found by its `unique_id`. */
  | { readonly type: 'expect'; readonly life: ExpectedLife }
  /** A process exists. An empty `startTime` is read by the reaper. */
  | { readonly type: 'add'; readonly process: ReaperProcess }
  /** The process has ended. What it has left behind, if it did, is the reaper's to find. */
  | { readonly type: 'remove'; readonly pid: number };

/** A process of its own birth: a pid alone is used again. */
export interface BornProcess {
  readonly pid: number;
  /** What {@link pid} was born with (clock ticks since boot, or a date string): a reused pid has another one. Empty: unknown. */
  readonly startTime: string;
}

export interface ExpectedLife {
  /** Value of the environment variable `unique_id` of the life, by which strayed descendants are recognised on Linux. */
  readonly uniqueId: string;
  /** `$PM2_HOME`: the daemon whose pid stands in `pm2.pid` there is not ours to kill. */
  readonly home: string;
}

export interface ReaperProcess extends BornProcess, ExpectedLife {
  /** It leads a process group of its own. */
  readonly ownsGroup: boolean;
}

/** The reaper's ledger file: what to kill when host and reaper both died. */
export interface Ledger {
  readonly host: BornProcess;
  readonly reaper: BornProcess;
  readonly processes: readonly ReaperProcess[];
}
