import type { Clock } from '../../base/clock';
import { MutableDisposable, type Disposable } from '../../base/disposable';
import type { ActionType, CallSnapshot, CallState } from '../../shared/action';
import type { Json } from '../../shared/probe';
import type { SecretMask } from '../protocol/secretMask';
import { MAX_LINE_LENGTH, RunLog } from './runLog';

/** One call of an action, from the click until nobody asks for it any more. */
export class ActionCall {
  /** Settled with the first outcome, never rejected. */
  readonly done: Promise<CallState>;
  /** Set when it is sent, if it is scoped. */
  uuid: string | undefined;
  /** Replies, or ends of a scoped run, that were shown on it. */
  replies = 0;
  /** What it streamed. */
  readonly log = new RunLog();

  private resolve!: (state: CallState) => void;
  private readonly timer = new MutableDisposable<Disposable>();
  private current: CallState = { kind: 'running' };
  /** Milliseconds since the epoch. */
  private startedAt: number;
  /** This and `heardAt`: by the clock that is never set. */
  private sentAt: number;
  private heardAt = 0;
  private wasSent = false;

  constructor(
    readonly id: number,
    readonly action: { readonly name: string; readonly type: ActionType },
    readonly argument: string | undefined,
    private readonly clock: Clock,
  ) {
    this.startedAt = clock.now();
    this.sentAt = clock.elapsed();
    this.done = new Promise((resolve) => {
      this.resolve = resolve;
    });
  }

  get state(): CallState {
    return this.current;
  }

  get isSent(): boolean {
    return this.wasSent;
  }

  get isRunning(): boolean {
    return this.current.kind === 'running';
  }

  /** Time counts from here: what waits in the queue has not begun. */
  markSent(): void {
    this.wasSent = true;
    this.startedAt = this.clock.now();
    this.sentAt = this.clock.elapsed();
  }

  /** Runs `onSilence` once when nothing was streamed for `timeoutMs` and the call still runs. */
  watch(timeoutMs: number, onSilence: () => void): void {
    if (!this.isRunning) return;
    this.heardAt = this.clock.elapsed();
    const wait = (delayMs: number): void => {
      this.timer.value = this.clock.after(delayMs, () => {
        // Asked now, so that a flood of lines does not have to re-arm a timer for each.
        const leftMs = this.heardAt + timeoutMs - this.clock.elapsed();
        if (leftMs > 0) wait(leftMs);
        else onSilence();
      });
    };
    wait(timeoutMs);
  }

  /** `mask` hides the secrets of the configuration. */
  addLine(value: Json | undefined, mask: SecretMask): void {
    this.heardAt = this.clock.elapsed();
    this.log.add(mask.maskStart(toText(value), MAX_LINE_LENGTH));
  }

  tookMs(): number {
    return Math.round(this.clock.elapsed() - this.sentAt);
  }

  /** The first outcome ends the wait; a later one is only shown. */
  settle(state: CallState): void {
    this.current = state;
    this.timer.value = undefined;
    this.resolve(state);
  }

  snapshot(): CallSnapshot {
    const { id, startedAt, argument, current: state, log } = this;
    return { id, startedAt, ...(argument !== undefined && { argument }), state, streamed: log.count };
  }
}

/** A streamed or failed value as a person reads it. */
export function toText(value: Json | undefined): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
