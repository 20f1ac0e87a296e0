import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** A line of a JavaScript stack, taken apart. */
export interface ParsedFrame {
  /** As the engine says it, such as `async Users.load` or `new Pool`. */
  readonly call?: string;
  /** As printed: a path, a `file:` address, or a name such as `node:internal/timers`. */
  readonly location: string;
  /** Absolute path, where the location is one. */
  readonly file?: string;
  /** Count from 1. */
  readonly line: number;
  readonly column: number;
}

/** `    at f (file:///a/b.mjs:1:2)`, `    at /a/b.js:1:2`; the brace begins what an uncaught error carries. */
const FRAME = /^\s+at (?:(?<call>.*?) \((?<place>.*)\)|(?<bare>.*?))(?: \{)?$/;
const PLACE = /^(.+):(\d+):(\d+)$/;

/** Reads a line of a stack as V8 prints it; undefined when it is none, or has no place. */
export function parseFrame(line: string): ParsedFrame | undefined {
  const { call, place, bare } = FRAME.exec(line)?.groups ?? {};
  const [, location, lineNumber, column] = PLACE.exec(place ?? bare ?? '') ?? [];
  if (location === undefined) return undefined;
  const file = toPath(location);
  return {
    ...(call !== undefined && { call }),
    location,
    ...(file !== undefined && { file }),
    line: Number(lineNumber),
    column: Number(column),
  };
}

/** The absolute path that a location of a stack names; undefined when it names none. */
export function toPath(location: string): string | undefined {
  if (!location.startsWith('file://')) return path.isAbsolute(location) ? location : undefined;
  try {
    return fileURLToPath(location);
  } catch {
    return undefined; // a module may print anything
  }
}
