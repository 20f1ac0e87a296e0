import type { JSONPath } from 'jsonc-parser';
import { UserError } from '../../base/errors';
import { message, type Message } from '../../base/message';
import { truncate } from '../../base/truncate';
import type { Hint } from '../../shared/module';
import type { Json } from '../../shared/probe';
import { BrokenManifestError } from './brokenManifestError';
import { readJsonText, type JsonFault, type Position } from './jsonText';

/** A JSON object from a file. */
export type JsonObject = Readonly<Record<string, Json>>;

/** A package.json that is an object, with the places of its keys, and the hints found in it so far. */
export class ManifestSource {
  readonly hints: Hint[] = [];

  constructor(
    /** Absolute path. */
    readonly file: string,
    readonly json: JsonObject,
    readonly positionOf: (path: JSONPath) => Position,
  ) {}

  /** An error about the value at that path; `describe` makes its text, given the line. */
  error(path: JSONPath, describe: (line: number) => Message): UserError {
    return errorAt(this.file, this.positionOf(path), describe);
  }

  hint(code: string, path: JSONPath, text: Message, weight: Pick<Hint, 'isMinor'> = {}): void {
    this.hints.push({ code, message: text, ...weight, file: this.file, ...this.positionOf(path) });
  }
}

/** Throws a {@link BrokenManifestError} when the text is not a JSON object. */
export function parseManifest(file: string, text: string): ManifestSource {
  const parsed = readJsonText(text);
  if (parsed.kind === 'broken') {
    throw brokenAt(file, parsed.position, faultMessage(parsed.fault, parsed.position));
  }
  if (!isJsonObject(parsed.value)) {
    const text = message(
      'package.json holds {0}, but must be an object: {"name": …, "main": …}.',
      kindOf(parsed.value),
    );
    throw brokenAt(file, { line: 1, column: 1 }, text);
  }
  return new ManifestSource(file, parsed.value, parsed.positionOf);
}

export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value from a file as it is shown in a message: JSON, cut to a length that can be read. */
export function shown(value: Json): string {
  return truncate(JSON.stringify(value), MAX_SHOWN);
}

/** Characters of a value that a message shows. */
const MAX_SHOWN = 60;

function errorAt(file: string, position: Position, describe: (line: number) => Message): UserError {
  return new UserError(describe(position.line), [{ kind: 'openFile', file, ...position }]);
}

function brokenAt(file: string, position: Position, text: Message): BrokenManifestError {
  return new BrokenManifestError(text, [{ kind: 'openFile', file, ...position }]);
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? '[]' : shown(value);
}

function faultMessage(fault: JsonFault, { line, column }: Position): Message {
  switch (fault) {
    case 'empty':
      return message('package.json is empty. It needs at least a "name", and a "main" file that starts the module.');
    case 'comment':
      return message('package.json, line {0}, column {1}: npm and PM2 take no comments in this file.', line, column);
    case 'conflict':
      return message('package.json, line {0}: a merge conflict is not resolved yet.', line);
    case 'name':
      return message(
        'package.json, line {0}, column {1}: a name in double quotes belongs here, or the comma before is one too many.',
        line,
        column,
      );
    case 'colon':
      return message('package.json, line {0}, column {1}: a colon is missing.', line, column);
    case 'comma':
      return message('package.json, line {0}, column {1}: a comma is missing.', line, column);
    case 'end':
      return message('package.json, line {0}, column {1}: a closing bracket is missing.', line, column);
    case 'string':
      return message(
        'package.json, line {0}, column {1}: this text does not end, or has a character that must be escaped.',
        line,
        column,
      );
    case 'deep':
      return message('package.json is nested too deeply to be read.');
    case 'other':
      return message(
        'package.json, line {0}, column {1}: this is not JSON. A comma too many, single quotes or a missing quote cause it.',
        line,
        column,
      );
  }
}
