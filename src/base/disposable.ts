/** Something that holds a resource until it is told to let go. Has the shape of VS Code's own `Disposable`. */
export interface Disposable {
  dispose(): void;
}

/** Makes a {@link Disposable} of a function, which runs at most once. */
export function toDisposable(end: () => void): Disposable {
  let isDisposed = false;
  return {
    dispose: () => {
      if (isDisposed) return;
      isDisposed = true;
      end();
    },
  };
}

/** Disposes what it was given, last added first. What is added after the end is disposed at once. */
export class DisposableStore implements Disposable {
  private readonly items = new Set<Disposable>();
  private ended = false;

  get isDisposed(): boolean {
    return this.ended;
  }

  add<T extends Disposable>(item: T): T {
    if (this.ended) item.dispose();
    else this.items.add(item);
    return item;
  }

  /** Disposes one item before the others and forgets it. */
  release(item: Disposable): void {
    if (this.items.delete(item)) item.dispose();
  }

  dispose(): void {
    this.ended = true;
    const items = [...this.items].reverse();
    this.items.clear();
    for (const item of items) item.dispose();
  }
}

/** Holds one replaceable resource: setting a new value disposes the old one. */
export class MutableDisposable<T extends Disposable> implements Disposable {
  private current: T | undefined;
  private ended = false;

  get value(): T | undefined {
    return this.current;
  }

  set value(next: T | undefined) {
    const old = this.current;
    if (old === next) return;
    this.current = this.ended ? undefined : next;
    old?.dispose();
    if (this.ended) next?.dispose();
  }

  dispose(): void {
    this.ended = true;
    const old = this.current;
    this.current = undefined;
    old?.dispose();
  }
}
