import { realpathSync } from 'node:fs';
import path from 'node:path';
import type { ChangedFile } from './candidates';
import { isAtOrIn, toPosix } from './pathPatterns';

/** A file as it was reached, and as it is known. */
export interface FilePlace extends ChangedFile {
  /** Path relative to the module's folder with `/` between its parts; undefined for what was reached elsewhere. */
  readonly relative: string | undefined;
}

/**
 * Says what a path is called and which file it is. `folder` is the module's folder, absolute and without links; the
 * path may lead through links, into the folder or out of it.
 */
export function placeOf(file: string, folder: string): FilePlace {
  const key = realpath(file);
  const relative = relativeTo(folder, file) ?? relativeTo(folder, key);
  const known = relativeTo(folder, key) ?? toPosix(key);
  return { key, relative, name: relative ?? key, isDependency: known.split('/').includes('node_modules') };
}

/** Undefined for what is not in the folder. */
export function relativeTo(folder: string, file: string): string | undefined {
  if (file === folder) return '';
  const prefix = folder.endsWith(path.sep) ? folder : folder + path.sep;
  return file.startsWith(prefix) ? toPosix(file.slice(prefix.length)) : undefined;
}

/** The outermost `node_modules` that a file lies in, below the module's folder where it lies in that. */
export function dependenciesFolderOf(key: string, folder: string): string | undefined {
  const start = isAtOrIn(toPosix(key), toPosix(folder)) ? folder.length : 0;
  const name = `${path.sep}node_modules${path.sep}`;
  const at = key.indexOf(name, start);
  return at < 0 ? undefined : key.slice(0, at + name.length - 1);
}

/** Of a file that is gone: by the real path of the folder that it was in. */
function realpath(file: string): string {
  try {
    return realpathSync.native(file);
  } catch {
    const parent = path.dirname(file);
    return parent === file ? file : path.join(realpath(parent), path.basename(file));
  }
}
