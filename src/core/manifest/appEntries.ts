import type { JSONPath } from 'jsonc-parser';
import { message } from '../../base/message';
import type { Json } from '../../shared/probe';
import { readDeclaredApp, type DeclaredApp } from './declaredOptions';
import type { ManifestError } from './manifestError';
import { isJsonObject, shown, type JsonObject, type ManifestSource } from './manifestSource';
import type { StartFile } from './startFile';

/** What starts, before its file was looked for. */
export interface AppEntry {
  readonly app: DeclaredApp;
  readonly start: StartFile;
}

/** Reads one entry. Throws a ManifestError where PM2 would say "No script path", or take what is no file for one. */
export type EntryReader = () => AppEntry;

/**
 * What PM2 would start: the entries of `apps`, else of `pm2`, else the first `bin`, else `main`; each is read when it is
 * asked for. Throws a ManifestError where PM2 would start nothing.
 */
export function appEntries(source: ManifestSource): [EntryReader, ...EntryReader[]] {
  const { json } = source;
  const key = json.apps ? 'apps' : 'pm2';
  if (json.apps && json.pm2) {
    source.hint('pm2-ignored', ['pm2'], message('PM2 reads "apps" and passes over "pm2". Keep one of them.'));
  }
  const declared = json[key];
  return declared ? declaredEntries(source, key, declared) : [() => soleEntry(source)];
}

function declaredEntries(source: ManifestSource, key: string, declared: Json): [EntryReader, ...EntryReader[]] {
  const items: readonly [JSONPath, Json][] = Array.isArray(declared)
    ? declared.map((item: Json, index) => [[key, index], item])
    : [[[key], declared]];
  const [first, ...others] = items.map(
    ([path, item]) =>
      () =>
        declaredEntry(source, path, item),
  );
  if (first) return [first, ...others];
  throw source.error({
    code: 'apps-empty',
    path: [key],
    part: 'value',
    message: hasOtherStart(source.json)
      ? message('"{0}" is empty, so there is nothing to start. Add a script, or remove "{0}" to use "main".', key)
      : message('"{0}" is empty, so there is nothing to start. Add {"script": "index.js"} to it.', key),
  });
}

function declaredEntry(source: ManifestSource, path: JSONPath, item: Json): AppEntry {
  if (!isJsonObject(item)) {
    throw source.error({
      code: 'app-type',
      path,
      part: 'value',
      message: message('{0} must be an object, such as {"script": "index.js"}, but is {1}.', nameOf(path), shown(item)),
      instead: typeof item === 'string' && item !== '' ? { script: item } : undefined,
    });
  }
  const app = readDeclaredApp(source, path, item);
  const request = app.options.script;
  if (!request) throw noScript(source, path);
  return { app, start: { request, rule: 'apps[].script', path: app.pathOf('script') } };
}

function noScript(source: ManifestSource, path: JSONPath): ManifestError {
  return source.error({
    code: 'no-script',
    path,
    part: 'value',
    message: hasOtherStart(source.json)
      ? message(
          '{0} has no "script", so there is nothing to start. Add one, or remove "{1}" to use "main".',
          nameOf(path),
          String(path[0]),
        )
      : message('{0} has no "script", so there is nothing to start. Add "script": "index.js".', nameOf(path)),
  });
}

function hasOtherStart({ bin, main }: JsonObject): boolean {
  return Boolean(bin ?? main);
}

/** `apps[0]` */
function nameOf([key, index]: JSONPath): string {
  return index === undefined ? `"${key ?? ''}"` : `${key ?? ''}[${index}]`;
}

function soleEntry(source: ManifestSource): AppEntry {
  const app = readDeclaredApp(source, [], {});
  const start = binStart(source) ?? mainStart(source);
  if (start) return { app, start };
  throw source.error({
    code: 'no-start',
    path: [],
    message: message(
      'package.json names no file to start: it has neither "apps" nor "bin" nor "main". PM2 does not look for index.js by itself: add "main": "index.js".',
    ),
  });
}

function binStart(source: ManifestSource): StartFile | undefined {
  const { bin, name } = source.json;
  if (typeof bin === 'string' && bin) {
    const instead = { [typeof name === 'string' ? commandName(name) : 'command']: bin };
    source.hint(
      'bin-string',
      ['bin'],
      message(
        '"bin" is a text: PM2 would take its first letter, "{0}", for the start file. Write {1}.',
        bin.charAt(0),
        shown(instead),
      ),
      { part: 'value', instead },
    );
    return { request: bin, rule: 'bin', path: ['bin'] };
  }
  if (!bin) return undefined;
  const [command, request] = isJsonObject(bin) ? (Object.entries(bin)[0] ?? []) : [undefined, bin];
  if (typeof request === 'string' && request) return { request, rule: 'bin', path: ['bin', command ?? ''] };
  if (isJsonObject(bin) && command === undefined) return undefined;
  throw source.error({
    code: 'bin-type',
    path: command === undefined ? ['bin'] : ['bin', command],
    part: 'value',
    message: message('"bin" must name a file, as in {"command": "index.js"}, but is {0}.', shown(bin)),
  });
}

/** npm names the command of a scoped package without its scope. */
function commandName(name: string): string {
  return name.slice(name.lastIndexOf('/') + 1);
}

function mainStart(source: ManifestSource): StartFile | undefined {
  const { main } = source.json;
  if (typeof main === 'string' && main) return { request: main, rule: 'main', path: ['main'] };
  if (!main) return undefined;
  throw source.error({
    code: 'main-type',
    path: ['main'],
    part: 'value',
    message: message('"main" must be the name of a file, but is {0}.', shown(main)),
  });
}
