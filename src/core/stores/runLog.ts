import { truncate } from '../../base/truncate';

/** Lines of a run that are kept. */
const MAX_LINES = 10_000;
/** Characters of all of them together. */
const MAX_CHARACTERS = 1_000_000;
/** Characters of each of them. */
const MAX_LINE_LENGTH = 2_000;
/** So many forgotten lines may lie in front of the kept ones before they are cleared away. */
const MAX_FORGOTTEN = 1_000;

/** A part of a run's output. */
export interface RunPage {
  /** Oldest first. What a module streamed as one piece may hold line breaks. */
  readonly lines: readonly string[];
  /** Where the next page begins: all lines so far. */
  readonly position: number;
  /** Lines after the asked position that are not kept any more. */
  readonly missed: number;
}

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

  /** The kept lines after a position that an earlier page gave; 0 is before the first. */
  after(position: number): RunPage {
    const first = this.added - this.kept;
    const from = Math.max(position, first);
    const lines = this.lines.slice(this.forgotten + from - first);
    return { lines, position: this.added, missed: from - position };
  }

  private get kept(): number {
    return this.lines.length - this.forgotten;
  }
}
