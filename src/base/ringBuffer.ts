/** Keeps the last `capacity` items. */
export class RingBuffer<T> {
  private items: T[] = [];
  private start = 0;
  private most: number;

  constructor(capacity: number) {
    this.most = capacity;
  }

  get capacity(): number {
    return this.most;
  }

  get length(): number {
    return this.items.length;
  }

  /** Returns the item that it takes the place of, if there is no room left. */
  push(item: T): T | undefined {
    if (this.items.length < this.most) {
      this.items.push(item);
      return undefined;
    }
    const oldest = this.items[this.start];
    this.items[this.start] = item;
    this.start = (this.start + 1) % this.most;
    return oldest;
  }

  /** Returns the items for which there is no room any more, oldest first. */
  resize(capacity: number): T[] {
    const items = this.toArray();
    const dropped = items.splice(0, Math.max(0, items.length - capacity));
    this.items = items;
    this.start = 0;
    this.most = capacity;
    return dropped;
  }

  /** Oldest first. */
  toArray(): T[] {
    return [...this.items.slice(this.start), ...this.items.slice(0, this.start)];
  }

  clear(): void {
    this.items.length = 0;
    this.start = 0;
  }
}
