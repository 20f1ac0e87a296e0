import type { Clock } from '../../base/clock';
import { MutableDisposable, type Disposable } from '../../base/disposable';
import { fromStats, glance, isSame, missing, observe, type Fingerprint } from './observe';

/** Files whose content is remembered; of others size and modification time must do. */
const MAX_HASHED_FILES = 5_000;
/** How long the thread is kept busy with reading at a time, in milliseconds: a save must not wait for the index. */
const SLICE_MS = 5;
/** Pause between two slices, in milliseconds. */
const PAUSE_MS = 5;

/** A file that is no file at any time: whatever is seen differs from it. */
const unlikeAnything: Fingerprint = { kind: 'file', size: -1, mtimeMs: -1, hash: '' };

/** What the running life started from: the content of each file at that moment, by the file's real path. */
export class ContentIndex implements Disposable {
  private readonly known = new Map<string, Fingerprint>();
  private readonly toRead = new Set<string>();
  private readonly loaded = new Set<string>();
  private readonly reading = new MutableDisposable<Disposable>();
  private hashedFiles = 0;
  private isComplete = false;
  private lifeStartedAt: number | undefined;

  constructor(private readonly clock: Clock) {}

  get keys(): Iterable<string> {
    return this.known.keys();
  }

  get loadedKeys(): Iterable<string> {
    return this.loaded;
  }

  /** What a file was when the life started; of one that was not looked at yet, its modification time decides. */
  startedFrom(key: string, seen: Fingerprint): Fingerprint {
    const known = this.known.get(key);
    if (known) return known;
    if (this.isComplete) return missing;
    return this.isNewer(seen) ? unlikeAnything : seen;
  }

  /**
   * A file that was found by a scan; its content is read later, in the background. Returns whether it may have changed
   * since the life started.
   */
  add(key: string, stats: { readonly size: number; readonly mtimeMs: number }): boolean {
    const seen = fromStats(stats);
    const known = this.known.get(key);
    if (known) return known.kind !== 'file' || !isSame(fromStats(known), seen);
    const isNewer = this.isNewer(seen);
    this.known.set(key, isNewer ? unlikeAnything : seen);
    if (!isNewer) this.read(key);
    return isNewer;
  }

  /** A file that the module has loaded: its content is remembered whatever its size. Returns as {@link add} does. */
  addLoaded(key: string): boolean {
    if (this.loaded.has(key)) return false;
    this.loaded.add(key);
    if (this.known.has(key)) {
      this.read(key);
      return false;
    }
    const seen = glance(key);
    return seen.kind === 'file' && this.add(key, seen);
  }

  isLoaded(key: string): boolean {
    return this.loaded.has(key);
  }

  /** Every file of the folder was added: one that is seen for the first time from now on is new. */
  complete(): void {
    this.isComplete = true;
  }

  lifeStarted(): void {
    this.lifeStartedAt = this.clock.now();
  }

  /** What the life that starts now finds at this path. */
  set(key: string, fingerprint: Fingerprint): void {
    this.toRead.delete(key);
    if (fingerprint.kind === 'missing' && this.isComplete) this.known.delete(key);
    else this.known.set(key, fingerprint);
  }

  dispose(): void {
    this.reading.dispose();
    this.toRead.clear();
    this.known.clear();
  }

  private isNewer(seen: Fingerprint): boolean {
    return seen.kind === 'file' && this.lifeStartedAt !== undefined && seen.mtimeMs > this.lifeStartedAt;
  }

  private read(key: string): void {
    if (!this.loaded.has(key) && this.hashedFiles + this.toRead.size >= MAX_HASHED_FILES) return;
    this.toRead.add(key);
    this.reading.value ??= this.clock.after(PAUSE_MS, () => this.readSlice());
  }

  private readSlice(): void {
    this.reading.value = undefined;
    const end = performance.now() + SLICE_MS;
    for (const key of this.toRead) {
      this.toRead.delete(key);
      this.readOne(key);
      if (performance.now() > end) break;
    }
    if (this.toRead.size > 0) this.reading.value = this.clock.after(PAUSE_MS, () => this.readSlice());
  }

  /** What has changed in the meantime keeps the size and time it had: they tell the two apart. */
  private readOne(key: string): void {
    const known = this.known.get(key);
    if (known?.kind !== 'file' || known.hash !== undefined) return;
    const { fingerprint } = observe(key, this.loaded.has(key));
    if (fingerprint.kind !== 'file' || fingerprint.hash === undefined || !isSame(known, fingerprint)) return;
    this.known.set(key, fingerprint);
    this.hashedFiles += 1;
  }
}
