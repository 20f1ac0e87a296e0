import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { errorCode } from '../../base/errors';
import { message } from '../../base/message';
import { BrokenManifestError } from './brokenManifestError';
import { appEntries, type AppEntry } from './appEntries';
import { completeAppOptions } from './appOptions';
import { hintAtApps, type CheckedApp } from './hints';
import { hintAtLibraries, hintAtUndeclaredLibrary } from './libraryHints';
import type { Manifest } from './manifest';
import { appNames, readConfig, readName, readsPm2Api } from './manifestParts';
import { parseManifest } from './manifestSource';
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
  const [readFirst, ...readOthers] = appEntries(source);
  const [first, others] = [readFirst(), readOthers.map((read) => read())];
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
  await hintAtUndeclaredLibrary(source, apps[0].complete.script);
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
    hints: source.hints,
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
