import type { Json } from './probe';

/** One thing that a module emitted. */
export interface Emission {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly payload: Json;
}

/** All events of one name in one process. */
export interface EventSnapshot {
  /** Empty for events whose name was lost on the wire. */
  readonly name: string;
  /** Since the module was installed. */
  readonly count: number;
  /** Since the process was started by a save; as {@link count} before the first one. */
  readonly sinceSave: number;
  /** How many came when, in the last minute: `at` is the end of a span, in milliseconds since the epoch. */
  readonly lately: readonly { readonly at: number; readonly count: number }[];
  readonly lastAt: number;
  /** The newest ones, the newest first, long payloads shortened. */
  readonly recent: readonly Emission[];
  /** How many payloads are kept. */
  readonly kept: number;
}

/** What changed in one process's events. */
export interface EventsDelta {
  readonly process: string;
  readonly changed: readonly EventSnapshot[];
  readonly removed: readonly string[];
}
