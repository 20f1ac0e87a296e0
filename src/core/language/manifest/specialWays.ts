import type { JSONPath } from 'jsonc-parser';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isWithin } from '../../../base/isWithin';
import { message } from '../../../base/message';
import { isRecord } from '../../../base/records';
import type { Json } from '../../../shared/probe';
import { closestName } from '../../manifest/closestName';
import { splitArguments } from '../../manifest/commandLine';
import type { Finding } from '../../manifest/finding';
import { clientVersions } from '../../manifest/isModulePackage';
import { withValue } from './editText';
import type { ManifestText } from './manifestText';
import type { Way } from './way';

/** Start files that are looked for, the most usual first. */
const USUAL_STARTS = ['index.js', 'app.js', 'main.js', 'server.js', 'src/index.js', 'lib/index.js', 'dist/index.js'];
/** Programs that run a file; `node` goes without saying. */
const INTERPRETERS: ReadonlySet<string> = new Set([
  'bash',
  'bun',
  'deno',
  'perl',
  'php',
  'python',
  'python3',
  'ruby',
  'sh',
]);

/** The ways out that belong to one kind of problem. */
export async function specialWays(text: ManifestText, finding: Finding): Promise<readonly Way[]> {
  const { path: at } = finding;
  switch (finding.code) {
    case 'no-start':
      return [added(text, ['main'], await startOf(text))];
    case 'no-script':
      return [added(text, [...at, 'script'], await startOf(text), true)];
    case 'apps-empty':
      return emptyWays(text, at, await startOf(text));
    case 'no-name':
      return [added(text, ['name'], packageName(path.basename(text.folder)), true)];
    case 'name-missing':
      return text.json.name ? [added(text, [...firstEntry(text, at), 'name'], text.json.name)] : [];
    case 'start-missing':
      return missingWays(text, at);
    case 'start-command':
      return commandWays(text, at);
    case 'no-library':
      return [declared(text, 'pmx')];
    case 'library-undeclared':
      return [declared(text, String(at.at(-1)))];
    case 'io-configuration':
      return unloadedWays(text);
    default:
      return [];
  }
}

function added({ text }: ManifestText, at: JSONPath, value: Json, isFirst = false): Way {
  const title = message('Add "{0}": {1}', String(at.at(-1)), JSON.stringify(value));
  return { title, after: withValue(text, at, value, isFirst) };
}

function emptyWays(text: ManifestText, at: JSONPath, script: string): Way[] {
  const { bin, main } = text.json;
  const filled: Way = {
    title: message('Add {0}', JSON.stringify({ script })),
    after: withValue(text.text, at, [{ script }]),
  };
  if (!bin && !main) return [filled];
  return [filled, { title: message('Remove "{0}"', String(at[0])), after: withValue(text.text, at, undefined) }];
}

async function missingWays(text: ManifestText, at: JSONPath): Promise<Way[]> {
  const request = at.reduce<Json | undefined>(valueIn, text.json);
  if (typeof request !== 'string') return [];
  const wanted = path.resolve(text.folder, request);
  const names = await filesIn(path.dirname(wanted));
  const near = closestName(path.basename(wanted), names);
  const other = near === undefined ? await existingStart(text) : request.slice(0, -path.basename(wanted).length) + near;
  return [
    ...(other === undefined
      ? []
      : [{ title: message('Change to {0}', JSON.stringify(other)), after: withValue(text.text, at, other) }]),
    ...(isWithin(wanted, text.folder) ? [{ title: message('Create {0}', request), createFile: wanted }] : []),
  ];
}

/** `node --inspect app.js -v` → script, args, interpreter and node_args. */
function commandWays(text: ManifestText, at: JSONPath): Way[] {
  const request = at.reduce<Json | undefined>(valueIn, text.json);
  if (typeof request !== 'string' || at.length < 2) return [];
  const words = splitArguments(request);
  const interpreter = words[0] === 'node' || INTERPRETERS.has(words[0] ?? '') ? words.shift() : undefined;
  const first = interpreter === undefined ? 0 : words.findIndex((word) => !word.startsWith('-'));
  const script = words[first];
  if (script === undefined) return [];
  const own = words.slice(0, first);
  const args = words.slice(first + 1);
  const entry = at.slice(0, -1);
  let after = withValue(text.text, at, script);
  if (args.length > 0) after = withValue(after, [...entry, 'args'], args);
  if (own.length > 0) after = withValue(after, [...entry, 'node_args'], own);
  if (interpreter !== undefined && interpreter !== 'node')
    after = withValue(after, [...entry, 'interpreter'], interpreter);
  return [{ title: message('Split into "script" and "args"'), after }];
}

/** Puts a client library where those who install the module get it. */
function declared(text: ManifestText, library: string): Way {
  const { devDependencies } = text.json;
  const present = isRecord(devDependencies) ? devDependencies[library] : undefined;
  const version = typeof present === 'string' ? present : (clientVersions[library] ?? '*');
  const after = withValue(text.text, ['dependencies', library], version);
  if (present === undefined) return { title: message('Add {0} to "dependencies"', library), after };
  return {
    title: message('Move {0} to "dependencies"', library),
    after: withValue(after, ['devDependencies', library], undefined),
  };
}

function unloadedWays(text: ManifestText): Way[] {
  const { apps } = text.json;
  if (!isRecord(apps) && !(Array.isArray(apps) && isRecord(apps[0]))) return [];
  return [added(text, [...firstEntry(text, ['apps']), 'pmx'], false)];
}

/** Of the list at a path, or of the object that stands there instead. */
function firstEntry({ json }: ManifestText, at: JSONPath): JSONPath {
  return Array.isArray(json[String(at[0])]) ? [...at, 0] : at;
}

/** A start file that is there, or the one to make. */
async function startOf(text: ManifestText): Promise<string> {
  const { main } = text.json;
  return typeof main === 'string' && main !== '' ? main : ((await existingStart(text)) ?? 'index.js');
}

async function existingStart({ folder }: ManifestText): Promise<string | undefined> {
  for (const name of USUAL_STARTS) {
    const names = await filesIn(path.join(folder, path.dirname(name)));
    if (names.includes(path.basename(name))) return name;
  }
  return undefined;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
}

function valueIn(value: Json | undefined, key: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof key === 'number' ? (value[key] as Json | undefined) : undefined;
  return isRecord(value) ? value[key] : undefined;
}

/** npm's rules for names, as far as a folder's name breaks them. */
function packageName(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^[-_]+|-+$/g, '');
  return name === '' ? 'my-module' : name;
}
