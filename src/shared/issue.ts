import type { Json } from './probe';

/** How the module came to tell of an issue: nobody caught the error, or its code reported it. */
export type IssueOrigin = 'uncaught' | 'notified';

/** One line of an issue's stack. */
export interface StackFrame {
  /** What was called, such as `Users.load`; anonymous functions have no name. */
  readonly call?: string;
  /** Where, as it is shown: `lib/user.js:41:17`, relative to the module's folder where it lies in it. */
  readonly location: string;
  /** Absolute path, only of a file that is there. */
  readonly file?: string;
  /** Count from 1. */
  readonly line?: number;
  readonly column?: number;
  /** The module's own code: in its folder, not in node_modules. */
  readonly isOwn: boolean;
}

/** All occurrences of one problem in one process. What it says is of the newest of them. */
export interface IssueSnapshot {
  /** Equal for equal problems, whatever life they occurred in; unique in its process. */
  readonly id: string;
  /** Empty when the module gave none. */
  readonly message: string;
  /** Of the error, such as `TypeError`. */
  readonly name?: string;
  readonly origin: IssueOrigin;
  /** Occurrences in all lives. */
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The life in which it occurred last, and since when it does there. */
  readonly generation: number;
  readonly since: number;
  readonly frames: readonly StackFrame[];
  /** What was reported with it, and the error's own properties. */
  readonly metadata?: Json;
  /** Lines of source around the first frame of the module's own, as the library read them. */
  readonly context?: string;
}

/** What changed in one process's issues. */
export interface IssuesDelta {
  readonly process: string;
  readonly changed: readonly IssueSnapshot[];
  readonly removed: readonly string[];
}
