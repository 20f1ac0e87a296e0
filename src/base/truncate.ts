/** What stands for the part that was cut. */
export const ELLIPSIS = '…';

/**
 * The first `length` characters and an ellipsis when the text is longer, else the text itself. What was cut is a copy of
 * its own: a plain slice would keep the whole long text in memory.
 */
export function truncate(text: string, length: number): string {
  if (text.length <= length) return text;
  return Buffer.from(text.slice(0, length), 'utf16le').toString('utf16le') + ELLIPSIS;
}
