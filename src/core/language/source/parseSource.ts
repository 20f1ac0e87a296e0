import type { ParseResult } from '@babel/parser';
import type { Parser } from '../../parser/loadParser';
import { lenientSyntax, pluginsFor } from '../../parser/syntax';
import type { Span } from './program';

/** Times that something is left out, or closed, to get at the rest of a file that is half typed. */
const MAX_REPAIRS = 12;

/** `isWhole`: the file parses as it is. */
export interface ParsedSource {
  readonly file: ParseResult;
  readonly isWhole: boolean;
}

type Attempt =
  | { readonly kind: 'parsed'; readonly file: ParseResult }
  | { readonly kind: 'broken'; readonly text: string; readonly offset: number };

/**
 * Parses a file; what cannot be parsed is blanked out, or closed at the end, so that every other place stays where it is.
 * Undefined when that leads nowhere.
 */
export function parseSource({ parse }: Parser, name: string, text: string): ParsedSource | undefined {
  const plugins = pluginsFor(name, text);
  const options = { ...lenientSyntax, plugins, attachComment: true, errorRecovery: true };
  const attempt = (candidate: string): Attempt => {
    try {
      return { kind: 'parsed', file: parse(candidate, options) };
    } catch (error) {
      return { kind: 'broken', text: candidate, offset: offsetOf(error) };
    }
  };
  let best = attempt(text);
  if (best.kind === 'parsed') return { file: best.file, isWhole: (best.file.errors ?? []).length === 0 };
  for (let repairs = 0; repairs < MAX_REPAIRS && best.kind === 'broken'; repairs++) {
    const next = furthest(repaired(best.text, best.offset).map(attempt));
    if (!next) return undefined;
    best = next;
  }
  return best.kind === 'parsed' ? { file: best.file, isWhole: false } : undefined;
}

function offsetOf(error: unknown): number {
  return error instanceof SyntaxError && 'pos' in error && typeof error.pos === 'number' ? error.pos : 0;
}

/** The attempt that went well, or got further than the others. */
function furthest(attempts: readonly Attempt[]): Attempt | undefined {
  const parsed = attempts.find(({ kind }) => kind === 'parsed');
  if (parsed) return parsed;
  return attempts
    .filter((attempt) => attempt.kind === 'broken')
    .reduce<(Attempt & { kind: 'broken' }) | undefined>(
      (best, attempt) => (best && best.offset >= attempt.offset ? best : attempt),
      undefined,
    );
}

/** Ways to go on behind an error. */
function repaired(text: string, offset: number): string[] {
  const before = text.slice(0, offset).trimEnd();
  // `conf.` at the end of what is typed so far: the parser stops at what follows.
  const dot = /(\?\.|\.)$/.exec(before);
  if (dot) return [blank(text, { start: before.length - dot[0].length, end: before.length })];
  const closed = text.slice(offset).trim() === '' ? text + closersOf(text) : text;
  // What is not finished is said to be wrong where the next thing begins.
  const last = lineAt(text, Math.max(0, before.length - 1));
  const spans = [
    ...danglingDot(text, offset),
    last,
    lineAt(text, offset),
    { start: topLevelStart(text, last.start), end: last.end },
  ];
  return [closed, ...spans.map((span) => blank(text, span))].filter((candidate) => candidate !== text);
}

/** A dot at the end of a line may have taken the next line's first word for a name. */
function danglingDot(text: string, offset: number): Span[] {
  const lineStart = lineAt(text, offset).start;
  const dot = /\??\.\s*$/.exec(text.slice(0, lineStart));
  return dot ? [{ start: dot.index, end: dot.index + dot[0].length }, lineAt(text, dot.index)] : [];
}

/** Where the statement that is not within anything begins, as far as its indentation tells. */
function topLevelStart(text: string, offset: number): number {
  let { start } = lineAt(text, offset);
  while (start > 0 && !/^[^\s)}\]]/.test(text.slice(start, start + 1))) ({ start } = lineAt(text, start - 1));
  return start;
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const TEXTS_AND_COMMENTS = /\/\/.*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;

/** The brackets that are open at the end of a text. */
function closersOf(text: string): string {
  const open: string[] = [];
  for (const character of text.replace(TEXTS_AND_COMMENTS, '')) {
    const closer = CLOSERS[character];
    if (closer !== undefined) open.push(closer);
    else if (character === open.at(-1)) open.pop();
  }
  return open.reverse().join('');
}

function lineAt(text: string, offset: number): Span {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const end = text.indexOf('\n', Math.max(offset, start));
  return { start, end: end < 0 ? text.length : end };
}

function blank(text: string, { start, end }: Span): string {
  return text.slice(0, start) + text.slice(start, end).replace(/[^\r\n]/g, ' ') + text.slice(end);
}
