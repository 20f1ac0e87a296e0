/** A longer line is passed over, in bytes: a heap snapshot fits, and what never ends does not fill the memory. */
const MAX_LINE_BYTES = 256 * 1024 ** 2;
/** Pieces that are smaller are joined as they come: each costs more than its bytes. */
const SMALL_BYTES = 4 * 1024;
const NEWLINE = 10;

/** Makes lines of what comes in pieces. */
export class LineSplitter {
  /** What there is of a line without its end. */
  private readonly pieces: Buffer[] = [];
  private length = 0;
  private isPassingOver = false;

  /** `onLine` is told of each line without its end; of none that is empty. */
  constructor(
    private readonly onLine: (line: string) => void,
    private readonly maxBytes = MAX_LINE_BYTES,
  ) {}

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
    const last = this.pieces.at(-1);
    if (last && last.length < SMALL_BYTES) this.pieces[this.pieces.length - 1] = Buffer.concat([last, piece]);
    else this.pieces.push(piece);
    this.length += piece.length;
    if (this.length <= this.maxBytes) return;
    this.isPassingOver = true;
    this.forget();
  }

  private finish(piece: Buffer): void {
    this.keep(piece);
    const line = this.isPassingOver ? undefined : Buffer.concat(this.pieces, this.length);
    this.isPassingOver = false;
    this.forget();
    if (line) this.tell(line, 0, line.length);
  }

  private forget(): void {
    this.pieces.length = 0;
    this.length = 0;
  }

  private tell(bytes: Buffer, start: number, end: number): void {
    if (end - start > 0 && end - start <= this.maxBytes) this.onLine(bytes.toString('utf8', start, end));
  }
}
