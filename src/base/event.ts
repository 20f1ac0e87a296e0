import { toDisposable, type Disposable } from './disposable';

/** A subscription function with the shape of `vscode.Event`, so that a store's event can be handed to VS Code as it is. */
export type Event<T> = (
  listener: (event: T) => unknown,
  thisArgs?: unknown,
  disposables?: { push(item: Disposable): unknown },
) => Disposable;

/** The private side of an {@link Event}. A listener that throws does not keep the others from being told. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(event: T) => unknown>();

  constructor(private readonly onListenerError: (error: unknown) => void = rethrowLater) {}

  get listenerCount(): number {
    return this.listeners.size;
  }

  readonly event: Event<T> = (listener, thisArgs, disposables) => {
    const bound = (event: T): unknown => listener.call(thisArgs, event);
    this.listeners.add(bound);
    const subscription = toDisposable(() => this.listeners.delete(bound));
    disposables?.push(subscription);
    return subscription;
  };

  fire(event: T): void {
    for (const listener of [...this.listeners]) {
      try {
        listener(event);
      } catch (error) {
        this.onListenerError(error);
      }
    }
  }

  dispose(): void {
    this.listeners.clear();
  }
}

/** A listener's bug must be seen, but not by the one who fired. */
function rethrowLater(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

/** Resolves with the next event that passes the test; rejects with the signal's reason when that comes first. */
export function nextEvent<T>(event: Event<T>, accepts: (event: T) => boolean, signal?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => {
      subscription.dispose();
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const subscription = event((value) => {
      if (!accepts(value)) return;
      subscription.dispose();
      signal?.removeEventListener('abort', abort);
      resolve(value);
    });
    if (signal?.aborted) abort();
    else signal?.addEventListener('abort', abort, { once: true });
  });
}
