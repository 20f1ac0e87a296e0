import type { Message } from '../base/message';
import type { Json } from './probe';

export type ActionType = 'custom' | 'scoped' | 'internal';

/** How one call of an action went, or goes. */
export type CallState =
  | { readonly kind: 'running' }
  | { readonly kind: 'replied'; readonly value?: Json; readonly tookMs: number; readonly note?: Message }
  | { readonly kind: 'failed'; readonly message: Message };

export interface CallSnapshot {
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
}

/** All actions of one process, in the order in which they were declared. */
export interface ActionsDelta {
  readonly process: string;
  readonly actions: readonly ActionSnapshot[];
}
