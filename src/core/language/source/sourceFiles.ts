import type { Dirent } from 'node:fs';
import { lstat, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Files that are read of one module; with more, nothing is said that needs all of them. */
const MAX_FILES = 200;
/** Size of a file that a person wrote, in bytes; above it lies what a bundler made. */
const MAX_FILE_BYTES = 512 * 1024;
/** Folders below the module's own that are looked into. */
const MAX_DEPTH = 12;

const CODE = /\.([cm]?[jt]s|[jt]sx)$/i;
const NOT_CODE = /(\.d\.[cm]?ts|\.min\.[cm]?js)$/i;
const SKIPPED = new Set(['node_modules', 'bower_components', 'jspm_packages', 'coverage']);

/** Whether a path is code that is followed. */
export function isSourceFile(file: string): boolean {
  return CODE.test(file) && !NOT_CODE.test(file);
}

export interface SourceFile {
  readonly file: string;
  /** Changes when the content may have changed. */
  readonly stamp: string;
}

export interface SourceList {
  readonly files: readonly SourceFile[];
  /** None was left out for its size, or because there are too many. */
  readonly isComplete: boolean;
}

/** The code of a module's folder: no dependency, no package of its own in it, no hidden folder, and no link is followed. */
export async function listSources(folder: string): Promise<SourceList> {
  const files: SourceFile[] = [];
  let isComplete = true;
  const walk = async (at: string, depth: number): Promise<void> => {
    for (const entry of await entriesOf(at)) {
      const full = path.join(at, entry.name);
      if (entry.isDirectory()) {
        if (entry.name.startsWith('.') || SKIPPED.has(entry.name) || (await isPackage(full))) continue;
        if (depth < MAX_DEPTH) await walk(full, depth + 1);
        else isComplete = false;
      } else if (entry.isFile() && isSourceFile(entry.name)) {
        const stats = await lstat(full).catch(() => undefined);
        if (!stats?.isFile()) continue;
        if (stats.size > MAX_FILE_BYTES || files.length >= MAX_FILES) isComplete = false;
        else files.push({ file: full, stamp: `${stats.mtimeMs} ${stats.size}` });
      }
    }
  };
  await walk(folder, 0);
  return { files, isComplete };
}

/** The text of a file, without a byte order mark; undefined when it is gone or too large. */
export async function readSource(file: string): Promise<string | undefined> {
  const content = await readFile(file).catch(() => undefined);
  if (!content || content.length > MAX_FILE_BYTES) return undefined;
  return withoutMark(content.toString('utf8'));
}

function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

async function entriesOf(folder: string): Promise<Dirent[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** A folder with a named package in it; a package.json that only says `"type"` makes none. */
async function isPackage(folder: string): Promise<boolean> {
  const text = await readFile(path.join(folder, 'package.json'), 'utf8').catch(() => '');
  return /"name"\s*:/.test(text);
}
