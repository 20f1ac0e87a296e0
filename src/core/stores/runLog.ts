import { truncate } from '../../base/truncate';

/** Lines of a run that are kept. */
const MAX_LINES = 10_000;
/** Characters of all of them together. */
const MAX_CHARACTERS = 1_000_000;
/** Characters of each of them. */
export const MAX_LINE_LENGTH = 2_000;
/** So many forgotten lines may lie in front of the kept ones before they are cleared away. */
const MAX_FORGOTTEN = 1_000;

/** What a run has streamed: the last of it, in bounded memory. */
export class RunLog {
  private lines: string[] = [];
  private forgotten = 0;
  private characters = 0;
  private added = 0;

  /** The log of a run of which `lines` were kept, the last of `count`. */
  static of(lines: readonly string[], count: number): RunLog {
    const log = new RunLog();
    for (const line of lines) log.add(line);
    log.added = Math.max(count, lines.length);
    return log;
  }

  /** Lines so far, kept or not. */
  get count(): number {
    return this.added;
  }

  add(text: string): void {
    const line = truncate(text, MAX_LINE_LENGTH);
    this.lines.push(line);
    this.added += 1;
    this.characters += line.length;
    while (this.kept > MAX_LINES || this.characters > MAX_CHARACTERS) {
      this.characters -= this.lines[this.forgotten]?.length ?? 0;
      this.lines[this.forgotten] = '';
      this.forgotten += 1;
    }
    if (this.forgotten <= MAX_FORGOTTEN) return;
    this.lines = this.lines.slice(this.forgotten);
    this.forgotten = 0;
  }

  /** The lines that are kept, oldest first, and how many before them are not. */
  get page(): { readonly lines: readonly string[]; readonly missed: number } {
    return { lines: this.lines.slice(this.forgotten), missed: this.added - this.kept };
  }

  private get kept(): number {
    return this.lines.length - this.forgotten;
  }
}
