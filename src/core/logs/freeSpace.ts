import { statfs } from 'node:fs/promises';
import path from 'node:path';

/** With less than this a log has no room, in bytes: a block or two are always left over. */
const FULL_BYTES = 16 * 1024;

/** Whether the disk under a file is full, as far as its system tells. */
export async function isDiskFull(file: string): Promise<boolean> {
  try {
    const { bavail, bsize, blocks } = await statfs(path.dirname(file));
    return blocks > 0 && bavail * bsize < FULL_BYTES; // what is no disk, such as /dev, has no blocks
  } catch {
    return false; // not there: opening it will tell
  }
}
