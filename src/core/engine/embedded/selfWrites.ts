import path from 'node:path';
import type { Clock } from '../../../base/clock';

/** A change so soon after a start may be the module's own doing, in milliseconds. */
const SOON_MS = 2_000;
/** As many lives in a row that begin with a change of the same file: then it is. */
const LIVES_IN_A_ROW = 3;
/** A change of a file that the editor saved so recently is a person's, in milliseconds. */
const EDITOR_MS = 1_000;

/**
 * Finds files that a module writes each time it starts: each would restart it, without end. A file that the module has
 * loaded, or that the editor has saved, is never one of them.
 */
export class SelfWrites {
  private readonly lives = new Map<string, number>();
  private readonly saved = new Map<string, number>();
  private touched = new Set<string>();
  private startedAt = 0;

  constructor(
    private readonly folder: string,
    private readonly isSource: (file: string) => boolean,
    private readonly clock: Clock,
  ) {}

  /** The editor has saved this file. */
  savedByEditor(file: string): void {
    this.saved.set(file, this.clock.now());
  }

  lifeStarted(): void {
    for (const file of this.lives.keys()) if (!this.touched.has(file)) this.lives.delete(file);
    this.touched = new Set();
    this.startedAt = this.clock.now();
  }

  /** Of the changed files, relative to the folder or absolute, those that the module writes at each start. */
  find(paths: readonly string[]): readonly string[] {
    const now = this.clock.now();
    if (now - this.startedAt > SOON_MS) return [];
    return paths.filter((relative) => {
      const file = path.resolve(this.folder, relative);
      if (this.isSource(file) || now - (this.saved.get(file) ?? 0) < EDITOR_MS || this.touched.has(file)) return false;
      this.touched.add(file);
      const lives = (this.lives.get(file) ?? 0) + 1;
      this.lives.set(file, lives);
      return lives >= LIVES_IN_A_ROW;
    });
  }
}
