import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';

/** Longer than this no timer of Node waits, in milliseconds: 24.8 days. */
const NEVER_MS = 2 ** 31 - 1;

/** A moment in the future that can be brought nearer, never put off. */
export class Deadline implements Disposable {
  private readonly timers = new DisposableStore();
  private readonly controller = new AbortController();

  constructor(private readonly clock: Clock) {}

  /** Aborted once the moment has come. */
  get passed(): AbortSignal {
    return this.controller.signal;
  }

  /** It comes `afterMs` from now, unless it comes sooner. */
  shorten(afterMs: number): void {
    if (afterMs <= NEVER_MS) this.timers.add(this.clock.after(afterMs, () => this.controller.abort()));
  }

  /** It does not come any more. */
  dispose(): void {
    this.timers.dispose();
  }
}
