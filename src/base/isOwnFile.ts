import path from 'node:path';
import { isWithin } from './isWithin';

/** Whether a file is a package's own code: in its folder, and not in a dependency. Both absolute; links are not followed. */
export function isOwnFile(file: string, folder: string): boolean {
  return isWithin(file, folder) && !path.relative(folder, file).split(path.sep).includes('node_modules');
}
