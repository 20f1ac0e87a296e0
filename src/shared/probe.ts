/** A value as a module sent it: JSON, so never undefined inside. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** The client libraries' kinds of probes. A gauge of `@pm2/io` is a metric. */
export type ProbeKind = 'metric' | 'counter' | 'meter' | 'histogram' | 'transpose';

/** The `alert` option of a pmx probe, and whether what it watches for is the case. */
export interface ProbeAlert {
  readonly mode: 'threshold' | 'threshold-avg' | 'smart';
  /** What the probe, or its average, is compared with; `smart` compares with nothing that is sent. */
  readonly value?: number;
  readonly cmp?: '>' | '<' | '=';
  /** How many readings `threshold-avg` averages; not sent for `smart`. */
  readonly interval?: number;
  /** The average so far. */
  readonly average?: number;
  /** `unknown`: too few readings as yet, or the value is no number. */
  readonly state: 'clear' | 'inForce' | 'unknown';
}

/** One probe of one process as it stands now. */
export interface ProbeSnapshot {
  readonly name: string;
  readonly value?: Json;
  /** The number in the value, where there is one: `"8.25ms"` is 8.25. */
  readonly number?: number;
  /** As sent, or as it was glued to the value. */
  readonly unit?: string;
  /** As far as it can be told; else `metric`. */
  readonly kind: ProbeKind;
  /** The library's `type` field: pmx sends the name or what the author gave, `@pm2/io` the metric's id. */
  readonly type?: string;
  readonly aggregation?: string;
  /** Sent by the preloaded library about the runtime, not by the module about itself. */
  readonly isRuntime: boolean;
  /** Milliseconds since the epoch of the last change. */
  readonly changedAt: number;
  /** Lowest and highest number of the last 10 minutes. */
  readonly min?: number;
  readonly max?: number;
  /** The last 10 minutes in at most 10 characters from `▁` to `█`; absent while the number stands still. */
  readonly sparkline?: string;
  readonly alert?: ProbeAlert;
}

/** What changed in one process's probes. */
export interface ProbesDelta {
  readonly process: string;
  readonly changed: readonly ProbeSnapshot[];
  readonly removed: readonly string[];
}

/** What a probe was in one interval of its history. */
export interface ProbePoint {
  /** Begin of the interval, in milliseconds since the epoch. */
  readonly at: number;
  /** The readings of the interval in one number: their maximum, minimum or average, as the probe's aggregation says. */
  readonly value: number;
  readonly min: number;
  readonly max: number;
}

/** The last 10 minutes of a probe, oldest first. Intervals without a reading are left out. */
export interface ProbeHistorySnapshot {
  readonly intervalMs: number;
  readonly points: readonly ProbePoint[];
}
