import { Emitter, nextEvent } from '../../base/event';
import { mark } from '../../base/mark';
import type { LifePlan } from './life';

/** Plans lives. Nobody waits for a plan that is not wanted any more: a version manager may take half a minute over it. */
export class Planning {
  private readonly cancelled = new Emitter<void>();

  constructor(private readonly plan: (generation: number) => Promise<LifePlan>) {}

  /** Undefined when it was cancelled before the plan was there. Rejects when that generation cannot be started. */
  async planFor(generation: number): Promise<LifePlan | undefined> {
    const done = new AbortController();
    const cancelled = nextEvent(this.cancelled.event, () => true, done.signal).then(() => undefined);
    try {
      const plan = await Promise.race([this.plan(generation), cancelled]);
      mark('planned');
      return plan;
    } finally {
      done.abort();
    }
  }

  /** Ends the wait for a plan that is being made. */
  cancel(): void {
    this.cancelled.fire();
  }
}
