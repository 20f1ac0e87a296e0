import { existsSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import path from 'node:path';
import { nodeLoader } from './nodeLoader';

/** The global symbol under which `@pm2/io` since version 3 shares one instance among all its copies. */
const SHARED = Symbol.for('@pm2/io');
/** From this version on, `require('@pm2/io')` gives what is shared and nothing else. */
const FIRST_SHARING = 3;

/**
 * The module's own copy of `@pm2/io` would load some sixty files only to give the shared instance: it is put where that
 * copy would stand once it was loaded. Does nothing where there is no such copy, or where it would not share.
 */
export function shareLibrary(moduleFolder: string): void {
  const instance: unknown = Reflect.get(globalThis, SHARED);
  if (!instance || !mayHaveCopy(moduleFolder)) return;
  try {
    const { resolve } = createRequire(path.join(moduleFolder, 'package.json'));
    const file = resolve('@pm2/io');
    if (majorVersion(file) < FIRST_SHARING) return;
    const loaded = new Module(file);
    loaded.filename = file;
    loaded.paths = nodeLoader._nodeModulePaths(path.dirname(file));
    loaded.exports = instance;
    loaded.loaded = true;
    nodeLoader._cache[file] = loaded;
  } catch {
    // The module has no copy of its own, or a broken one, of which it will hear when it asks for it.
  }
}

/** To say that there is none, Node takes ten times as long: it makes an error of it. */
function mayHaveCopy(moduleFolder: string): boolean {
  const places = [...nodeLoader._nodeModulePaths(moduleFolder), ...nodeLoader.globalPaths];
  return places.some((place) => existsSync(path.join(place, '@pm2', 'io')));
}

/** Of the package that `<package>/build/main/index.js` belongs to; NaN when it is laid out in another way. */
function majorVersion(file: string): number {
  const folder = path.resolve(path.dirname(file), '..', '..');
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    name?: string;
    version?: string;
  };
  return manifest.name === '@pm2/io' ? Number.parseInt(manifest.version ?? '', 10) : Number.NaN;
}
