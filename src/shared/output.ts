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
