import type { JSONPath } from 'jsonc-parser';
import type { Remedy } from '../../base/errors';
import { message, type Message } from '../../base/message';
import { truncate } from '../../base/truncate';
import type { Hint } from '../../shared/module';
import type { Json } from '../../shared/probe';
import { BrokenManifestError } from './brokenManifestError';
import type { Finding } from './finding';
import { readJsonText, type JsonFault, type Position } from './jsonText';
import { ManifestError } from './manifestError';

/** A JSON object from a file. */
export type JsonObject = Readonly<Record<string, Json>>;

/** A package.json that is an object, with the places of its keys, and what was found in it so far. */
export class ManifestSource {
  private readonly noted: Finding[] = [];

  constructor(
    /** Absolute path. */
    readonly file: string,
    readonly json: JsonObject,
    readonly positionOf: (path: JSONPath) => Position,
    /** Gets what is wrong with a part of it, whose other parts can still be read; without it, that is thrown. */
    private readonly onRefused?: (finding: Finding) => void,
  ) {}

  /** What is not as PM2 or a person would expect, in the order in which it was found. */
  get findings(): readonly Finding[] {
    return this.noted;
  }

  /** The same, as hints with a line and column, from top to bottom. */
  get hints(): Hint[] {
    return this.noted
      .map(({ code, message: text, path, isMinor }) => ({
        ...{ code, message: text, file: this.file },
        ...(isMinor ? { isMinor } : undefined),
        ...this.positionOf(path),
      }))
      .sort((one, other) => one.line - other.line);
  }

  /** An error about what was found. */
  error(finding: Finding, remedies?: readonly Remedy[]): ManifestError {
    return new ManifestError(finding, { file: this.file, position: this.positionOf(finding.path) }, remedies);
  }

  /** Throws an error about a part that cannot be used, unless the others are to be read all the same. */
  refuse(finding: Finding): void {
    if (!this.onRefused) throw this.error(finding);
    this.onRefused(finding);
  }

  hint(code: string, path: JSONPath, text: Message, about?: Pick<Finding, 'part' | 'instead' | 'isMinor'>): void {
    this.noted.push({ code, path, message: text, ...about });
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
