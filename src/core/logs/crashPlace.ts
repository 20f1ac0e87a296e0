import { isOwnFile } from '../../base/isOwnFile';
import { parseFrame, toPath } from '../../base/stackFrame';

/** A place in a file. Line and column count from 1; a module that could not be found has none. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** The header that Node prints above a syntax error or an uncaught throw: `/a/b.js:12`. */
const NODE_HEADER = /^((?:file:\/\/)?(?:\/|[A-Za-z]:\\)[^:]+):(\d+)$/;
/** `  File "/a/b.py", line 3, in <module>`. */
const PYTHON_FRAME = /^\s+File "([^"]+)", line (\d+)/;
/** Of a missing module: `- /a/b.js`, below `Require stack:`. */
const REQUIRED_BY = /^- (\/.+|[A-Za-z]:\\.+)$/;

/** The header stands so many lines above the error at most: the source line, the caret, and empty lines. */
const MAX_HEADER_LINES = 6;

/** A line of a stack; not of one that belongs to a cause, which is indented further. */
export function isFrame(line: string): boolean {
  return /^ {4}at /.test(line);
}

/**
 * The place in the module's own code that an error points to, told at `lines[at]`: the header above it, else its first
 * frame outside of node_modules, else the file that asked for what is missing.
 */
export function crashPlace(
  lines: readonly string[],
  at: number,
  { folder, importer }: { readonly folder: string; readonly importer: string | undefined },
): Partial<Place> {
  const header = lines.slice(Math.max(0, at - MAX_HEADER_LINES), at);
  const after = lines.slice(at);
  const candidates = [
    ...header.flatMap((line) => place(NODE_HEADER.exec(line))).slice(-1),
    ...after.flatMap(framePlace),
    ...tracebackAbove(lines, at)
      .flatMap((line) => place(PYTHON_FRAME.exec(line)))
      .reverse(),
    ...after.flatMap((line) => place(REQUIRED_BY.exec(line))),
    ...(importer === undefined ? [] : place(['', importer])),
  ].filter(({ file }) => isOwnFile(file, folder));
  const first = candidates[0];
  // The frame of the same line knows the column too.
  return candidates.find((one) => one.file === first?.file && one.line === first.line && one.column) ?? first ?? {};
}

/** Python prints its frames first, indented. */
function tracebackAbove(lines: readonly string[], at: number): readonly string[] {
  const start = lines.slice(0, at).findLastIndex((line) => !/^\s/.test(line));
  return lines.slice(start + 1, at);
}

function framePlace(text: string): Place[] {
  const { file, line, column } = parseFrame(text) ?? {};
  return file === undefined || line === undefined || column === undefined ? [] : [{ file, line, column }];
}

function place(match: readonly (string | undefined)[] | null): Place[] {
  const [, location, line] = match ?? [];
  const file = location === undefined ? undefined : toPath(location);
  return file === undefined ? [] : [{ file, ...(line !== undefined && { line: Number(line) }) }];
}
