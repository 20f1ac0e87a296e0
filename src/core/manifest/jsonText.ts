import { findNodeAtLocation, parseTree, printParseErrorCode, type JSONPath, type ParseError } from 'jsonc-parser';
import type { Json } from '../../shared/probe';

/** A place in a text; both count from 1. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What is wrong with a text that is not JSON, as far as it can be told. */
export type JsonFault =
  'empty' | 'comment' | 'conflict' | 'name' | 'colon' | 'comma' | 'end' | 'string' | 'deep' | 'other';

/** Levels of lists and objects that are read; a file of a person has about five. */
const MAX_DEPTH = 500;

export type JsonText =
  | {
      readonly kind: 'valid';
      readonly value: Json;
      /** Where the key (or, in a list, the item) of that path stands; of its nearest existing parent when it is absent. */
      readonly positionOf: (path: JSONPath) => Position;
    }
  | { readonly kind: 'broken'; readonly fault: JsonFault; readonly position: Position };

/** Reads JSON as strictly as Node, npm and PM2 do (no comments, no trailing commas); a byte order mark is ignored. */
export function readJsonText(source: string): JsonText {
  const text = source.startsWith('\uFEFF') ? source.slice(1) : source;
  try {
    const value = JSON.parse(text) as Json;
    if (isDeeperThan(MAX_DEPTH, value)) return tooDeep;
    let tree: ReturnType<typeof parseTree>;
    const positionOf = (path: JSONPath): Position => positionAt(text, offsetOf((tree ??= parseTree(text)), path));
    return { kind: 'valid', value, positionOf };
  } catch (thrown) {
    return thrown instanceof RangeError ? tooDeep : brokenText(text);
  }
}

function brokenText(text: string): JsonText {
  const errors: ParseError[] = [];
  try {
    parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  } catch {
    return tooDeep; // it ran out of stack
  }
  return { kind: 'broken', fault: faultOf(errors[0], text), position: positionAt(text, errors[0]?.offset ?? 0) };
}

const tooDeep: JsonText = { kind: 'broken', fault: 'deep', position: { line: 1, column: 1 } };

function isDeeperThan(limit: number, value: Json): boolean {
  if (limit < 0) return true;
  if (typeof value !== 'object' || value === null) return false;
  for (const item of Object.values<Json>(value)) if (isDeeperThan(limit - 1, item)) return true;
  return false;
}

function offsetOf(tree: ReturnType<typeof parseTree>, path: JSONPath): number {
  if (!tree) return 0;
  const node = findNodeAtLocation(tree, path);
  if (!node) return path.length === 0 ? 0 : offsetOf(tree, path.slice(0, -1));
  return node.parent?.type === 'property' ? node.parent.offset : node.offset;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split(/\r\n|\r|\n/);
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function faultOf(error: ParseError | undefined, text: string): JsonFault {
  if (text.trim() === '') return 'empty';
  if (!error) return 'other';
  if (text.startsWith('//', error.offset) || text.startsWith('/*', error.offset)) return 'comment';
  if (text.startsWith('<<<<<<<', error.offset)) return 'conflict';
  switch (printParseErrorCode(error.error)) {
    case 'PropertyNameExpected':
      return 'name';
    case 'ColonExpected':
      return 'colon';
    case 'CommaExpected':
      return 'comma';
    case 'CloseBraceExpected':
    case 'CloseBracketExpected':
      return 'end';
    case 'UnexpectedEndOfString':
    case 'InvalidCharacter':
    case 'InvalidUnicode':
    case 'InvalidEscapeCharacter':
      return 'string';
    default:
      return 'other';
  }
}
