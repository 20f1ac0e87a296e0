import { errorCode } from './errors';

/** Codes of a watcher's errors that last: no more files (EMFILE, ENFILE) or, in inotify's words, no space (ENOSPC). */
const LIMITS = ['EMFILE', 'ENFILE', 'ENOSPC'];

/** The code of the limit that keeps the system from watching, if it was one. */
export function reachedLimit(error: unknown): string | undefined {
  const code = errorCode(error);
  return code !== undefined && LIMITS.includes(code) ? code : undefined;
}
