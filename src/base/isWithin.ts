import path from 'node:path';

/** Whether a path is a folder or lies in it. Both absolute; links are not followed. */
export function isWithin(candidate: string, folder: string): boolean {
  const relative = path.relative(folder, candidate);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}
