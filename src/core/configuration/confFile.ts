import {
  closeSync,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsync,
  lstatSync,
  mkdirSync,
  openSync,
  readlinkSync,
  readSync,
  realpathSync,
  renameSync,
  statSync,
  unlinkSync,
  writeFileSync,
  type BigIntStats,
} from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { delay, type Clock } from '../../base/clock';
import { errorCode } from '../../base/errors';

/**
 * A restart waits for what is done here, and a thread of the pool takes longer than each step: only what may wait for the disk
 * itself is left to it.
 */
const toDisk = promisify(fsync);
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
export function targetOf(file: string): string {
  mkdirSync(path.dirname(file), { recursive: true });
  try {
    return realpathSync(file);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
  const folder = realpathSync(path.dirname(file));
  const entry = path.join(folder, path.basename(file));
  const isLink = lstatSync(entry, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink ? targetOf(path.resolve(folder, readlinkSync(entry))) : entry;
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
    const stats = fstatSync(handle.fd, { bigint: true });
    return { text: textOf(handle), handle, stats };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** All that is in a file by now. */
export function textOf(handle: FileHandle): string {
  const { size } = fstatSync(handle.fd);
  const buffer = Buffer.alloc(size + 1); // one more, to see that it has grown
  let length = 0;
  for (;;) {
    const bytesRead = readSync(handle.fd, buffer, length, buffer.length - length, length);
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
    if (!isStill(file, before?.stats)) {
      unlinkSync(temporary);
      return false;
    }
    await renameOver(temporary, file, clock);
    return true;
  } catch (error) {
    removeIfThere(temporary);
    throw error;
  }
}

async function writeNew(file: string, text: string, like: BigIntStats | undefined): Promise<void> {
  const mode = like ? Number(like.mode) & 0o7777 : NEW_MODE;
  const descriptor = openSync(file, 'w', like ? mode & 0o700 : NEW_MODE);
  try {
    writeFileSync(descriptor, text);
    if (like) {
      keepOwner(descriptor, like);
      fchmodSync(descriptor, mode);
    }
    await toDisk(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function keepOwner(descriptor: number, { uid, gid }: BigIntStats): void {
  const made = fstatSync(descriptor, { bigint: true });
  if (made.uid === uid && made.gid === gid) return;
  try {
    fchownSync(descriptor, Number(uid), Number(gid));
  } catch {
    // Only root may give a file away; for anybody else the owner is the same or cannot be kept.
  }
}

function removeIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch {
    // It may not even have been made.
  }
}

function isStill(file: string, before: BigIntStats | undefined): boolean {
  const now = statSync(file, { bigint: true, throwIfNoEntry: false });
  if (!now || !before) return now === before;
  return now.ino === before.ino && now.mtimeNs === before.mtimeNs && now.size === before.size;
}

async function renameOver(from: string, to: string, clock: Clock): Promise<void> {
  for (let left = RENAME_TRIES - 1; ; left--) {
    try {
      renameSync(from, to);
      return;
    } catch (error) {
      const mayPass = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
      if (!mayPass || left === 0) throw error;
      await delay(clock, RENAME_PAUSE_MS);
    }
  }
}
