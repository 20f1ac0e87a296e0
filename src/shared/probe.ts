/** A value as a module sent it: JSON, so never undefined inside. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One probe of one process as it stands now. */
export interface ProbeSnapshot {
  readonly name: string;
  readonly value?: Json;
  /** The number in the value, where there is one: `"8.25ms"` is 8.25. */
  readonly number?: number;
  /** As sent, or as it was glued to the value. */
  readonly unit?: string;
  /** The library's `type` field: pmx sends the kind, `@pm2/io` the metric's id. */
  readonly type?: string;
  readonly aggregation?: string;
  /** Sent by the preloaded library about the runtime, not by the module about itself. */
  readonly isRuntime: boolean;
  /** Milliseconds since the epoch of the last change. */
  readonly changedAt: number;
}

/** What changed in one process's probes. */
export interface ProbesDelta {
  readonly process: string;
  readonly changed: readonly ProbeSnapshot[];
  readonly removed: readonly string[];
}
