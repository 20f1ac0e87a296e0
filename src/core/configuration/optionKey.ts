import { UserError } from '../../base/errors';
import { message } from '../../base/message';

/** PM2 ignores a key with such a part. */
const FORBIDDEN_PARTS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);
/** Parts of one key; a file nested deeper than some hundred levels could not be read again. */
const MAX_PARTS = 50;

/**
 * The parts of a key as `pm2 set` takes it: `module:option`, `module:a:b:c`, or with dots instead. PM2 splits at the dots of
 * a key that has both and so puts `module:my.key` in the wrong place; here dots are part of the names then, as they are
 * in a part in double quotes, and in the name of one of the `modules`.
 */
export function splitKey(key: string, modules: readonly string[] = []): string[] {
  const longestFirst = [...modules].sort((one, other) => other.length - one.length);
  const module = longestFirst.find((name) => key === name || key.startsWith(`${name}:`) || key.startsWith(`${name}.`));
  if (module === undefined) return checked(key, splitParts(key));
  const rest = key.slice(module.length + 1);
  return checked(key, key === module ? [module] : [module, ...splitParts(rest)]);
}

/** The parts of a key within a module: `option`, `a:b:c`; dots are part of the names, as are colons in double quotes. */
export function splitOptionKey(key: string): string[] {
  return checked(key, splitAt(':', key));
}

/** The key within a module that {@link splitOptionKey} splits into these parts. */
export function joinOptionKey(path: readonly string[]): string {
  return path.map((part) => (/^$|^"|:/.test(part) ? quoted(part) : part)).join(':');
}

/**
 * The pairs of `pm2 multiset`: keys and values in turn, divided by spaces. A value in double quotes may have spaces in
 * it; PM2 would keep the quotes.
 */
export function splitPairs(text: string): (readonly [key: string, value: string])[] {
  const words = [...text.matchAll(/(?:[^\s"]|"(?:\\.|[^"\\])*"|")+/g)].map(([word]) => word);
  if (words.length === 0 || words.length % 2 === 1) {
    throw new UserError(message('Keys and values must come in pairs: {0}', text));
  }
  return words.flatMap((word, index) =>
    index % 2 === 0 ? [[word, unquoted(words[index + 1] ?? '') ?? words[index + 1] ?? ''] as const] : [],
  );
}

function splitParts(key: string): string[] {
  const byColons = splitAt(':', key);
  return byColons.length > 1 ? byColons : splitAt('.', key);
}

/** Divides at every `separator` that is outside of a part in double quotes. */
function splitAt(separator: ':' | '.', key: string): string[] {
  const pattern = separator === ':' ? /("(?:\\.|[^"\\])*"|[^:]*)(:|$)/y : /("(?:\\.|[^"\\])*"|[^.]*)(\.|$)/y;
  const parts: string[] = [];
  for (;;) {
    const [, part = '', end] = pattern.exec(key) ?? [];
    parts.push(unquoted(part) ?? part);
    if (!end) return parts;
  }
}

function quoted(part: string): string {
  return `"${part.replace(/["\\]/g, '\\$&')}"`;
}

function unquoted(part: string): string | undefined {
  const [, inner] = /^"((?:\\.|[^"\\])*)"$/s.exec(part) ?? [];
  return inner?.replace(/\\(.)/gs, '$1');
}

function checked(key: string, parts: string[]): string[] {
  if (parts.some((part) => part === '')) {
    throw new UserError(message('"{0}" is no key of an option: a part of it is empty.', key));
  }
  const forbidden = parts.find((part) => FORBIDDEN_PARTS.has(part));
  if (forbidden !== undefined) {
    throw new UserError(message('"{0}" is no key of an option: PM2 ignores keys with "{1}".', key, forbidden));
  }
  if (parts.length > MAX_PARTS) {
    throw new UserError(
      message('"{0}…" is no key of an option: it has more than {1} parts.', parts[0] ?? '', MAX_PARTS),
    );
  }
  return parts;
}
