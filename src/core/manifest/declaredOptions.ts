import type { JSONPath } from 'jsonc-parser';
import * as v from 'valibot';
import { message } from '../../base/message';
import { appFields, type AppFieldName } from './appFields';
import { closestName } from './closestName';
import { shown, type JsonObject, type ManifestSource } from './manifestSource';

/** The options that an `apps` entry declares, under PM2's own names, each checked and in its working form. */
export type DeclaredOptions = {
  readonly [Name in AppFieldName]?: v.InferOutput<(typeof appFields)[Name]['schema']>;
};

/** One entry of `apps`, and what it declares. */
export interface DeclaredApp {
  /** Where the entry stands in package.json; empty when there is none and `bin` or `main` starts the module. */
  readonly path: JSONPath;
  readonly options: DeclaredOptions;
  /** Where an option stands, however it is spelled there. */
  readonly pathOf: (name: AppFieldName) => JSONPath;
}

/** Reads one entry. Throws a UserError for a value that PM2 refuses; a name that PM2 does not know gets a hint. */
export function readDeclaredApp(source: ManifestSource, path: JSONPath, json: JsonObject): DeclaredApp {
  const options = new Map<string, unknown>();
  const keys = new Map<string, string>();
  for (const [name, { schema, describe, aliases }] of Object.entries(appFields)) {
    const key = spellings(name, aliases).find((spelling) => json[spelling] !== undefined && json[spelling] !== null);
    const value = key === undefined ? undefined : json[key];
    if (key === undefined || value === undefined) continue;
    const result = v.safeParse(schema, value);
    if (!result.success) throw source.error([...path, key], (line) => describe(line, key, shown(value)));
    options.set(name, result.output);
    keys.set(name, key);
  }
  hintAtUnknown(source, path, json);
  return {
    path,
    options: Object.fromEntries(options),
    pathOf: (name) => [...path, keys.get(name) ?? name],
  };
}

function spellings(name: string, aliases: readonly string[]): string[] {
  return [name, ...aliases, camelCase(name)];
}

/** `max_restarts` → `maxRestarts`; PM2 leaves parts of one letter as they are. */
function camelCase(name: string): string {
  const [first, ...rest] = name.split('_');
  return [first, ...rest.map((part) => (part.length > 1 ? part.charAt(0).toUpperCase() + part.slice(1) : part))].join(
    '',
  );
}

function hintAtUnknown(source: ManifestSource, path: JSONPath, json: JsonObject): void {
  const known = Object.entries(appFields).flatMap(([name, { aliases }]) => spellings(name, aliases));
  for (const key of Object.keys(json)) {
    const isNote = /^(\/\/|_|#|\$)/.test(key);
    if (isNote || known.includes(key) || /^env_\S+$/.test(key)) continue;
    const meant = closestName(key, known);
    source.hint(
      'unknown-option',
      [...path, key],
      meant
        ? message('"{0}" is not an option of PM2, which drops it without a word. Did you mean "{1}"?', key, meant)
        : message('"{0}" is not an option of PM2, which drops it without a word. Remove it, or correct its name.', key),
    );
  }
}
