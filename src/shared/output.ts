/** What is new in one module's log channel. */
export interface OutputChunk {
  readonly moduleId: string;
  /** Formatted lines, each without its line break. */
  readonly lines: readonly string[];
}

/** New lines for one module's traffic channel. */
export interface TrafficChunk {
  readonly moduleId: string;
  readonly lines: readonly string[];
}

/** What a recording of traffic holds. */
export interface TrafficSaved {
  /** Absolute path. */
  readonly file: string;
  readonly messages: number;
  /** Messages that are not in it: too large to be kept, or too many to be written. */
  readonly skipped: number;
}
