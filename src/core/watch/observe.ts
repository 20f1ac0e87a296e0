import { hash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, statSync, type Stats } from 'node:fs';
import { errorCode } from '../../base/errors';

/** Files up to this size are compared by content, in bytes; of larger ones size and modification time must do. */
export const maxHashedBytes = 1024 * 1024;

/** What a path was at one moment, as far as it takes to see that it is another thing now. A folder is no file: missing. */
export type Fingerprint =
  | { readonly kind: 'missing' }
  /** `hash` is absent when the content was not read. */
  | { readonly kind: 'file'; readonly size: number; readonly mtimeMs: number; readonly hash?: string };

export interface Observation {
  readonly fingerprint: Fingerprint;
  /** The content, where it was read. */
  readonly content?: Buffer;
}

export const missing: Fingerprint = { kind: 'missing' };

/**
 * Looks at a path, through links, at once: small files take some 30 µs, and a decision that waits for a thread of the
 * pool is later than that. `readsAll` is for files that count whatever their size.
 */
export function observe(file: string, readsAll = false): Observation {
  const seen = statOf(file);
  if (!seen || seen.isDirectory()) return { fingerprint: missing };
  // A pipe or a device must be neither opened nor read: both could wait for ever.
  if (!seen.isFile() || (seen.size > maxHashedBytes && !readsAll)) return { fingerprint: fromStats(seen) };
  let descriptor: number | undefined;
  try {
    descriptor = openSync(file, 'r');
    const stats = fstatSync(descriptor);
    const content = readUpTo(descriptor, stats.size);
    return { fingerprint: { ...fromStats(stats), size: content.length, hash: hash('sha1', content) }, content };
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return { fingerprint: fromStats(seen) }; // not readable, or no descriptor is free: size and time must do
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** As {@link observe}, without reading. */
export function glance(file: string): Fingerprint {
  const seen = statOf(file);
  return seen && !seen.isDirectory() ? fromStats(seen) : missing;
}

/** As {@link observe}, but what looks untouched since `known` is taken to be `known`. */
export function observeAgain(file: string, known: Fingerprint): Fingerprint {
  const seen = glance(file);
  return isSame(withoutHash(seen), withoutHash(known)) ? known : observe(file).fingerprint;
}

/** What can be said of a file without reading it. */
export function fromStats(stats: Pick<Stats, 'size' | 'mtimeMs'>): Fingerprint & { readonly kind: 'file' } {
  return { kind: 'file', size: stats.size, mtimeMs: stats.mtimeMs };
}

/** Same content, as far as the two tell: by hash where both have one, else by size and modification time. */
export function isSame(one: Fingerprint, other: Fingerprint): boolean {
  if (one.kind !== 'file' || other.kind !== 'file') return one.kind === other.kind;
  if (one.hash !== undefined && other.hash !== undefined) return one.hash === other.hash;
  return one.size === other.size && one.mtimeMs === other.mtimeMs;
}

function withoutHash(fingerprint: Fingerprint): Fingerprint {
  return fingerprint.kind === 'file' ? fromStats(fingerprint) : fingerprint;
}

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined; // a part of the path is no folder, or closed to us: the module cannot read it either
  }
}

/** A file that is being written may be shorter or longer than it was said to be a moment ago. */
function readUpTo(descriptor: number, size: number): Buffer {
  const content = Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const read = readSync(descriptor, content, length, size - length, length);
    if (read === 0) break;
    length += read;
  }
  return content.subarray(0, length);
}
