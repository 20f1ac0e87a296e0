import { getLocation, type JSONPath } from 'jsonc-parser';
import type { TextRange } from '../../../shared/languageApi';

/** Where in a JSON text something is typed. */
export interface Place {
  /** Of the value that is typed; when a key is, of the object that gets it. */
  readonly path: JSONPath;
  readonly isKey: boolean;
  /** What is typed so far, quotes included: that is to be replaced. */
  readonly range: TextRange;
  /** Of a text, what stands before the cursor. */
  readonly prefix: string;
}

export function placeAt(text: string, offset: number): Place {
  const { path, isAtPropertyKey, previousNode } = getLocation(text, offset);
  const range =
    previousNode && touches(previousNode, offset) ? tokenRange(text, previousNode, offset) : wordRange(text, offset);
  return {
    path: isAtPropertyKey ? path.slice(0, -1) : path,
    isKey: isAtPropertyKey,
    range,
    prefix: text.slice(range.from, offset).replace(/^"/, ''),
  };
}

interface Token {
  readonly offset: number;
  readonly length: number;
}

function touches({ offset, length }: Token, at: number): boolean {
  return offset <= at && at <= offset + length;
}

/** A text that does not end yet goes on to the end of its line, which holds other things. */
function tokenRange(text: string, { offset, length }: Token, at: number): TextRange {
  const token = text.slice(offset, offset + length);
  const isOpen = token.startsWith('"') && !/^"(?:[^"\\]|\\.)*"$/.test(token);
  return { from: offset, to: isOpen ? at : offset + length };
}

function wordRange(text: string, at: number): TextRange {
  let from = at;
  while (from > 0 && /[^\s"{}[\],:]/.test(text.charAt(from - 1))) from--;
  return { from, to: at };
}
