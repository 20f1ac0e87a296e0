import type { JSONPath } from 'jsonc-parser';
import { message } from '../../../base/message';
import type { ManifestCompletion, TextRange } from '../../../shared/languageApi';
import type { Json } from '../../../shared/probe';
import { isRecord } from '../../../base/records';
import { appFields, type AppFieldName } from '../../manifest/appFields';
import { ownNameOf } from '../../manifest/declaredOptions';
import { completeFiles } from './completeFiles';
import { appsAbout, configAbout } from './keyTexts';
import type { ManifestText } from './manifestText';
import { optionFacts, usualValues } from './optionFacts';
import { placeAt, type Place } from './place';
import { lacksModule, skeletonProperties } from './skeleton';
import { escapeSnippet, propertySnippet, separatorBefore, valueSnippet } from './snippets';

/** What is written most, in the order in which it is offered. */
const USUAL: readonly AppFieldName[] = [
  'script',
  'name',
  'watch',
  'ignore_watch',
  'max_memory_restart',
  'env',
  'args',
  'node_args',
  'exec_interpreter',
];

/** Options whose texts are files or folders of the module. */
const FILES: ReadonlySet<AppFieldName> = new Set(['script', 'watch', 'ignore_watch']);

/** What can be written at an offset. Of a package.json that is no module's: only what makes it one. */
export async function completeManifest(
  text: ManifestText,
  offset: number,
  isModule: boolean,
): Promise<readonly ManifestCompletion[]> {
  if (/^\s*$/.test(text.text)) return [wholeFile(text)];
  const place = placeAt(text.text, offset);
  const { path } = place;
  if (path.length === 0) return place.isKey ? rootKeys(text, place, isModule) : [];
  if (!isModule && !(path.length === 1 && path[0] === 'apps' && !place.isKey)) return [];
  if (path[0] !== 'apps' && path[0] !== 'pm2') return [];
  if (place.isKey) return isEntry(path) ? optionKeys(text, place) : [];
  if (isEntryPlace(text, path)) return [entryValue(text, place)];
  const option = optionAt(path);
  if (!option) return [];
  const { name, isItem } = option;
  const files = FILES.has(name) && (isItem || name === 'script') ? await completeFiles(text, place) : [];
  const isPath = name === 'script' && (files.length > 0 || place.prefix.includes('/'));
  return isItem || isPath ? files : optionValues(text, place, name);
}

function wholeFile({ text, json }: ManifestText): ManifestCompletion {
  const body = skeletonProperties(json).join(',\n').replaceAll('\n', '\n\t');
  return skeleton(`{\n\t${body}\n}\n`, { from: 0, to: text.length });
}

function skeleton(insert: string, range: TextRange): ManifestCompletion {
  return {
    ...{ label: 'pm2-module', kind: 'snippet', insert, range, isSnippet: true, order: '0', continues: false },
    about: message('A whole PM2 module: start file, options with their defaults, and the library that speaks to PM2.'),
  };
}

function rootKeys({ text, json }: ManifestText, { range }: Place, isModule: boolean): ManifestCompletion[] {
  const key = (name: 'apps' | 'config', value: string): ManifestCompletion[] =>
    Object.hasOwn(json, name)
      ? []
      : [
          {
            ...{ label: name, kind: 'option', isSnippet: true, range, order: `1${name}`, continues: false },
            insert: propertySnippet(text, range, { key: name, value }),
            about: name === 'apps' ? appsAbout : configAbout,
          },
        ];
  const missing = skeletonProperties(json).join(',\n');
  return [
    ...(lacksModule(json) ? [skeleton(missing + separatorBefore(text.slice(range.to)), range)] : []),
    ...key('apps', `[\n\t${entrySnippet}\n]`),
    ...(isModule ? key('config', '{\n\t"${1:interval}": ${2:60}\n}') : []),
  ];
}

const entrySnippet = '{\n\t\t"script": "${1:index.js}"\n\t}';

function entryValue({ text }: ManifestText, { path, range }: Place): ManifestCompletion {
  const entry = '{\n\t"script": "${1:index.js}"\n}';
  const insert = path.length === 1 ? `[\n\t${entrySnippet}\n]` : entry;
  return {
    ...{ label: '{ "script": … }', kind: 'snippet', isSnippet: true, range, order: '0', continues: false },
    insert: insert + separatorBefore(text.slice(range.to)),
    about: message('A process that PM2 starts, with its options.'),
  };
}

/**
 * All options but those that are there, under whatever name, and those that PM2 overrides; not so the name, by which PM2
 * finds out whether the module runs already.
 */
function optionKeys({ text, json }: ManifestText, { path, range }: Place): ManifestCompletion[] {
  const entry = path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | undefined)?.[key],
    json,
  );
  const typed = text.slice(range.from, range.to).replaceAll('"', '');
  const present = new Set(
    isRecord(entry) ? Object.keys(entry).flatMap((key) => (key === typed ? [] : (ownNameOf(key) ?? []))) : [],
  );
  return (Object.keys(appFields) as AppFieldName[])
    .filter((name) => !present.has(name) && (name === 'name' || optionFacts(name).effect !== 'forced'))
    .map((name) => {
      const option = optionFacts(name);
      return {
        ...{ label: option.name, kind: 'option', isSnippet: true, range, option, continues: false },
        order: orderOf(name, option.effect === 'inert'),
        insert: propertySnippet(text, range, {
          key: option.name,
          value: name === 'name' ? nameSnippet(json.name) : valueSnippet(name),
        }),
      };
    });
}

/** The only name that does not mislead. */
function nameSnippet(name: Json | undefined): string {
  return typeof name === 'string' ? escapeSnippet(JSON.stringify(name)) : '"$1"';
}

function orderOf(name: AppFieldName, isInert: boolean): string {
  const index = USUAL.indexOf(name);
  if (index >= 0) return `1${index}`;
  return (isInert ? '3' : '2') + name;
}

function optionValues({ text }: ManifestText, { range }: Place, name: AppFieldName): ManifestCompletion[] {
  const option = optionFacts(name);
  return usualValues(name).map((value, index) => ({
    ...{ kind: 'value', isSnippet: false, range, option, order: `1${index}`, continues: false },
    label: JSON.stringify(value),
    insert: JSON.stringify(value) + separatorBefore(text.slice(range.to)),
  }));
}

/** `apps[0]`, or `apps` where that is an object. */
function isEntry(path: JSONPath): boolean {
  return path.length === 1 || (path.length === 2 && typeof path[1] === 'number');
}

/** Where an entry, or the list of them, is to be written. */
function isEntryPlace({ json }: ManifestText, path: JSONPath): boolean {
  const isEmptyValue = path.length === 1 && !isRecord(json[String(path[0])]);
  return isEmptyValue || (path.length === 2 && typeof path[1] === 'number');
}

/** The option whose value stands at a path; `isItem`: one item of that value. */
function optionAt([, ...path]: JSONPath): { readonly name: AppFieldName; readonly isItem: boolean } | undefined {
  const [key, item, ...deeper] = typeof path[0] === 'number' ? path.slice(1) : path;
  const name = typeof key === 'string' ? ownNameOf(key) : undefined;
  if (!name || deeper.length > 0 || typeof item === 'string') return undefined;
  return { name, isItem: item !== undefined };
}
