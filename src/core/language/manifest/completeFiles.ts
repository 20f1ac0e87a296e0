import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { isWithin } from '../../../base/isWithin';
import type { ManifestCompletion } from '../../../shared/languageApi';
import type { ManifestText } from './manifestText';
import type { Place } from './place';
import { escapeSnippet, separatorBefore } from './snippets';

/** Files that can be started. */
const STARTABLE = /\.([cm]?[jt]s|py|sh|rb|php|pl|coffee|ls)$/;
/** More than these are not read in a list. */
const MAX_FILES = 200;

/** The files and folders that can stand where a path of the module is typed. */
export async function completeFiles(
  { folder, text }: ManifestText,
  { path: at, range, prefix }: Place,
): Promise<readonly ManifestCompletion[]> {
  const typed = prefix.slice(0, prefix.lastIndexOf('/') + 1);
  const place = path.resolve(folder, typed);
  if (!isWithin(place, folder)) return [];
  const isScript = at.at(-1) === 'script';
  const entries = await readdir(place, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => !/^\.|^node_modules$/.test(entry.name))
    .filter((entry) => entry.isDirectory() || !isScript || STARTABLE.test(entry.name))
    .slice(0, MAX_FILES)
    .map((entry): ManifestCompletion => {
      const isFolder = entry.isDirectory();
      const name = typed + entry.name + (isFolder && isScript ? '/' : '');
      return {
        label: name,
        kind: isFolder ? 'folder' : 'file',
        insert: isFolder && isScript ? insideOf(name) : JSON.stringify(name) + separatorBefore(text.slice(range.to)),
        isSnippet: isFolder && isScript,
        range,
        order: (isFolder ? '2' : '1') + name,
        continues: isFolder && isScript,
      };
    });
}

/** With the cursor where the name goes on. */
function insideOf(name: string): string {
  return `${escapeSnippet(JSON.stringify(name)).slice(0, -1)}$0"`;
}
