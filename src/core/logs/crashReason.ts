import { crashPlace, isFrame, type Place } from './crashPlace';

/** What the last error in a process's output says. Line and column count from 1. */
export interface CrashReason extends Partial<Place> {
  /** One line, such as `Cannot find module 'x'` or `TypeError: x is not a function`. */
  readonly summary: string;
}

interface Found {
  /** Index of the line that says what happened. */
  readonly at: number;
  readonly summary: string;
}

/** `Error: text`, `TypeError [CODE]: text`, `Uncaught Error: text`; also Python's `ValueError: text`. */
const ERROR_LINE = /^(?:Uncaught )?(?:[\w$.]*(?:Error|Exception)|UnhandledPromiseRejection)(?: \[\w+\])?: ./;
/** The place that Node prints above the source line of an uncaught error. */
const HEADER = /^(?:file:\/\/)?(?:\/|[A-Za-z]:\\).*:\d+$/;
/** Node's words after the value, its version, the module it could not find, and what an error carries beside its text. */
const AFTERWORD = /^(?:\s|$|[}\]]|\(Use `node|Node\.js v|Require stack:|- |Emitted '|node:)/;
/** An error that is followed by more other lines than this was not what the process ended with. */
const MAX_LATER_LINES = 5;
/** How many lines a message may have above its first frame. */
const MAX_MESSAGE_LINES = 20;
const MAX_SUMMARY_LENGTH = 300;

/**
 * Finds why a process ended in what it wrote last; undefined when it says nothing of an error. With an exit code other
 * than 0 its last line is taken for the reason when there is no better one: it is all that a thrown string leaves.
 */
export function crashFromOutput(output: string, folder: string, exitCode = 0): CrashReason | undefined {
  const lines = output.split(/\r?\n/);
  const errors = [rejection(lines), withStack(lines), errorLine(lines), thrownValue(lines), outOfMemory(lines)];
  const found = errors.filter((error) => error !== undefined && isLast(lines, error.at)).sort(byPosition);
  const best = found[0] ?? (exitCode === 0 ? undefined : lastLine(lines));
  if (!best) return undefined;
  const [text = '', importer] = best.summary.split(/ imported from (?=\S+$)/);
  const summary = shorten(text.endsWith(':') ? `${text} ${lines.slice(best.at + 1).find(Boolean) ?? ''}` : text);
  return summary === '' ? undefined : { summary, ...crashPlace(lines, best.at, { folder, importer }) };
}

/** An error above its stack: whatever it is called, and even when it has no text. */
function withStack(lines: readonly string[]): Found | undefined {
  const first = lines.findLastIndex(
    (line, at) => isFrame(line) && !isFrame(lines[at - 1] ?? '') && isHeadline(lines, at),
  );
  if (first < 0) return undefined;
  const above = lines.slice(Math.max(0, first - MAX_MESSAGE_LINES), first);
  const named = above.findLastIndex((line) => ERROR_LINE.test(line));
  const at = named < 0 ? first - 1 : first - above.length + named;
  return { at, summary: withoutName(lines[at] ?? '') };
}

/** What stands above a stack is its error, unless Node only tells where that was emitted. */
function isHeadline(lines: readonly string[], frame: number): boolean {
  const above = lines[frame - 1] ?? '';
  return above !== '' ? !above.startsWith("Emitted '") && !/^\s/.test(above) : ERROR_LINE.test(lines[frame - 2] ?? '');
}

function errorLine(lines: readonly string[]): Found | undefined {
  const at = lines.findLastIndex((line) => ERROR_LINE.test(line));
  return at < 0 ? undefined : { at, summary: withoutName(lines[at] ?? '') };
}

/** `throw 'text'` prints the place, the source line, a caret, and then the value. */
function thrownValue(lines: readonly string[]): Found | undefined {
  const caret = lines.findLastIndex((line, at) => /^\s*\^+$/.test(line) && HEADER.test(lines[at - 2] ?? ''));
  const value = lines[caret + 1] ?? '';
  return caret < 0 || value === '' ? undefined : { at: caret + 1, summary: value };
}

/** Node says how a promise is rejected, and at the end with what. */
function rejection(lines: readonly string[]): Found | undefined {
  const at = lines.findLastIndex((line) => line.includes('UnhandledPromiseRejection: This error originated'));
  const [, reason] = /rejected with the reason "(.*)"\.\]?/.exec(lines[at] ?? '') ?? [];
  return reason === undefined ? undefined : { at, summary: `Unhandled rejection: ${reason}` };
}

function outOfMemory(lines: readonly string[]): Found | undefined {
  const at = lines.findLastIndex((line) => line.startsWith('FATAL ERROR: '));
  // What follows is the engine's own stack, however long.
  return at < 0 ? undefined : { at, summary: (lines[at] ?? '').replace(/^FATAL ERROR: (?:.* - )?/, '') };
}

function lastLine(lines: readonly string[]): Found | undefined {
  const at = lines.findLastIndex((line) => line !== '' && !AFTERWORD.test(line) && !/^\(node:\d+\)/.test(line));
  return at < 0 ? undefined : { at, summary: withoutName(lines[at] ?? '') };
}

function isLast(lines: readonly string[], at: number): boolean {
  if (lines[at]?.startsWith('FATAL ERROR: ')) return true;
  return lines.slice(at + 1).filter((line) => !AFTERWORD.test(line)).length <= MAX_LATER_LINES;
}

/** The later one; of two at one place, the one that was looked for first. */
function byPosition(one: Found | undefined, other: Found | undefined): number {
  return (other?.at ?? 0) - (one?.at ?? 0);
}

/** `Error: text` says no more than the text; other names do. Codes are for programs. */
function withoutName(line: string): string {
  return line
    .replace(/^Uncaught /, '')
    .replace(/^([\w$.]+) \[\w+\]: /, '$1: ')
    .replace(/^Error: (?=.)/, '');
}

function shorten(text: string): string {
  const line = text.trim();
  return line.length > MAX_SUMMARY_LENGTH ? `${line.slice(0, MAX_SUMMARY_LENGTH)}…` : line;
}
