import type { Clock } from '../../src/base/clock';
import { toDisposable, type Disposable } from '../../src/base/disposable';

interface Timer {
  readonly dueAt: number;
  readonly callback: () => void;
}

/** Time that passes only when a test says so. */
export class FakeClock implements Clock {
  private time: number;
  /** By how much it was set. */
  private setBy = 0;
  private readonly timers = new Set<Timer>();

  constructor(startAt = 1_700_000_000_000) {
    this.time = startAt;
  }

  /** Timers that wait; 0 means that nothing would keep a process awake. */
  get timerCount(): number {
    return this.timers.size;
  }

  now(): number {
    return this.time + this.setBy;
  }

  elapsed(): number {
    return this.time;
  }

  /** Sets the time of day, as a person or the network does: no time passes. */
  set(byMs: number): void {
    this.setBy += byMs;
  }

  after(delayMs: number, callback: () => void): Disposable {
    const timer = { dueAt: this.time + Math.max(0, delayMs), callback };
    this.timers.add(timer);
    return toDisposable(() => this.timers.delete(timer));
  }

  /**
   * Lets time pass and runs what falls due on the way, each at its own moment, in order. Promises that were settled are
   * followed up before time goes on, also those that wait for other promises.
   */
  async advance(byMs: number): Promise<void> {
    const end = this.time + byMs;
    await settle();
    for (let due = this.nextDue(end); due; due = this.nextDue(end)) {
      this.time = due.dueAt;
      this.timers.delete(due);
      due.callback();
      await settle();
    }
    this.time = end;
  }

  /** As {@link advance} without a chance for promises: for code that is synchronous between its timers. */
  advanceSync(byMs: number): void {
    const end = this.time + byMs;
    for (let due = this.nextDue(end); due; due = this.nextDue(end)) {
      this.time = due.dueAt;
      this.timers.delete(due);
      due.callback();
    }
    this.time = end;
  }

  private nextDue(end: number): Timer | undefined {
    let next: Timer | undefined;
    for (const timer of this.timers) if (timer.dueAt <= end && (!next || timer.dueAt < next.dueAt)) next = timer;
    return next;
  }
}

/** A turn of the event loop: every promise reaction that can run has run. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
