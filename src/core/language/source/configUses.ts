import type { ConfigKey, ConfigUse, ConfigUses, UnknownRead } from '../../../shared/sourceApi';
import { closestName } from '../../manifest/closestName';
import type { Read } from './followed';
import type { ManifestKey } from './manifestKeys';
import type { ModuleSources } from './moduleSources';
import type { KeyPlace, Span } from './program';
import { TextPlaces } from './textPlaces';

/** What `initModule` puts beside the options, whatever the module declares. */
const LIBRARY_FIELDS: ReadonlySet<string> = new Set([
  ...['alert_enabled', 'apm', 'description', 'isModule', 'module_conf', 'module_name', 'module_version'],
  ...['pmx_version', 'widget'],
]);

/** Where the options of a module are declared and used, and which are not. */
export function configUses(sources: ModuleSources): ConfigUses {
  const { manifest, manifestFile, manifestText, followed, isComplete } = sources;
  const declared = new Set(manifest.keys.map(({ name }) => name));
  const places = new Map<string, TextPlaces>();
  const toUse = (read: Read): ConfigUse => ({
    key: read.key.name,
    file: read.file,
    range: placesOf(read.file, sources, places).rangeOf(nameSpan(read.key)),
    isWrite: read.key.isWrite,
  });
  const known = followed.reads.filter(({ key }) => declared.has(key.name));
  const readNames = new Set(known.filter(({ key }) => !key.isWrite).map(({ key }) => key.name));
  const isCertain = isComplete && followed.isObtained && !followed.isPassedOn;
  const manifestPlaces = new TextPlaces(manifestText);
  return {
    manifest: manifestFile,
    keys: manifest.keys.map((key) => toKey(key, manifestPlaces, sources.descriptions)),
    uses: known.map(toUse),
    unread: isCertain ? [...declared].filter((name) => !readNames.has(name)) : [],
    untyped: sources.hasPmxTypes
      ? []
      : sources.pmxImports.map(({ file, span }) => ({ file, range: placesOf(file, sources, places).rangeOf(span) })),
    unknown: unknownReads(sources, declared).map((read): UnknownRead => {
      const meant = closestName(read.key.name, [...declared]);
      return { ...toUse(read), ...(meant === undefined ? {} : { meant }) };
    }),
  };
}

/** The name itself, without quotes. */
export function nameSpan({ start, end, form }: KeyPlace): Span {
  return form === 'quoted' ? { start: start + 1, end: end - 1 } : { start, end };
}

function isOfConf({ source }: Read): boolean {
  return source !== 'environment';
}

/** Reads of what neither package.json nor the module, its README or the library provides. */
function unknownReads({ followed, descriptions, broken }: ModuleSources, declared: ReadonlySet<string>): Read[] {
  const { reads, ownOptions } = followed;
  const written = new Set(reads.filter(({ key }) => key.isWrite).map(({ key }) => key.name));
  const isProvided = ({ key, source }: Read): boolean => {
    if (declared.has(key.name) || written.has(key.name) || descriptions.has(key.name)) return true;
    if (key.name in Object.prototype || key.name.startsWith('#')) return true;
    if (source === 'module_conf') return false;
    return ownOptions === undefined || ownOptions.has(key.name) || LIBRARY_FIELDS.has(key.name);
  };
  return reads.filter(
    (read) =>
      isOfConf(read) && read.source !== 'merged' && !broken.has(read.file) && !read.isTyped && !isProvided(read),
  );
}

export function toKey(
  { name, span, value }: ManifestKey,
  places: TextPlaces,
  descriptions: ReadonlyMap<string, string>,
): ConfigKey {
  const description = descriptions.get(name);
  return {
    name,
    range: places.rangeOf(span),
    type: typeOf(value),
    default: JSON.stringify(value ?? null),
    ...(description === undefined ? {} : { description }),
  };
}

function typeOf(value: unknown): ConfigKey['type'] {
  if (Array.isArray(value)) return 'array';
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value as 'string' | 'number' | 'boolean';
    case 'object':
      return value === null ? 'null' : 'object';
    default:
      return 'null';
  }
}

function placesOf(file: string, { texts }: ModuleSources, known: Map<string, TextPlaces>): TextPlaces {
  const places = known.get(file) ?? new TextPlaces(texts.get(file) ?? '');
  known.set(file, places);
  return places;
}
