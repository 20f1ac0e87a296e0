import { appendFileSync, closeSync, fstatSync, ftruncateSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { errorCode } from '../../base/errors';
import { cleanLine } from '../../base/cleanLine';

/** What one look at a file brought. */
export interface LinesRead {
  readonly lines: readonly string[];
  /** Lines before these that were passed over, because more was written than can be shown. */
  readonly skippedLines: number;
  /** The bytes of these; there are also some when the end of a long line was not among them. */
  readonly skippedBytes: number;
  /** Bytes that were cut off the file after these lines, because it had grown over its limit. */
  readonly cutBytes: number;
  /** When the file was last written to, in milliseconds since the epoch. */
  readonly writtenAt: number;
  /** There is more to read already. */
  readonly hasMore: boolean;
}

type Skipped = Pick<LinesRead, 'skippedLines' | 'skippedBytes'>;

/** One look takes at most so much, and a backlog above {@link MAX_BACKLOG_BYTES} is passed over but for the last part. */
const READ_BYTES = 64 * 1024;
const MAX_BACKLOG_BYTES = 512 * 1024;
/** While passing over, newlines are counted in pieces of this size. */
const COUNT_BYTES = 1024 * 1024;
/** So often a file is looked at for what was written while it was being counted. */
const MAX_LAST_LOOKS = 10;
/** A line without an end is shown in pieces of this length, in characters. */
const MAX_LINE_LENGTH = 16 * 1024;
const NEWLINE = 10;
/** Of all readers, for each is done with it before another begins: fresh ones would be many megabytes until they are collected. */
let buffer: Buffer | undefined;

/** Reads one growing file through a descriptor of its own, line by line, in bounded memory. */
export class LineReader {
  /** Where reading begins or goes on, if it is still the same file. */
  private resume: { readonly inode: number; readonly position: number } | undefined;
  private fd: number | undefined;
  private inode = 0;
  private position = 0;
  private partial = '';
  private decoder = new StringDecoder('utf8');
  /** The line that we wrote ourselves into the file, and do not show as the module's. */
  private ownLine: string | undefined;

  /** Begins at the present end of the file; a file that takes its place later is read from its beginning. */
  constructor(
    private readonly file: string,
    /** Infinite: the file is never cut. */
    private readonly maxBytes: number,
  ) {
    const stats = statOf(file);
    this.resume = stats && { inode: stats.ino, position: stats.size };
  }

  get hasPartial(): boolean {
    return this.partial !== '';
  }

  /**
   * Never throws: what cannot be read now may be readable at the next look. Only a thorough look finds that the file was shortened, or
   * is another one; to see that nothing was added costs a fraction of that.
   */
  read(isThorough = true): LinesRead {
    try {
      if (isThorough ? this.isQuiet() : this.hasNoMore()) return nothingRead;
      const fd = this.fd ?? this.open();
      return fd === undefined ? nothingRead : this.readFrom(fd);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      this.dispose();
      return nothingRead;
    }
  }

  /** The unfinished last line, which nothing will finish any more, or not soon. */
  takePartial(): string | undefined {
    const { partial } = this;
    this.partial = '';
    return partial === '' ? undefined : cleanLine(partial);
  }

  dispose(): void {
    if (this.fd === undefined) return;
    this.resume = { inode: this.inode, position: this.position };
    closeSync(this.fd);
    this.fd = undefined;
  }

  private readFrom(fd: number): LinesRead {
    const { size, mtimeMs } = fstatSync(fd);
    if (size < this.position) {
      this.restart();
      this.ownLine = undefined;
    }
    const from = this.position;
    const skippedLines = size - from > MAX_BACKLOG_BYTES ? this.skip(fd, size - READ_BYTES) : 0;
    const skipped = { skippedLines, skippedBytes: this.position - from };
    const lines = this.readLines(fd, Math.min(READ_BYTES, size - this.position));
    const read = { lines, ...skipped, cutBytes: 0, writtenAt: mtimeMs, hasMore: this.position < size };
    if (read.hasMore) return read;
    if (this.isReplaced()) return { ...read, lines: [...lines, ...this.leave()], hasMore: true };
    return size > this.maxBytes ? { ...read, ...this.cut(fd, skipped) } : read;
  }

  private open(): number | undefined {
    const stats = statOf(this.file);
    // To open a pipe would wait for its writer, and a device has no end.
    if (!stats?.isFile()) return undefined;
    try {
      this.fd = openSync(this.file, 'r');
    } catch {
      return undefined; // gone again, or not for us to read: the next look tries again
    }
    this.inode = fstatSync(this.fd).ino;
    this.restart();
    if (this.resume?.inode === this.inode) this.position = this.resume.position;
    return this.fd;
  }

  private restart(): void {
    this.position = 0;
    this.partial = '';
    this.decoder = new StringDecoder('utf8');
  }

  /** In quiet times, by one look: the same file, as long as it was read. */
  private isQuiet(): boolean {
    if (this.fd === undefined) return false;
    const stats = statOf(this.file);
    return stats?.ino === this.inode && stats.size === this.position && stats.size <= this.maxBytes;
  }

  private hasNoMore(): boolean {
    return this.fd !== undefined && this.readAt(this.fd, 1).length === 0;
  }

  /** Rotated, or removed and made anew. A file that is only gone is read on: its writer still has it. */
  private isReplaced(): boolean {
    const stats = statOf(this.file);
    return stats !== undefined && stats.ino !== this.inode;
  }

  private leave(): string[] {
    const partial = this.takePartial();
    this.dispose();
    this.resume = undefined;
    return partial === undefined ? [] : [partial];
  }

  /** Goes to the first line that begins after `target`; returns how many of the module's line ends were passed. */
  private skip(fd: number, target: number): number {
    this.partial = '';
    this.decoder = new StringDecoder('utf8');
    const passed = this.countTo(fd, target);
    const end = this.readAt(fd, READ_BYTES).indexOf(NEWLINE);
    if (end < 0) return passed;
    this.position += end + 1;
    return passed + 1;
  }

  private countTo(fd: number, target: number): number {
    let passed = 0;
    while (this.position < target) {
      const part = this.readAt(fd, target - this.position);
      if (part.length === 0) break;
      passed += countNewlines(part);
      this.position += part.length;
    }
    // Where much is passed over, our own line was among the first.
    if (passed > 0 && this.ownLine !== undefined) passed -= 1;
    this.ownLine = undefined;
    return passed;
  }

  /** To be used before anything else is read. */
  private readAt(fd: number, bytes: number): Buffer {
    buffer ??= Buffer.allocUnsafe(COUNT_BYTES);
    const length = readSync(fd, buffer, 0, Math.min(buffer.length, bytes), this.position);
    return buffer.subarray(0, length);
  }

  private readLines(fd: number, bytes: number): string[] {
    if (bytes <= 0) return [];
    const part = this.readAt(fd, bytes);
    this.position += part.length;
    const parts = (this.partial + this.decoder.write(part)).split('\n');
    this.partial = parts.pop() ?? '';
    if (this.partial.length > MAX_LINE_LENGTH) {
      parts.push(this.partial);
      this.partial = '';
    }
    return parts.filter((line) => !this.isOwn(line)).map(cleanLine);
  }

  private isOwn(line: string): boolean {
    if (line !== this.ownLine) return false;
    this.ownLine = undefined;
    return true;
  }

  /**
   * In place, for the writer has the file open: it appends, so it goes on at the new end. What was written since the last
   * look goes too, counted as passed over.
   */
  private cut(fd: number, skipped: Skipped): Skipped & Pick<LinesRead, 'cutBytes'> {
    const writable = openSync(this.file, 'r+');
    let { skippedLines, skippedBytes } = skipped;
    let size = this.position;
    try {
      for (let look = 0; look < MAX_LAST_LOOKS; look++) {
        size = fstatSync(fd).size;
        if (size === this.position) break;
        skippedBytes += size - this.position;
        skippedLines += this.countTo(fd, size);
      }
      ftruncateSync(writable, 0);
    } finally {
      closeSync(writable);
    }
    this.restart();
    this.ownLine = `… ${size.toLocaleString('en')} bytes were cut off here`;
    appendFileSync(this.file, `${this.ownLine}\n`);
    return { cutBytes: size, skippedLines, skippedBytes };
  }
}

/** A look that brought nothing. */
export const nothingRead: LinesRead = {
  lines: [],
  skippedLines: 0,
  skippedBytes: 0,
  cutBytes: 0,
  writtenAt: 0,
  hasMore: false,
};

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined; // a part of its path is closed to us, or no folder any more
  }
}

function countNewlines(part: Buffer): number {
  let count = 0;
  for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) count++;
  return count;
}
