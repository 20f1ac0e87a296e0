import type { Message } from '../base/message';
import type { Json } from './probe';

export type ActionType = 'custom' | 'scoped' | 'internal';

/** How one call of an action went, or goes. */
export type CallState =
  | { readonly kind: 'running' }
  | {
      readonly kind: 'replied';
      readonly value?: Json;
      readonly tookMs: number;
      readonly note?: Message;
      /** Absolute path of the profile or heap snapshot that it made. */
      readonly file?: string;
    }
  | {
      readonly kind: 'failed';
      readonly message: Message;
      /** Nobody waits any more, but the module goes on with it. */
      readonly goesOn?: true;
    };

export interface CallSnapshot {
  /** Unique among the runs of a module, grows with time. */
  readonly id: number;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly argument?: string;
  readonly state: CallState;
  /** Lines that a scoped action has streamed so far. */
  readonly streamed: number;
}

export interface ActionSnapshot {
  readonly name: string;
  readonly type: ActionType;
  /** The handler takes an argument. */
  readonly takesArgument: boolean;
  readonly comment?: string;
  /** The newest call. */
  readonly lastCall?: CallSnapshot;
  /** The runs that are kept, those of earlier windows too, newest first. Their values are cut to what a row shows. */
  readonly runs?: readonly CallSnapshot[];
}

/** A run and what it has streamed. */
export interface RunOutput {
  readonly process: string;
  readonly action: string;
  readonly type: ActionType;
  readonly call: CallSnapshot;
  /** Oldest first. What a module streamed as one piece may hold line breaks. */
  readonly lines: readonly string[];
  /** Lines before them that are not kept any more. */
  readonly missed: number;
}

/** All actions of one process, in the order in which they were declared. */
export interface ActionsDelta {
  readonly process: string;
  readonly actions: readonly ActionSnapshot[];
}
