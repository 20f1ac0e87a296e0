/** A longer line is passed over, in bytes: a heap snapshot fits, and what never ends does not fill the memory. */
const MAX_LINE_BYTES = 256 * 1024 ** 2;
/** Pieces that are smaller are joined as they come: each costs more than its bytes. */
const SMALL_BYTES = 4 * 1024;
const NEWLINE = 10;
/** It is worth to look what of a longer line is needed, in bytes. */
const LONG_BYTES = 1024 ** 2;

/** Keeps of a long line, piece by piece, what is needed. */
export interface LineCutter {
  push(piece: Buffer): void;
  finish(): Buffer;
}

export interface LineSplitterOptions {
  readonly maxBytes?: number;
  readonly longBytes?: number;
  /** What cuts a long line that begins so; undefined when all of it is needed. */
  readonly cutterFor?: (start: Buffer) => LineCutter | undefined;
}

/** Makes lines of what comes in pieces. */
export class LineSplitter {
  private readonly maxBytes: number;
  private readonly longBytes: number;
  private readonly cutterFor: (start: Buffer) => LineCutter | undefined;
  /** What there is of a line without its end. */
  private readonly pieces: Buffer[] = [];
  private length = 0;
  private isPassingOver = false;
  private isLong = false;
  private cutter: LineCutter | undefined;

  /**
   * `onLine` is told of each line without its end, and of how many bytes it had where it was cut; of none that is empty.
   */
  constructor(
    private readonly onLine: (line: string, cutFrom?: number) => void,
    { maxBytes = MAX_LINE_BYTES, longBytes = LONG_BYTES, cutterFor = () => undefined }: LineSplitterOptions = {},
  ) {
    this.maxBytes = maxBytes;
    this.longBytes = longBytes;
    this.cutterFor = cutterFor;
  }

  push(chunk: Buffer): void {
    let start = 0;
    // The usual case: one line, whole.
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      if (this.length === 0 && !this.isPassingOver) this.tell(chunk, start, end);
      else this.finish(chunk.subarray(start, end));
      start = end + 1;
    }
    if (start < chunk.length) this.keep(start === 0 ? chunk : chunk.subarray(start));
  }

  private keep(piece: Buffer): void {
    if (this.isPassingOver) return;
    this.length += piece.length;
    if (this.length > this.maxBytes) {
      this.forget();
      this.isPassingOver = true;
    } else if (this.cutter) this.cutter.push(piece);
    else {
      this.add(piece);
      if (this.length > this.longBytes && !this.isLong) this.beginLong();
    }
  }

  private add(piece: Buffer): void {
    const last = this.pieces.at(-1);
    if (last && last.length < SMALL_BYTES) this.pieces[this.pieces.length - 1] = Buffer.concat([last, piece]);
    else this.pieces.push(piece);
  }

  private beginLong(): void {
    this.isLong = true;
    const [first] = this.pieces;
    this.cutter = first && this.cutterFor(first);
    if (!this.cutter) return;
    for (const piece of this.pieces) this.cutter.push(piece);
    this.pieces.length = 0;
  }

  private finish(piece: Buffer): void {
    this.keep(piece);
    const { isPassingOver, cutter, length } = this;
    const line = isPassingOver ? undefined : (cutter?.finish() ?? Buffer.concat(this.pieces, length));
    this.forget();
    if (line) this.tell(line, 0, line.length, cutter && length);
  }

  private forget(): void {
    this.pieces.length = 0;
    this.length = 0;
    this.isPassingOver = false;
    this.isLong = false;
    this.cutter = undefined;
  }

  private tell(bytes: Buffer, start: number, end: number, cutFrom?: number): void {
    if (end - start > 0 && end - start <= this.maxBytes) this.onLine(bytes.toString('utf8', start, end), cutFrom);
  }
}
