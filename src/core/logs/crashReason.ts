import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the last error in a process's output says. Line and column count from 1. */
export interface CrashReason {
  readonly summary: string;
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** `Error: text`, `TypeError [CODE]: text`, `Uncaught Error: text`; also Python's `ValueError: text`. */
const ERROR_LINE = /^(?:Uncaught )?((?:[A-Z][\w$]*(?:Error|Exception|Warning)|Error)(?: \[[\w]+\])?: .+)$/;
/** What Node prints for a thrown thing that is no error: `Uncaught:` and the value, or the source line and the value. */
const UNCAUGHT = /^Uncaught:?\s*(.*)$/;
/** `    at f (file:///a/b.mjs:1:2)`, `    at /a/b.js:1:2`. */
const NODE_FRAME = /^\s+at (?:.*\()?((?:file:\/\/)?[^()]+?):(\d+):(\d+)\)?$/;
/** The header that Node prints above a syntax error or an uncaught throw: `/a/b.js:12`. */
const NODE_HEADER = /^((?:file:\/\/)?(?:\/|[A-Za-z]:\\)[^:]+(?:\.[\w]+)):(\d+)$/;
/** `  File "/a/b.py", line 3, in <module>`. */
const PYTHON_FRAME = /^\s+File "([^"]+)", line (\d+)/;

/** Finds why a process ended in what it wrote last; undefined when it says nothing of an error. */
export function crashFromOutput(output: string, folder: string): CrashReason | undefined {
  const lines = output.split(/\r?\n/);
  const at = lines.findLastIndex((line) => ERROR_LINE.test(line));
  if (at >= 0) {
    const summary = ERROR_LINE.exec(lines[at] ?? '')?.[1] ?? '';
    return { summary, ...placeNear(lines, at, folder) };
  }
  return thrownValue(lines, folder);
}

/** `throw 'text'` prints the place, the source line, a caret, and then the value. */
function thrownValue(lines: readonly string[], folder: string): CrashReason | undefined {
  const header = lines.findLastIndex((line) => NODE_HEADER.test(line));
  const uncaught = lines.findLastIndex((line) => UNCAUGHT.test(line));
  const from = Math.max(header + (header < 0 ? 0 : 3), uncaught);
  if (header < 0 && uncaught < 0) return undefined;
  const text = lines
    .slice(Math.max(from, 0))
    .map((line) => UNCAUGHT.exec(line)?.[1] ?? line)
    .find((line) => line.trim() !== '' && !line.startsWith('('));
  return text === undefined ? undefined : { summary: text.trim(), ...placeNear(lines, Math.max(header, 0), folder) };
}

/** The first frame after an error that lies in the module; else the header above it; Python's frames stand before. */
function placeNear(lines: readonly string[], at: number, folder: string): Partial<Place> {
  const frames = lines.slice(at).flatMap((line) => place(NODE_FRAME.exec(line)));
  const headers = lines.slice(0, at + 1).flatMap((line) => place(NODE_HEADER.exec(line)));
  const python = lines.slice(0, at).flatMap((line) => place(PYTHON_FRAME.exec(line)));
  const candidates = [...headers.slice(-1), ...frames, ...python.reverse()].filter(({ file }) => isOwn(file, folder));
  const header = candidates[0];
  // The frame of the same line knows the column too.
  return candidates.find((one) => one.file === header?.file && one.line === header.line && one.column) ?? header ?? {};
}

function place(match: RegExpExecArray | null): Place[] {
  const [, location, line, column] = match ?? [];
  if (location === undefined || line === undefined) return [];
  const file = toPath(location);
  return file === undefined
    ? []
    : [{ file, line: Number(line), ...(column !== undefined && { column: Number(column) }) }];
}

function toPath(location: string): string | undefined {
  if (!location.startsWith('file://')) return path.isAbsolute(location) ? location : undefined;
  try {
    return fileURLToPath(location);
  } catch {
    return undefined; // a module may print anything
  }
}

function isOwn(file: string, folder: string): boolean {
  const relative = path.relative(folder, file);
  return !relative.startsWith('..') && !path.isAbsolute(relative) && !relative.split(path.sep).includes('node_modules');
}
