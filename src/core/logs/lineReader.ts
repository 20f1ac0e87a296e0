import { appendFileSync, closeSync, fstatSync, openSync, readSync, statSync, truncateSync, type Stats } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { errorCode } from '../../base/errors';
import { cleanLine } from '../../base/cleanLine';

/** What one look at a file brought. */
export interface LinesRead {
  readonly lines: readonly string[];
  /** Lines before these that were passed over, because more was written than can be shown. */
  readonly skippedLines: number;
  /** Bytes that were cut off the file after these lines, because it had grown over its limit. */
  readonly cutBytes: number;
  /** When the file was last written to, in milliseconds since the epoch. */
  readonly writtenAt: number;
  /** There is more to read already. */
  readonly hasMore: boolean;
}

/** One look takes at most so much, and a backlog above {@link MAX_BACKLOG_BYTES} is passed over but for the last part. */
const READ_BYTES = 64 * 1024;
const MAX_BACKLOG_BYTES = 512 * 1024;
/** While passing over, newlines are counted in pieces of this size. */
const COUNT_BYTES = 1024 * 1024;
/** A line without an end is shown in pieces of this length, in characters. */
const MAX_LINE_LENGTH = 16 * 1024;
const NEWLINE = 10;

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

  /** Never throws: what cannot be read now may be readable at the next look. */
  read(): LinesRead {
    try {
      const fd = this.fd ?? this.open();
      return fd === undefined ? nothing : this.readFrom(fd);
    } catch (error) {
      if (errorCode(error) === undefined) throw error;
      this.dispose();
      return nothing;
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
    if (size < this.position) this.restart();
    const skippedLines = size - this.position > MAX_BACKLOG_BYTES ? this.skip(fd, size - READ_BYTES) : 0;
    const lines = this.readLines(fd, Math.min(READ_BYTES, size - this.position));
    const read = { lines, skippedLines, cutBytes: 0, writtenAt: mtimeMs, hasMore: this.position < size };
    if (read.hasMore) return read;
    if (this.isReplaced()) return { ...read, lines: [...lines, ...this.leave()], hasMore: true };
    return size > this.maxBytes ? { ...read, ...this.cut(fd, skippedLines) } : read;
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

  /** Goes to the first line that begins after `target`; returns how many line ends were passed. */
  private skip(fd: number, target: number): number {
    const buffer = Buffer.allocUnsafe(COUNT_BYTES);
    this.partial = '';
    this.decoder = new StringDecoder('utf8');
    const passed = this.countTo(fd, target, buffer);
    const length = readSync(fd, buffer, 0, READ_BYTES, this.position);
    const end = buffer.subarray(0, length).indexOf(NEWLINE);
    if (end < 0) return passed;
    this.position += end + 1;
    return passed + 1;
  }

  private countTo(fd: number, target: number, buffer: Buffer): number {
    let passed = 0;
    while (this.position < target) {
      const length = readSync(fd, buffer, 0, Math.min(buffer.length, target - this.position), this.position);
      if (length === 0) break;
      passed += countNewlines(buffer.subarray(0, length));
      this.position += length;
    }
    return passed;
  }

  private readLines(fd: number, bytes: number): string[] {
    if (bytes <= 0) return [];
    const buffer = Buffer.allocUnsafe(bytes);
    const length = readSync(fd, buffer, 0, bytes, this.position);
    this.position += length;
    const parts = (this.partial + this.decoder.write(buffer.subarray(0, length))).split('\n');
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
  private cut(fd: number, skippedLines: number): Pick<LinesRead, 'cutBytes' | 'skippedLines'> {
    const { size } = fstatSync(fd);
    const lost = this.countTo(fd, size, Buffer.allocUnsafe(COUNT_BYTES));
    truncateSync(this.file, 0);
    this.restart();
    this.ownLine = `… ${size.toLocaleString('en')} bytes were cut off here`;
    appendFileSync(this.file, `${this.ownLine}\n`);
    return { cutBytes: size, skippedLines: skippedLines + lost };
  }
}

const nothing: LinesRead = { lines: [], skippedLines: 0, cutBytes: 0, writtenAt: 0, hasMore: false };

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
