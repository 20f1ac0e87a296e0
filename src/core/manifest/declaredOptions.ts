import type { JSONPath } from 'jsonc-parser';
import * as v from 'valibot';
import { message } from '../../base/message';
import type { Json } from '../../shared/probe';
import { appFields, type AppFieldName } from './appFields';
import { closestName } from './closestName';
import { spellings } from './field';
import type { FieldKind } from './fieldKinds';
import type { Finding } from './finding';
import { shown, type JsonObject, type ManifestSource } from './manifestSource';

/** The options that an `apps` entry declares, under PM2's own names, each checked and in its working form. */
export type DeclaredOptions = {
  readonly [Name in AppFieldName]?: v.InferOutput<(typeof appFields)[Name]['kind']['schema']>;
};

/** One entry of `apps`, and what it declares. */
export interface DeclaredApp {
  /** Where the entry stands in package.json; empty when there is none and `bin` or `main` starts the module. */
  readonly path: JSONPath;
  readonly options: DeclaredOptions;
  /** Where an option stands, however it is spelled there. */
  readonly pathOf: (name: AppFieldName) => JSONPath;
}

/** The names under which each option is looked for, PM2's own first. */
const namesOf: ReadonlyMap<AppFieldName, readonly string[]> = new Map(
  appFieldNames().map((name) => [name, spellings(name, appFields[name].facts)]),
);

/** PM2's own name for each name that it takes. */
const ownNames: ReadonlyMap<string, AppFieldName> = new Map(
  [...namesOf].flatMap(([name, names]) => names.map((spelling) => [spelling, name] as const)),
);

/** PM2's own name for an option, however it is spelled; undefined when PM2 has no such option. */
export function ownNameOf(spelling: string): AppFieldName | undefined {
  return ownNames.get(spelling);
}

/** Keys of an entry that are meant for people, or are a set of variables for `pm2 start --env`. */
export function isNoOption(key: string): boolean {
  return /^(\/\/|_|#|\$)/.test(key) || /^env_\S+$/.test(key);
}

/** Reads one entry. Refuses a value that PM2 refuses; a name that PM2 does not know gets a hint. */
export function readDeclaredApp(source: ManifestSource, path: JSONPath, json: JsonObject): DeclaredApp {
  const options = new Map<string, unknown>();
  const keys = new Map<string, string>();
  for (const [name, names] of namesOf) {
    const { kind } = appFields[name];
    const key = names.find((spelling) => json[spelling] !== undefined && json[spelling] !== null);
    const value = key === undefined ? undefined : json[key];
    if (key === undefined || value === undefined) continue;
    keys.set(name, key);
    const result = v.safeParse(kind.schema, value);
    if (result.success) options.set(name, result.output);
    else source.refuse(wrongValue(kind, [...path, key], value));
  }
  hintAtUnknown(source, path, json);
  return {
    path,
    options: Object.fromEntries(options),
    pathOf: (name) => [...path, keys.get(name) ?? name],
  };
}

function appFieldNames(): AppFieldName[] {
  return Object.keys(appFields) as AppFieldName[];
}

function wrongValue({ schema, takes, mend }: FieldKind<unknown>, path: JSONPath, value: Json): Finding {
  const instead = mend?.(value);
  return {
    code: 'option-type',
    path,
    part: 'value',
    message: message('"{0}" is {1}, but must be {2}.', String(path.at(-1)), shown(value), takes),
    instead: v.is(schema, instead) ? instead : undefined,
  };
}

function hintAtUnknown(source: ManifestSource, path: JSONPath, json: JsonObject): void {
  for (const key of Object.keys(json)) {
    if (ownNames.has(key) || isNoOption(key)) continue;
    const meant = meantBy(key);
    source.hint(
      'unknown-option',
      [...path, key],
      meant
        ? message('"{0}" is not an option of PM2, which drops it without a word. Did you mean "{1}"?', key, meant)
        : message('"{0}" is not an option of PM2, which drops it without a word. Remove it, or correct its name.', key),
      { instead: meant },
    );
  }
}

/** Misspelt names that are remembered: they are met again with every key that is typed elsewhere. */
const MAX_MISSPELT = 200;
const misspelt = new Map<string, string | undefined>();

/** The option that was probably meant by a name that is none. */
function meantBy(name: string): string | undefined {
  if (misspelt.has(name)) return misspelt.get(name);
  const meant = closestName(name, [...ownNames.keys()]);
  if (misspelt.size >= MAX_MISSPELT) misspelt.clear();
  misspelt.set(name, meant);
  return meant;
}
