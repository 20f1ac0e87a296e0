import type { Message } from '../../base/message';
import type { Json } from '../../shared/probe';
import type { FieldKind } from './fieldKinds';

/** What else is known of an option of an `apps` entry. */
export interface FieldFacts {
  /** Names that PM2 takes for it beside its own and the camelCase form. */
  readonly aliases?: readonly string[];
  /** The one of these that people write, where it is not PM2's own. */
  readonly usual?: string;
  /** What a module has when it declares nothing. */
  readonly default?: Json;
  /** What may be written, the most usual first; default: what is usual for its kind. */
  readonly examples?: readonly Json[];
  /** `forced`: PM2 overrides it for a module. `inert`: PM2 acts on it, a module in development does without. */
  readonly effect?: 'forced' | 'inert';
}

/** An option of an `apps` entry, under PM2's own name for it. */
export interface Field<T> {
  readonly kind: FieldKind<T>;
  /** What it does, in a sentence or two. */
  readonly about: Message;
  readonly facts: FieldFacts;
}

export function field<T>(kind: FieldKind<T>, about: Message, facts: FieldFacts = {}): Field<T> {
  return { kind, about, facts };
}

/** The names under which PM2 takes an option, its own first. */
export function spellings(name: string, { aliases = [] }: FieldFacts): string[] {
  return [...new Set([name, ...aliases, camelCase(name)])];
}

/** `max_restarts` → `maxRestarts`; PM2 leaves parts of one letter as they are. */
function camelCase(name: string): string {
  const [first, ...rest] = name.split('_');
  return [first, ...rest.map((part) => (part.length > 1 ? part.charAt(0).toUpperCase() + part.slice(1) : part))].join(
    '',
  );
}
