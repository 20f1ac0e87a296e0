import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { Life } from './life';

/** How the lives of one process end: each end is told once, which may be before the kernel has freed all that the life had. */
export class LifeEnds implements Disposable {
  private readonly exited = new Emitter<Life>();
  private readonly told = new WeakSet<Life>();
  private leaving: Promise<unknown> = Promise.resolve();
  readonly onDidExit = this.exited.event;

  tell(life: Life): void {
    if (this.told.has(life)) return;
    this.told.add(life);
    this.exited.fire(life);
  }

  /** The life runs no code any more and will be gone in a moment: all that it has sent is received, and its end is told. */
  leave(life: Life, gone: Promise<void>): void {
    life.running.receiveRest();
    this.tell(life);
    this.leaving = Promise.all([this.leaving, gone]);
  }

  /** Resolves when nothing is left of those that leave. */
  async allGone(): Promise<void> {
    await this.leaving;
  }

  dispose(): void {
    this.exited.dispose();
  }
}
