import { applyEdits, modify, type JSONPath } from 'jsonc-parser';
import type { Json } from '../../../shared/probe';
import type { TextChange } from '../../../shared/languageApi';

/** Sets the value at a path, or removes it when there is none, in the style of the text. `isFirst`: before its siblings. */
export function withValue(text: string, path: JSONPath, value: Json | undefined, isFirst = false): string {
  const edits = modify(text, path, value, {
    formattingOptions: styleOf(text),
    ...(isFirst ? { getInsertionIndex: () => 0 } : {}),
  });
  return applyEdits(text, edits);
}

/** The one change that makes `after` of `before`. */
export function changeBetween(before: string, after: string): TextChange {
  const shorter = Math.min(before.length, after.length);
  let from = 0;
  while (from < shorter && before[from] === after[from]) from++;
  let tail = 0;
  while (tail < shorter - from && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { from, to: before.length - tail, text: after.slice(from, after.length - tail) };
}

function styleOf(text: string): { readonly insertSpaces: boolean; readonly tabSize: number; readonly eol: string } {
  const indent = /^([\t ]+)\S/m.exec(text)?.[1] ?? '  ';
  return {
    insertSpaces: !indent.startsWith('\t'),
    tabSize: indent.startsWith('\t') ? 1 : indent.length,
    eol: text.includes('\r\n') ? '\r\n' : '\n',
  };
}
