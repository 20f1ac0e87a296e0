/** How much of a long text in a line of JSON is kept, in bytes. */
export interface CutLimits {
  /** Of its beginning. */
  readonly head: number;
  /** Of its end. */
  readonly tail: number;
}

/** More than anything here keeps of a text in a message, though each of its characters may take six bytes: of a stack the end counts. */
const CUT_LIMITS: CutLimits = { head: 1024 ** 2, tail: 384 * 1024 };
/** What stands for what was left out. */
const LEFT_OUT = Buffer.from('…');

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const LETTER_U = 0x75;
/** `u` and four digits. */
const UNICODE_ESCAPE_BYTES = 5;
/** Bytes of a character in UTF-8 after the first one are of the form 10xxxxxx; there are three at most. */
const CONTINUATION_MASK = 0xc0;
const CONTINUATION = 0x80;
const MAX_CONTINUATIONS = 3;

interface Piece {
  readonly bytes: Buffer;
  /** Where the first character in it begins that is whole, and no part of an escape. */
  readonly start: number;
}

/** Takes a line of JSON in pieces, and keeps it without the middle of texts in it that are too long: still JSON, if it was. */
export class TextCutter {
  private readonly kept: Buffer[] = [];
  /** The end of a long text so far, whose middle is left out. */
  private tail: Piece[] | undefined;
  private tailBytes = 0;
  private hasLeftOut = false;
  private isInText = false;
  /** Of the text, before the present piece. */
  private textBytes = 0;
  private isEscaped = false;
  /** So many bytes of the next piece belong to an escape that has begun. */
  private escapeLeft = 0;

  constructor(private readonly limits: CutLimits = CUT_LIMITS) {}

  push(piece: Buffer): void {
    if (piece.length === 0) return;
    if (this.tail) this.pushToTail(piece, this.tail);
    else if (this.isInText && this.textBytes >= this.limits.head) this.beginTail(piece);
    else this.keep(piece);
  }

  /** The line, as far as it is kept. */
  finish(): Buffer {
    this.endTail();
    return Buffer.concat(this.kept);
  }

  private keep(piece: Buffer): void {
    this.kept.push(piece);
    this.scan(piece, false);
  }

  /** The beginning of the text ends with a whole character. */
  private beginTail(piece: Buffer): void {
    const start = this.startIn(piece);
    if (start >= piece.length) {
      this.keep(piece);
      return;
    }
    if (start > 0) this.keep(piece.subarray(0, start));
    this.tail = [];
    this.push(piece.subarray(start));
  }

  private pushToTail(piece: Buffer, tail: Piece[]): void {
    const start = this.startIn(piece);
    const end = this.scan(piece, true);
    const bytes = end < piece.length ? piece.subarray(0, end) : piece;
    tail.push({ bytes, start });
    this.tailBytes += bytes.length;
    for (let [first] = tail; first && this.tailBytes - first.bytes.length >= this.limits.tail; [first] = tail) {
      this.tailBytes -= first.bytes.length;
      this.hasLeftOut = true;
      tail.shift();
    }
    if (end === piece.length) return;
    this.endTail();
    this.textBytes = 0;
    this.push(piece.subarray(end));
  }

  private endTail(): void {
    const tail = this.tail ?? [];
    if (this.hasLeftOut) {
      this.kept.push(LEFT_OUT);
      for (let [first] = tail; first && first.start >= first.bytes.length; [first] = tail) tail.shift();
    }
    tail.forEach(({ bytes, start }, index) =>
      this.kept.push(index === 0 && this.hasLeftOut ? bytes.subarray(start) : bytes),
    );
    this.tail = undefined;
    this.tailBytes = 0;
    this.hasLeftOut = false;
  }

  private startIn(piece: Buffer): number {
    let start = this.escapeLeft;
    if (this.isEscaped) start = piece[0] === LETTER_U ? UNICODE_ESCAPE_BYTES : 1;
    const last = start + MAX_CONTINUATIONS;
    while (start < last && start < piece.length && ((piece[start] ?? 0) & CONTINUATION_MASK) === CONTINUATION)
      start += 1;
    return start;
  }

  /** Follows texts and escapes; returns where it has stopped: at the end, or before the quote that ends the present text. */
  private scan(piece: Buffer, stopsAtQuote: boolean): number {
    if (this.isInText && !this.isEscaped && piece.indexOf(QUOTE) < 0 && piece.indexOf(BACKSLASH) < 0) {
      this.escapeLeft = Math.max(0, this.escapeLeft - piece.length);
      this.textBytes += piece.length;
      return piece.length;
    }
    let textStart = -this.textBytes;
    let escapeEnd = this.escapeLeft;
    for (let at = 0; at < piece.length; at++) {
      const byte = piece[at];
      if (this.isEscaped) {
        this.isEscaped = false;
        if (byte === LETTER_U) escapeEnd = at + UNICODE_ESCAPE_BYTES;
      } else if (byte === BACKSLASH) this.isEscaped = this.isInText;
      else if (byte === QUOTE) {
        if (this.isInText && stopsAtQuote) {
          this.escapeLeft = 0;
          return at;
        }
        this.isInText = !this.isInText;
        textStart = at + 1;
      }
    }
    this.textBytes = this.isInText ? piece.length - textStart : 0;
    this.escapeLeft = Math.max(0, escapeEnd - piece.length);
    return piece.length;
  }
}
