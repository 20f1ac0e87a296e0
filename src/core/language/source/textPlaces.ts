import type { TextPlace, TextRange } from '../../../shared/sourceApi';
import type { Span } from './program';

/** Offsets of a text as lines and characters, and back. Lines end where the editor ends them. */
export class TextPlaces {
  private readonly starts: readonly number[];

  constructor(private readonly text: string) {
    const starts = [0];
    for (const { index, 0: ending } of text.matchAll(/\r\n|\r|\n/g)) starts.push(index + ending.length);
    this.starts = starts;
  }

  placeAt(offset: number): TextPlace {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - (this.starts[low] ?? 0) };
  }

  rangeOf({ start, end }: Span): TextRange {
    return { start: this.placeAt(start), end: this.placeAt(end) };
  }

  offsetAt({ line, character }: TextPlace): number {
    return Math.min((this.starts[line] ?? this.text.length) + character, this.text.length);
  }
}
