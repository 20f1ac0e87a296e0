import { closeSync, fstatSync, openSync, readSync, statSync, truncateSync } from 'node:fs';
import stripAnsi from 'strip-ansi';
import { StringDecoder } from 'node:string_decoder';

/** What one look at a file brought. */
export interface LinesRead {
  readonly lines: readonly string[];
  /** Lines that were passed over, because more was written than can be shown. */
  readonly skippedLines: number;
  /** Bytes that were cut off the file, because it had grown over its limit. */
  readonly cutBytes: number;
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
  private fd: number | undefined;
  private inode = 0;
  private position = 0;
  private partial = '';
  private decoder = new StringDecoder('utf8');

  constructor(
    private readonly file: string,
    private readonly maxBytes: number,
  ) {}

  /** The unfinished last line. */
  get hasPartial(): boolean {
    return this.partial !== '';
  }

  /** Begins at the end of what is there. */
  start(): void {
    if (this.fd !== undefined) return;
    const fd = this.open();
    if (fd !== undefined) this.position = fstatSync(fd).size;
  }

  read(): LinesRead {
    const fd = this.fd ?? this.open();
    if (fd === undefined) return nothing;
    const { size } = fstatSync(fd);
    if (size < this.position) this.restart();
    const skippedLines = size - this.position > MAX_BACKLOG_BYTES ? this.skip(fd, size - READ_BYTES) : 0;
    const lines = this.readLines(fd, Math.min(READ_BYTES, size - this.position));
    const hasMore = this.position < size;
    if (!hasMore && this.isReplaced()) {
      this.dispose();
      return { lines, skippedLines, cutBytes: 0, hasMore: true };
    }
    const cutBytes = !hasMore && size > this.maxBytes ? this.cut(size) : 0;
    return { lines, skippedLines, cutBytes, hasMore };
  }

  /** The unfinished last line, which nothing will finish any more or not soon. */
  takePartial(): string | undefined {
    const { partial } = this;
    this.partial = '';
    return partial === '' ? undefined : clean(partial);
  }

  dispose(): void {
    if (this.fd !== undefined) closeSync(this.fd);
    this.fd = undefined;
    this.restart();
  }

  private open(): number | undefined {
    try {
      const fd = openSync(this.file, 'r');
      this.inode = fstatSync(fd).ino;
      this.fd = fd;
      return fd;
    } catch {
      return undefined; // not there yet: the next look tries again
    }
  }

  private restart(): void {
    this.position = 0;
    this.partial = '';
    this.decoder = new StringDecoder('utf8');
  }

  /** Rotated, or removed and made anew. A file that is only gone is read on: its writer still has it. */
  private isReplaced(): boolean {
    try {
      return statSync(this.file).ino !== this.inode;
    } catch {
      return false;
    }
  }

  /** Goes to the first line that begins after `target`; returns how many line ends were passed. */
  private skip(fd: number, target: number): number {
    const buffer = Buffer.allocUnsafe(COUNT_BYTES);
    let passed = 0;
    while (this.position < target) {
      const length = readSync(fd, buffer, 0, Math.min(COUNT_BYTES, target - this.position), this.position);
      if (length === 0) break;
      passed += countNewlines(buffer, length);
      this.position += length;
    }
    const length = readSync(fd, buffer, 0, READ_BYTES, this.position);
    const end = buffer.subarray(0, length).indexOf(NEWLINE);
    this.partial = '';
    this.decoder = new StringDecoder('utf8');
    if (end < 0) return passed;
    this.position += end + 1;
    return passed + 1;
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
    return parts.map(clean);
  }

  private cut(size: number): number {
    truncateSync(this.file, 0);
    this.restart();
    return size;
  }
}

const nothing: LinesRead = { lines: [], skippedLines: 0, cutBytes: 0, hasMore: false };

function countNewlines(buffer: Buffer, length: number): number {
  const part = buffer.subarray(0, length);
  let count = 0;
  for (let at = part.indexOf(NEWLINE); at >= 0; at = part.indexOf(NEWLINE, at + 1)) count++;
  return count;
}

/** Colours, carriage returns and control characters have no place in an output channel. */
function clean(line: string): string {
  const text = line.endsWith('\r') ? line.slice(0, -1) : line;
  return stripAnsi(text).replace(/(?!\t)\p{Cc}/gu, '\ufffd');
}
