import { closeSync, constants, fstatSync, mkdirSync, openSync, renameSync, statSync, type Stats } from 'node:fs';
import { devNull } from 'node:os';
import path from 'node:path';
import { errorCode, toError, UserError } from '../../base/errors';
import { message } from '../../base/message';

export interface LogFilesOptions {
  /** Our folder for logs; made for this user alone when it is missing. */
  readonly folder: string;
  /** Unique among all processes; made fit for a file name. */
  readonly name: string;
  /** The manifest's own places, absolute. */
  readonly outFile?: string;
  readonly errorFile?: string;
  /** A file of ours that is larger than this is rotated before the next life. */
  readonly maxBytes: number;
}

/** Absolute paths of what a process writes to its stdout and stderr; they may be the same. */
export interface LogPaths {
  readonly out: string;
  readonly error: string;
}

/** In bytes; infinite for the manifest's own files, whose size is not our business. */
export interface LogLimits {
  readonly out: number;
  readonly error: number;
}

/** Open descriptors for one spawn. */
export interface OpenedLogs {
  readonly out: number;
  readonly error: number;
  /** They are still the files at those paths: nobody has removed or rotated them. Also to be asked after {@link close}. */
  isCurrent(): boolean;
  close(): void;
}

/** Each writer appends, so that a file can be cut or rotated under it. */
const APPEND = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY;
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** The two files that one process writes its output to by itself. */
export class LogFiles {
  readonly paths: LogPaths;
  readonly maxBytes: LogLimits;

  constructor({ folder, name, outFile, errorFile, maxBytes }: LogFilesOptions) {
    const base = path.join(folder, name.replace(/[^A-Za-z0-9._-]/g, '-'));
    this.paths = { out: outFile ?? `${base}-out.log`, error: errorFile ?? `${base}-error.log` };
    this.maxBytes = {
      out: outFile === undefined ? maxBytes : Number.POSITIVE_INFINITY,
      error: errorFile === undefined ? maxBytes : Number.POSITIVE_INFINITY,
    };
  }

  /** A file has grown too large for a life to be appended to it. */
  get mustRotate(): boolean {
    return (['out', 'error'] as const).some((stream) => isTooLarge(this.paths[stream], this.maxBytes[stream]));
  }

  /** Opens both for a new life; rotates first what has grown too large. Throws a `UserError` when that is not possible. */
  open(): OpenedLogs {
    const out = this.openOne('out');
    try {
      const error = this.paths.error === this.paths.out ? out : this.openOne('error');
      const opened = [identityOf(fstatSync(out)), identityOf(fstatSync(error))];
      return {
        ...{ out, error },
        isCurrent: () => [this.paths.out, this.paths.error].every((file, at) => identityAt(file) === opened[at]),
        close: () => {
          closeSync(out);
          if (error !== out) closeSync(error);
        },
      };
    } catch (error) {
      closeSync(out);
      throw error;
    }
  }

  private openOne(stream: 'out' | 'error'): number {
    const file = this.paths[stream];
    try {
      if (file !== devNull) mkdirSync(path.dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
      rotate(file, this.maxBytes[stream]);
      return openSync(file, APPEND, OWNER_ONLY_FILE);
    } catch (error) {
      const text = message(
        'The log file {0} cannot be written: {1}. Make its folder writable, or name another file.',
        file,
        toError(error).message,
      );
      throw new UserError(text, [], { cause: error });
    }
  }
}

function identityOf({ dev, ino }: Pick<Stats, 'dev' | 'ino'>): string {
  return `${dev} ${ino}`;
}

function identityAt(file: string): string | undefined {
  try {
    return identityOf(statSync(file));
  } catch {
    return undefined; // gone, or closed to us
  }
}

function isTooLarge(file: string, maxBytes: number): boolean {
  const stats = statSync(file, { throwIfNoEntry: false });
  return stats?.isFile() === true && stats.size > maxBytes;
}

/** One old file is kept, as `<file>.1`. */
function rotate(file: string, maxBytes: number): void {
  try {
    if (isTooLarge(file, maxBytes)) renameSync(file, `${file}.1`);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
  }
}
