import path from 'node:path';
import type { Clock } from '../../../base/clock';

/** A change so soon after the start file was loaded may be the module's own doing, in milliseconds. */
const SOON_MS = 2_000;
/** As many lives in a row that begin with a change of the same file: then it is. Fewer may be a person's quick saves. */
const LIVES_IN_A_ROW = 5;
/** A change of a file that the editor saved so recently is a person's, in milliseconds. */
const EDITOR_MS = 1_000;

/**
 * Finds files that a module writes each time it starts: each would restart it, without end. A file that the module has
 * loaded, that the editor has saved, or that a person wants to count, is never one of them.
 */
export class SelfWrites {
  private readonly lives = new Map<string, number>();
  private readonly saved = new Map<string, number>();
  private readonly wanted = new Set<string>();
  private touched = new Set<string>();
  /** A start that takes long must not hide what the module does right after it. */
  private enteredAt: number | undefined;

  constructor(
    private readonly folder: string,
    private readonly isSource: (file: string) => boolean,
    private readonly clock: Clock,
  ) {}

  /** The editor has saved this file. */
  savedByEditor(file: string): void {
    this.saved.set(file, this.clock.elapsed());
  }

  lifeStarted(): void {
    for (const file of this.lives.keys()) if (!this.touched.has(file)) this.lives.delete(file);
    this.touched = new Set();
    this.enteredAt = undefined;
  }

  /** The start file is being loaded. */
  lifeEntered(): void {
    this.enteredAt = this.clock.elapsed();
  }

  /** A person wants changes of this file to restart the module, whoever makes them. */
  want(file: string): void {
    this.wanted.add(path.resolve(this.folder, file));
  }

  /** Of the changed files, relative to the folder or absolute, those that the module writes at each start. */
  find(paths: readonly string[]): readonly string[] {
    const now = this.clock.elapsed();
    if (this.enteredAt !== undefined && now - this.enteredAt > SOON_MS) return [];
    return paths.filter((relative) => {
      const file = path.resolve(this.folder, relative);
      if (this.isSource(file) || this.wanted.has(file) || this.touched.has(file)) return false;
      if (now - (this.saved.get(file) ?? Number.NEGATIVE_INFINITY) < EDITOR_MS) return false;
      this.touched.add(file);
      const lives = (this.lives.get(file) ?? 0) + 1;
      this.lives.set(file, lives);
      return lives >= LIVES_IN_A_ROW;
    });
  }
}
