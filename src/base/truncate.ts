/** What stands for the part that was cut. */
export const ELLIPSIS = '…';

/**
 * The first `length` characters and an ellipsis when the text is longer, else the text itself. What was cut is a copy of
 * its own: a plain slice would keep the whole long text in memory.
 */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  return startOf(text, length) + ELLIPSIS;
}

/** The first `length` characters, as a copy of their own where that is not all. */
export function startOf(text: string, length: number): string {
  return text.length <= length ? text : copyOf(text.slice(0, length));
}

/** The last `length` characters, as a copy of their own where that is not all. */
export function endOf(text: string, length: number): string {
  return text.length <= length ? text : copyOf(text.slice(-length));
}

function copyOf(text: string): string {
  return Buffer.from(text, 'utf16le').toString('utf16le');
}
