import { lstat, mkdir, open, readlink, realpath, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import type { BigIntStats } from 'node:fs';
import { delay, type Clock } from '../../base/clock';
import { errorCode } from '../../base/errors';

/** As PM2 makes it; the user's umask takes away from it. */
const NEW_MODE = 0o666;
/** Windows lets nobody replace a file that a virus scanner looks at; it is tried again so often, with such a pause. */
const RENAME_TRIES = 10;
const RENAME_PAUSE_MS = 30;

/** A file as it was read, by a handle that stays with it when another takes its place. */
export interface OpenedFile {
  readonly text: string;
  readonly handle: FileHandle;
  readonly stats: BigIntStats;
}

/** Where a file really is, or will be: links are followed, also one to a file that is not there yet. Makes the folder. */
export async function targetOf(file: string): Promise<string> {
  await mkdir(path.dirname(file), { recursive: true });
  try {
    return await realpath(file);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const folder = await realpath(path.dirname(file));
  const entry = path.join(folder, path.basename(file));
  const isLink = await lstat(entry).then(
    (stats) => stats.isSymbolicLink(),
    () => false,
  );
  return isLink ? targetOf(path.resolve(folder, await readlink(entry))) : entry;
}

/** Undefined when there is no such file. */
export async function openFile(file: string): Promise<OpenedFile | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(file, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const stats = await handle.stat({ bigint: true });
    return { text: await textOf(handle), handle, stats };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** All that is in a file by now. */
export async function textOf(handle: FileHandle): Promise<string> {
  const { size } = await handle.stat();
  const buffer = Buffer.alloc(size + 1); // one more, to see that it has grown
  let length = 0;
  for (;;) {
    const { bytesRead } = await handle.read(buffer, length, buffer.length - length, length);
    length += bytesRead;
    if (bytesRead === 0) return buffer.toString('utf8', 0, length);
    if (length === buffer.length) return textOf(handle);
  }
}

/**
 * Puts a new text in the place of a file, all at once: nobody ever sees half of it, whatever dies meanwhile. Mode and
 * owner stay. Does nothing and says false when the file is not any more what was read.
 */
export async function replaceFile(
  file: string,
  text: string,
  { before, temporary, clock }: { before: OpenedFile | undefined; temporary: string; clock: Clock },
): Promise<boolean> {
  try {
    await writeNew(temporary, text, before?.stats);
    if (!(await isStill(file, before?.stats))) {
      await unlink(temporary);
      return false;
    }
    await renameOver(temporary, file, clock);
    return true;
  } catch (error) {
    await unlink(temporary).catch(() => undefined); // it may not even have been made
    throw error;
  }
}

async function writeNew(file: string, text: string, like: BigIntStats | undefined): Promise<void> {
  const mode = like ? Number(like.mode) & 0o7777 : NEW_MODE;
  const handle = await open(file, 'w', like ? mode & 0o700 : NEW_MODE);
  try {
    await handle.writeFile(text);
    if (like) {
      const made = await handle.stat({ bigint: true });
      if (made.uid !== like.uid || made.gid !== like.gid) {
        // Only root may give a file away; for anybody else the owner is the same or cannot be kept.
        await handle.chown(Number(like.uid), Number(like.gid)).catch(() => undefined);
      }
      await handle.chmod(mode);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function isStill(file: string, before: BigIntStats | undefined): Promise<boolean> {
  const now = await stat(file, { bigint: true }).catch((error: unknown) => {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (!now || !before) return now === before;
  return now.ino === before.ino && now.mtimeNs === before.mtimeNs && now.size === before.size;
}

async function renameOver(from: string, to: string, clock: Clock): Promise<void> {
  for (let left = RENAME_TRIES - 1; ; left--) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      const mayPass = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
      if (!mayPass || left === 0) throw error;
      await delay(clock, RENAME_PAUSE_MS);
    }
  }
}
