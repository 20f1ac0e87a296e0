/** One JSON object a line on the reaper's stdin. On end of file it kills what is registered. */
export type ToReaper =
  | { readonly type: 'add'; readonly process: ReaperProcess }
  /** The process and all that it started have ended. */
  | { readonly type: 'remove'; readonly pid: number };

export interface ReaperProcess {
  readonly pid: number;
  /** What {@link pid} was born with (clock ticks since boot, or a date string): a reused pid has another one. */
  readonly startTime: string;
  /** It leads a process group of its own. */
  readonly ownsGroup: boolean;
  /** Value of the environment variable `unique_id` of its life, by which strayed descendants are recognised on Linux. */
  readonly uniqueId: string;
  /** `$PM2_HOME`: the daemon whose pid stands in `pm2.pid` there is not ours to kill. */
  readonly home: string;
}

/** The reaper's ledger file: what to kill when host and reaper both died. */
export interface Ledger {
  readonly host: { readonly pid: number; readonly startTime: string };
  readonly processes: readonly ReaperProcess[];
}
