import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { LifePlan } from './life';

/** Plans lives. Nobody waits for a plan that is not wanted any more: a version manager may take half a minute over it. */
export class Planning {
  private readonly cancelled = new Emitter<void>();

  constructor(private readonly plan: (generation: number) => Promise<LifePlan>) {}

  /** Undefined when it was cancelled before the plan was there. Rejects when that generation cannot be started. */
  async planFor(generation: number): Promise<LifePlan | undefined> {
    let subscription: Disposable | undefined;
    const cancelled = new Promise<undefined>((resolve) => {
      subscription = this.cancelled.event(() => resolve(undefined));
    });
    try {
      return await Promise.race([this.plan(generation), cancelled]);
    } finally {
      subscription?.dispose();
    }
  }

  /** Ends the wait for a plan that is being made. */
  cancel(): void {
    this.cancelled.fire();
  }
}
