import type { JSONPath } from 'jsonc-parser';
import type { UserError } from '../../base/errors';
import { message } from '../../base/message';
import type { Json } from '../../shared/probe';
import { readDeclaredApp, type DeclaredApp } from './declaredOptions';
import { isJsonObject, shown, type JsonObject, type ManifestSource } from './manifestSource';
import type { StartFile } from './startFile';

/** What starts, before its file was looked for. */
export interface AppEntry {
  readonly app: DeclaredApp;
  readonly start: StartFile;
}

/**
 * What PM2 would start: the entries of `apps`, else of `pm2`, else the first `bin`, else `main`. Throws a UserError where
 * PM2 would say "No script path", start nothing, or take the first letter of a text for a file.
 */
export function readAppEntries(source: ManifestSource): [AppEntry, ...AppEntry[]] {
  const { json } = source;
  const key = json.apps ? 'apps' : 'pm2';
  const declared = json[key];
  return declared ? declaredEntries(source, key, declared) : [soleEntry(source)];
}

function declaredEntries(source: ManifestSource, key: string, declared: Json): [AppEntry, ...AppEntry[]] {
  const items: readonly [JSONPath, Json][] = Array.isArray(declared)
    ? declared.map((item: Json, index) => [[key, index], item])
    : [[[key], declared]];
  const [first, ...others] = items.map(([path, item]) => declaredEntry(source, path, item));
  if (first) return [first, ...others];
  throw source.error([key], (line) =>
    hasOtherStart(source.json)
      ? message(
          'package.json, line {0}: "{1}" is empty, so there is nothing to start. Add a script, or remove "{1}" to use "main".',
          line,
          key,
        )
      : message(
          'package.json, line {0}: "{1}" is empty, so there is nothing to start. Add {"script": "index.js"} to it.',
          line,
          key,
        ),
  );
}

function declaredEntry(source: ManifestSource, path: JSONPath, item: Json): AppEntry {
  if (!isJsonObject(item)) {
    throw source.error(path, (line) =>
      message(
        'package.json, line {0}: {1} must be an object, such as {"script": "index.js"}, but is {2}.',
        line,
        nameOf(path),
        shown(item),
      ),
    );
  }
  const app = readDeclaredApp(source, path, item);
  const request = app.options.script;
  if (!request) throw noScript(source, path);
  return { app, start: { request, rule: 'apps[].script', path: app.pathOf('script') } };
}

function noScript(source: ManifestSource, path: JSONPath): UserError {
  return source.error(path, (line) =>
    hasOtherStart(source.json)
      ? message(
          'package.json, line {0}: {1} has no "script", so there is nothing to start. Add one, or remove "{2}" to use "main".',
          line,
          nameOf(path),
          String(path[0]),
        )
      : message(
          'package.json, line {0}: {1} has no "script", so there is nothing to start. Add "script": "index.js".',
          line,
          nameOf(path),
        ),
  );
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
  throw source.error([], () =>
    message(
      'package.json names no file to start: it has neither "apps" nor "bin" nor "main". PM2 does not look for index.js by itself: add "main": "index.js".',
    ),
  );
}

function binStart(source: ManifestSource): StartFile | undefined {
  const { bin, name } = source.json;
  if (typeof bin === 'string' && bin) {
    source.hint(
      'bin-string',
      ['bin'],
      message(
        '"bin" is a text: PM2 would take its first letter, "{0}", for the start file. Write {1}.',
        bin.charAt(0),
        `{${JSON.stringify(typeof name === 'string' ? name : 'command')}: ${JSON.stringify(bin)}}`,
      ),
    );
    return { request: bin, rule: 'bin', path: ['bin'] };
  }
  if (!bin) return undefined;
  const [command, request] = isJsonObject(bin) ? (Object.entries(bin)[0] ?? []) : [undefined, bin];
  if (typeof request === 'string' && request) return { request, rule: 'bin', path: ['bin', command ?? ''] };
  if (isJsonObject(bin) && command === undefined) return undefined;
  throw source.error(command === undefined ? ['bin'] : ['bin', command], (line) =>
    message(
      'package.json, line {0}: "bin" must name a file, as in {"command": "index.js"}, but is {1}.',
      line,
      shown(bin),
    ),
  );
}

function mainStart(source: ManifestSource): StartFile | undefined {
  const { main } = source.json;
  if (typeof main === 'string' && main) return { request: main, rule: 'main', path: ['main'] };
  if (!main) return undefined;
  throw source.error(['main'], (line) =>
    message('package.json, line {0}: "main" must be the name of a file, but is {1}.', line, shown(main)),
  );
}
