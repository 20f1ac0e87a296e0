/** A text without its marks `«` and `»`, and what stands between them, in UTF-16 units. */
export interface MarkedText {
  readonly text: string;
  readonly ranges: readonly { readonly from: number; readonly to: number }[];
}

export function readMarks(marked: string): MarkedText {
  const ranges: { from: number; to: number }[] = [];
  let text = '';
  let from = 0;
  for (const part of marked.split(/([«»])/)) {
    if (part === '«') from = text.length;
    else if (part === '»') ranges.push({ from, to: text.length });
    else text += part;
  }
  return { text, ranges };
}

/** A text without its mark `|`, and where that stood. */
export function readCursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('|');
  return { text: marked.slice(0, offset) + marked.slice(offset + 1), offset };
}
