import { stat } from 'node:fs/promises';
import path from 'node:path';

/** Where the types are put, below the module's folder. */
export const PMX_TYPES = 'types/pmx.d.ts';

/** Where a module may have its own. */
const PLACES = [
  ...[PMX_TYPES, 'types/pmx/index.d.ts', 'pmx.d.ts', 'typings/pmx.d.ts', 'src/pmx.d.ts', 'src/types/pmx.d.ts'],
  ...['@types/pmx/index.d.ts', 'node_modules/@types/pmx/package.json'],
];

/** Whether a module has types for pmx, which ships none. */
export async function hasPmxTypes(folder: string): Promise<boolean> {
  const found = await Promise.all(PLACES.map((place) => isFile(path.join(folder, place))));
  return found.includes(true);
}

async function isFile(file: string): Promise<boolean> {
  const stats = await stat(file).catch(() => undefined);
  return stats?.isFile() === true;
}
