import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../base/errors';
import { message } from '../../base/message';
import { BrokenManifestError } from './brokenManifestError';
import { readAppEntries, type AppEntry } from './appEntries';
import { completeAppOptions } from './appOptions';
import { hintAtApps, hintAtConfig, hintAtPackageName, hintAtUselessConfig, type CheckedApp } from './hints';
import { dependsOn } from './isModulePackage';
import { hintAtLibraries } from './libraryHints';
import type { Manifest } from './manifest';
import { isJsonObject, parseManifest, shown, type JsonObject, type ManifestSource } from './manifestSource';
import { findStartFile } from './startFile';
import { hintAtWatch } from './watchHints';

/**
 * Reads a module's package.json as PM2 would, checks it, and finds its start files. Throws nothing but a UserError that
 * names the line and the way out; what works here and not with PM2 is a hint.
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const root = path.resolve(folder);
  const file = path.join(root, 'package.json');
  const source = parseManifest(file, await readText(root, file));
  const name = readName(source, root);
  const [first, ...others] = readAppEntries(source);
  const names = appNames(name, [first, ...others]);
  const complete = async (entry: AppEntry, index: number): Promise<CheckedApp> => ({
    app: entry.app,
    complete: completeAppOptions(entry.app, {
      source,
      name: names[index] ?? name,
      script: await findStartFile(source, entry.start),
      rule: entry.start.rule,
    }),
  });
  const apps: [CheckedApp, ...CheckedApp[]] = [await complete(first, 0)];
  for (const entry of others) apps.push(await complete(entry, apps.length));
  hintAtApps(source, name, apps);
  hintAtWatch(source, apps);
  hintAtLibraries(source, name, apps[0].complete);
  const { version, description } = source.json;
  const [firstApp, ...otherApps] = apps;
  return {
    folder: root,
    file,
    name,
    ...(typeof version === 'string' ? { version } : undefined),
    ...(typeof description === 'string' ? { description } : undefined),
    apps: [firstApp.complete, ...otherApps.map((app) => app.complete)],
    config: readConfig(source),
    usesPm2Api: readsPm2Api(source),
    hints: [...source.hints].sort((one, other) => (one.line ?? 0) - (other.line ?? 0)),
  };
}

async function readText(folder: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw await unreadable(folder, file, error);
  }
}

async function unreadable(folder: string, file: string, cause: unknown): Promise<BrokenManifestError> {
  const stats = await stat(folder).catch(() => undefined);
  if (!stats) return new BrokenManifestError(message('The folder {0} does not exist.', folder), [], { cause });
  if (!stats.isDirectory()) return new BrokenManifestError(message('{0} is not a folder.', folder), [], { cause });
  const code = errorCode(cause);
  if (code !== 'ENOENT') {
    const text = message('{0} cannot be read ({1}). Check its permissions.', file, code ?? String(cause));
    return new BrokenManifestError(text, [], { cause });
  }
  return new BrokenManifestError(
    message(
      '{0} has no package.json, so it is not a module. "npm init -y" makes one; then add the "main" file that starts it.',
      folder,
    ),
    [{ kind: 'runInTerminal', command: 'npm init -y', cwd: folder }],
    { cause },
  );
}

function readName(source: ManifestSource, folder: string): string {
  const { name } = source.json;
  if (typeof name === 'string' && name.trim() !== '') {
    hintAtPackageName(source, name);
    return name;
  }
  if (name !== undefined && name !== null && typeof name !== 'string') {
    throw source.error(['name'], (line) =>
      message('package.json, line {0}: "name" is {1}, but must be a text.', line, shown(name)),
    );
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
function appNames(name: string, entries: readonly AppEntry[]): string[] {
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

function readConfig(source: ManifestSource): JsonObject {
  const { config } = source.json;
  if (config === undefined || config === null) return {};
  if (!isJsonObject(config)) {
    hintAtUselessConfig(source);
    return {};
  }
  hintAtConfig(source, config);
  return config;
}

function readsPm2Api(source: ManifestSource): boolean {
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
