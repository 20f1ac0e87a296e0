import { existsSync } from 'node:fs';
import path from 'node:path';

/** Absolute path of the project, from the sources as well as from a bundle below `dist`. */
export const projectRoot = findUp(__dirname);

function findUp(folder: string): string {
  if (existsSync(path.join(folder, 'esbuild.mjs'))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error('Not inside the project.');
  return findUp(parent);
}
