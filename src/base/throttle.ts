import { systemClock, type Clock } from './clock';
import type { Disposable } from './disposable';

/** A function that runs at once and then at most every `intervalMs`; the last call is never lost. */
export interface Throttled extends Disposable {
  (): void;
  /** Runs a call that waits, now. */
  flush(): void;
}

export function throttle(callback: () => void, intervalMs: number, clock: Clock = systemClock): Throttled {
  let cooling: Disposable | undefined;
  let isPending = false;
  let isDisposed = false;
  const cool = (): void => {
    cooling = clock.after(intervalMs, () => {
      cooling = undefined;
      if (!isPending) return;
      isPending = false;
      cool();
      callback();
    });
  };
  const throttled = (): void => {
    if (isDisposed) return;
    if (cooling) {
      isPending = true;
      return;
    }
    cool();
    callback();
  };
  return Object.assign(throttled, {
    flush: () => {
      if (!isPending || isDisposed) return;
      isPending = false;
      callback();
    },
    dispose: () => {
      isDisposed = true;
      cooling?.dispose();
      cooling = undefined;
    },
  });
}
