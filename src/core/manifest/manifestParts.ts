import path from 'node:path';
import { message } from '../../base/message';
import type { AppEntry } from './appEntries';
import { hintAtConfig, hintAtPackageName, hintAtUselessConfig } from './hints';
import { dependsOn } from './isModulePackage';
import { isJsonObject, shown, type JsonObject, type ManifestSource } from './manifestSource';

/** What the module is called. Throws a ManifestError when that is no text. */
export function readName(source: ManifestSource, folder: string): string {
  const { name } = source.json;
  if (typeof name === 'string' && name.trim() !== '') {
    hintAtPackageName(source, name);
    return name;
  }
  if (name !== undefined && name !== null && typeof name !== 'string') {
    throw source.error({
      code: 'name-type',
      path: ['name'],
      part: 'value',
      message: message('"name" is {0}, but must be a text.', shown(name)),
    });
  }
  const base = path.basename(folder) || 'module';
  source.hint(
    'no-name',
    ['name'],
    message(
      'package.json has no "name": PM2 would name the process after its start file, and could not find its options. Here it is "{0}", after the folder. Add a "name".',
      base,
    ),
  );
  return base;
}

/** One process is called like its package; several like the package and, after a colon, the app. */
export function appNames(name: string, entries: readonly AppEntry[]): string[] {
  if (entries.length === 1) return [name];
  const taken = new Set<string>();
  return entries.map(({ app, start }) => {
    const wanted = app.options.name ?? path.basename(start.request, path.extname(start.request));
    let unique = wanted;
    for (let number = 2; taken.has(unique); number++) unique = `${wanted}-${number}`;
    taken.add(unique);
    return `${name}:${unique}`;
  });
}

/** The module's own options with their defaults; hints at what is wrong with them. */
export function readConfig(source: ManifestSource): JsonObject {
  const { config } = source.json;
  if (config === undefined || config === null) return {};
  if (!isJsonObject(config)) {
    hintAtUselessConfig(source);
    return {};
  }
  hintAtConfig(source, config);
  return config;
}

/** Whether it uses the `pm2` API; if so, with a hint. */
export function readsPm2Api(source: ManifestSource): boolean {
  if (!dependsOn(source.json, 'pm2')) return false;
  source.hint(
    'pm2-api',
    ['dependencies', 'pm2'],
    message(
      'It depends on "pm2", whose API starts a PM2 daemon in $PM2_HOME. Set pm2Modules.home to keep it apart from your own.',
    ),
  );
  return true;
}
