/** So long nothing may change before a flood of changes counts as over, in milliseconds. */
const QUIET_MS = 50;
/** A flood that does not end is answered nevertheless, after so many milliseconds. */
const MAX_WAIT_MS = 10_000;
/** More files than this, with no quiet between them, are a flood: a checkout, a build, an archive being unpacked. */
const MANY_FILES = 20;
/** A file that was accepted so often, each time soon after the last, is being written again and again. */
const MANY_TIMES = 3;
/** So long after a flood the next change is taken for a part of it, in milliseconds. */
const AFTERMATH_MS = 1_000;
/** How soon is soon, in milliseconds. */
const SOON_MS = 150;

interface Streak {
  readonly times: number;
  readonly at: number;
}

/** Decides whether changes come so thick that a restart has to wait for the last of them. All times in milliseconds. */
export class Quiet {
  private readonly files = new Set<string>();
  private readonly streaks = new Map<string, Streak>();
  private lastSeenAt = 0;
  /** When a folder appeared last. */
  private newFolderAt = Number.NEGATIVE_INFINITY;
  private since: number | undefined;
  private floodedAt = Number.NEGATIVE_INFINITY;

  constructor(private readonly isLocked: () => boolean) {}

  /** Something happened to a file. */
  see(key: string, at: number): void {
    if (at - this.lastSeenAt > QUIET_MS) this.files.clear();
    if (this.files.size <= MANY_FILES) this.files.add(key);
    this.lastSeenAt = at;
  }

  /** A folder has appeared, and nobody has told yet how many files are in it. */
  seeFolder(at: number): void {
    this.newFolderAt = at;
  }

  /** A restart was asked for because of these files. */
  accept(keys: readonly string[], at: number): void {
    if (this.since !== undefined) this.floodedAt = at;
    this.since = undefined;
    for (const [key, streak] of this.streaks) if (at - streak.at > SOON_MS) this.streaks.delete(key);
    for (const key of keys) this.streaks.set(key, { times: (this.streaks.get(key)?.times ?? 0) + 1, at });
  }

  /** Whether this file was accepted a moment ago: that nothing is new about it is not worth a word. */
  isFresh(key: string, at: number): boolean {
    const streak = this.streaks.get(key);
    return streak !== undefined && at - streak.at <= SOON_MS;
  }

  /** How long these changes still have to wait, each last seen to change at `changedAt`; 0: not at all. */
  waitMs(changes: readonly { readonly key: string; readonly changedAt: number }[], at: number): number {
    const isLocked = this.isLocked();
    if (this.since === undefined && !isLocked && !this.isFlood(changes, at)) return 0;
    this.since ??= at;
    if (at - this.since >= MAX_WAIT_MS) return 0;
    const lastChange = Math.max(this.lastSeenAt, this.newFolderAt, ...changes.map(({ changedAt }) => changedAt));
    const rest = QUIET_MS - (at - lastChange);
    return isLocked ? QUIET_MS : Math.max(0, rest);
  }

  /** What was waited for is no longer wanted. */
  reset(): void {
    this.since = undefined;
  }

  private isFlood(changes: readonly { readonly key: string }[], at: number): boolean {
    const hasManyFiles = this.files.size > MANY_FILES && at - this.lastSeenAt < QUIET_MS;
    const hasNewFolder = at - this.newFolderAt < QUIET_MS;
    return hasManyFiles || hasNewFolder || at - this.floodedAt < AFTERMATH_MS || this.isStorm(changes, at);
  }

  private isStorm(changes: readonly { readonly key: string }[], at: number): boolean {
    return changes.some(({ key }) => this.isFresh(key, at) && (this.streaks.get(key)?.times ?? 0) >= MANY_TIMES);
  }
}
