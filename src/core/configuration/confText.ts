import { applyEdits, findNodeAtLocation, modify, parseTree, type JSONPath } from 'jsonc-parser';
import { isDeepStrictEqual } from 'node:util';
import { UserError } from '../../base/errors';
import { message } from '../../base/message';
import { isRecord } from '../../base/records';
import type { Json } from '../../shared/probe';
import { isJsonObject, type JsonObject } from '../manifest/manifestSource';
import { joinOptionKey } from './optionKey';

/** PM2 writes with four spaces and without a line end behind the last bracket. */
const INDENT = 4;
const formattingOptions = { tabSize: INDENT, insertSpaces: true, eol: '\n' };

/** One change of `module_conf.json`: the value at `path`, whose first part is a module's name; undefined takes it out. */
export interface ConfEdit {
  readonly path: readonly string[];
  readonly value: Json | undefined;
}

/** Says what to change, given what is there. */
export type ConfDecision = (sections: JsonObject) => readonly ConfEdit[];

/** Takes out an option, and with it the objects above that would be left empty: they would hide a whole default. */
export function removal(sections: JsonObject, path: readonly string[]): ConfEdit {
  const parent = path.slice(0, -1);
  const holder = valueAt(sections, parent);
  const isAlone = isRecord(holder) && Object.keys(holder).length === 1 && Object.hasOwn(holder, path.at(-1) ?? '');
  return isAlone && parent.length > 1 ? removal(sections, parent) : { path, value: undefined };
}

/** The value at `path`, if there is one. */
export function valueAt(sections: unknown, path: readonly string[]): Json | undefined {
  let value: unknown = sections;
  for (const part of path) {
    if (!(isRecord(value) || Array.isArray(value)) || !Object.hasOwn(value, part)) return undefined;
    value = (value as Readonly<Record<string, unknown>>)[part];
  }
  return value as Json | undefined;
}

/** What the object is after the changes: those of PM2's `set` and `unset`. */
export function editedObject(sections: JsonObject, edits: readonly ConfEdit[]): JsonObject {
  return edits.reduce<JsonObject>((object, { path, value }) => asObject(replaced(object, path, value)), sections);
}

/**
 * The text after the changes. Everything else in it stays as it is: order, foreign keys, how it is written. `text` must
 * hold a JSON object; `before` is that object, where it is known.
 */
export function editedText(
  text: string,
  edits: readonly ConfEdit[],
  before: JsonObject = JSON.parse(withoutMark(text)) as JsonObject,
): string {
  const plain = withoutMark(text);
  if (edits.every(({ path, value }) => isDeepStrictEqual(valueAt(before, path), value))) return plain;
  const wanted = editedObject(before, edits);
  const edited = edits.reduce((current, edit) => editText(current, edit), plain);
  // A key that stands there twice, and the like: then the whole is written as PM2 would write it.
  return holds(edited, wanted) ? edited : JSON.stringify(wanted, undefined, INDENT);
}

/** The changes that lead from one state to another: what somebody else has set or taken out. */
export function changesBetween(before: unknown, after: unknown, path: readonly string[] = []): ConfEdit[] {
  if (isDeepStrictEqual(before, after)) return [];
  if (!isRecord(before) || !isRecord(after)) return [{ path, value: after as Json | undefined }];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    changesBetween(valueAt(before, [key]), valueAt(after, [key]), [...path, key]),
  );
}

/** PM2 could not read a file with a byte order mark. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

function editText(text: string, { path, value }: ConfEdit): string {
  const tree = parseTree(text);
  const at = (length: number): ReturnType<typeof findNodeAtLocation> =>
    tree && findNodeAtLocation(tree, jsonPath(tree, path.slice(0, length)));
  if (value === undefined) {
    if (!at(path.length)) return text;
    const parent = at(path.length - 1);
    const isLast = parent?.type === 'object' && parent.children?.length === 1;
    // Taking out the only key would leave its line behind.
    if (parent && isLast) return text.slice(0, parent.offset) + '{}' + text.slice(parent.offset + parent.length);
    return applyEdits(text, modify(text, jsonPath(tree, path), undefined, { formattingOptions }));
  }
  // Down to what is there and can hold the next part; all below it is new.
  let known = 0;
  while (known < path.length - 1 && isHolder(at(known + 1))) known++;
  const fresh = path.slice(known + 1).reduceRight<Json>((inner, part) => ({ [part]: inner }), value);
  const target = tree ? jsonPath(tree, path.slice(0, known + 1)) : path.slice(0, known + 1);
  return applyEdits(text, modify(text, target, fresh, { formattingOptions }));
}

function isHolder(node: ReturnType<typeof findNodeAtLocation>): boolean {
  return node?.type === 'object' || node?.type === 'array';
}

/** Items of lists are addressed by number there. */
function jsonPath(tree: ReturnType<typeof parseTree>, path: readonly string[]): JSONPath {
  const result: (string | number)[] = [];
  for (const part of path) {
    const parent = tree && findNodeAtLocation(tree, result);
    result.push(parent?.type === 'array' ? Number(part) : part);
  }
  return result;
}

function replaced(holder: Json | undefined, path: readonly string[], value: Json | undefined): Json | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (isList(holder)) return replacedItem(holder, path, value);
  const members = isJsonObject(holder) ? holder : {};
  const known = Object.hasOwn(members, part) ? members[part] : undefined;
  if (value === undefined && known === undefined) return holder;
  const next = replaced(known, rest, value);
  if (next === undefined) return Object.fromEntries(Object.entries(members).filter(([key]) => key !== part));
  return { ...members, [part]: next };
}

/** PM2 would take any key for a list, and lose it in writing. */
function replacedItem(list: readonly Json[], path: readonly string[], value: Json | undefined): Json {
  const [part = '', ...rest] = path;
  const index = /^(0|[1-9]\d*)$/.test(part) ? Number(part) : Infinity;
  if (value === undefined && index >= list.length) return list;
  if (index > list.length) {
    throw new UserError(message('"{0}" would be in a list: set the list as a whole.', joinOptionKey(path)));
  }
  const next = replaced(list[index], rest, value);
  return list.toSpliced(index, 1, ...(next === undefined ? [] : [next]));
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function asObject(value: Json | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function holds(text: string, wanted: JsonObject): boolean {
  try {
    return isDeepStrictEqual(JSON.parse(text), wanted);
  } catch {
    return false;
  }
}
