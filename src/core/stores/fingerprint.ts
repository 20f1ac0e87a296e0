import { createHash } from 'node:crypto';
import type { StackFrame } from '../../shared/issue';

/** Of a message that count, in characters. */
const MAX_COMPARED_LENGTH = 500;

/** What differs between two occurrences of one problem, the widest first: what is taken by one is not seen by the next. */
const VARIABLES: readonly RegExp[] = [
  /\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi,
  // Times: 2024-01-01T10:00:00.000Z.
  /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d)?(?:\.\d+)?Z?\b/g,
  // Paths, in quotes or not.
  /(?:file:\/\/)?(?:[A-Za-z]:)?(?:[\\/][\w.@+~-]+){2,}[\\/]?/g,
  /\b0x[\da-f]+\b/gi,
  // Hexadecimal ids: eight characters or more, a digit among them.
  /\b(?=[a-f]*\d)[\da-f]{8,}\b/gi,
  /\d+(?:[.,:]\d+)*/g,
];

/** What makes two issues one: their kind, the message without what varies in it, and where in the module's own code they arose. */
export function fingerprint(issue: {
  readonly origin: string;
  readonly name?: string;
  readonly message: string;
  readonly frames: readonly StackFrame[];
}): string {
  const parts = [issue.origin, issue.name ?? '', normalize(issue.message), place(issue.frames)];
  return createHash('sha1').update(parts.join('\0')).digest('base64url');
}

/** The message with `#` for every number, id and path. */
export function normalize(message: string): string {
  return VARIABLES.reduce((text, pattern) => text.replace(pattern, '#'), message.slice(0, MAX_COMPARED_LENGTH));
}

/** A function by its name: a save moves its lines. Anonymous ones have nothing but their line. */
function place(frames: readonly StackFrame[]): string {
  const frame = frames.find(({ isOwn }) => isOwn);
  if (!frame) return '';
  const file = frame.location.replace(/(?::\d+){1,2}$/, '');
  return `${file} ${frame.call ?? String(frame.line)}`;
}
