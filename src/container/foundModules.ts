import { existsSync, lstatSync, statSync } from 'node:fs';
import path from 'node:path';
import type { FoundModules } from '../shared/container';
import { nodeLoader } from './nodeLoader';

/** A change just before counts as one after: clocks of file systems are coarse, and may be those of another machine. */
const CLOCK_MARGIN_MS = 2_000;
const LIBRARIES = `${path.sep}node_modules${path.sep}`;

/**
 * Where the life before found its libraries: what that asked for need not be looked for again. The returned function lets
 * Node's loader know, all or nothing: only when nothing that it would look at has changed since. To be called where there
 * is time for it; each file is read anew in any case.
 */
export function keepFoundModules({ since, files }: FoundModules): () => void {
  const places = new Set<string>();
  for (const [key, file] of Object.entries(files)) {
    for (const place of [...lookedAt(key), path.dirname(file), file]) places.add(place);
  }
  const latest = since - CLOCK_MARGIN_MS;
  return () => {
    try {
      for (const file of Object.values(files)) if (!existsSync(file)) return;
      for (const place of places) if (!isUnchanged(place, latest)) return;
      Object.assign(nodeLoader._pathCache, files);
    } catch {
      // Node looks for itself, and says what it cannot read.
    }
  };
}

/** Gives, with each call, the answers for libraries that Node has come to know since. */
export function newlyFoundModules(): () => [key: string, file: string][] {
  let known = 0;
  return () => {
    const fresh = Object.entries(nodeLoader._pathCache).slice(known);
    known += fresh.length;
    return fresh.filter(([, file]) => file.includes(LIBRARIES));
  };
}

/** What decides where a request leads; its key has the request and the folders to look into, as Node puts it. */
function lookedAt(key: string): string[] {
  const [request = '', ...folders] = key.split('\0');
  return folders.flatMap((folder) => {
    if (folder !== '' && !existsSync(folder)) return [folder]; // '': the request is absolute
    const target = path.resolve(folder, request);
    const packageFolder = path.join(folder, ...request.split('/').slice(0, request.startsWith('@') ? 2 : 1));
    const manifests = [packageFolder, target].filter(isFolder).map((each) => path.join(each, 'package.json'));
    return [folder, path.dirname(target), target, packageFolder, ...manifests];
  });
}

/** It is older, or is not there; that it has gone shows in its folder. */
function isUnchanged(place: string, latest: number): boolean {
  const own = lstatSync(place, { throwIfNoEntry: false });
  if (!own) return true;
  if (own.ctimeMs >= latest) return false;
  return !own.isSymbolicLink() || statSync(place).ctimeMs < latest;
}

function isFolder(place: string): boolean {
  return existsSync(place) && statSync(place).isDirectory();
}
