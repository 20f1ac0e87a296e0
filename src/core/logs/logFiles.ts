import { closeSync, constants, mkdirSync, openSync, renameSync, statSync } from 'node:fs';
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
  /** A file larger than this is rotated before the next life. */
  readonly maxBytes: number;
}

/** Open descriptors for one spawn. */
export interface OpenedLogs {
  readonly out: number;
  readonly error: number;
  close(): void;
}

/** Each writer appends, so that a file can be cut or rotated under it. */
const APPEND = constants.O_APPEND | constants.O_CREAT | constants.O_WRONLY;
const OWNER_ONLY_FILE = 0o600;
const OWNER_ONLY_FOLDER = 0o700;

/** The two files that one process writes its output to by itself. */
export class LogFiles {
  readonly maxBytes: number;
  readonly paths: { readonly out: string; readonly error: string };

  constructor(private readonly options: LogFilesOptions) {
    this.maxBytes = options.maxBytes;
    const base = path.join(options.folder, options.name.replace(/[^A-Za-z0-9._-]/g, '-'));
    this.paths = { out: options.outFile ?? `${base}-out.log`, error: options.errorFile ?? `${base}-error.log` };
  }

  /** Opens both for a new life; rotates first what has grown too large. Throws a `UserError` when that is not possible. */
  open(): OpenedLogs {
    const out = this.openOne(this.paths.out);
    try {
      const error = this.paths.error === this.paths.out ? out : this.openOne(this.paths.error);
      return {
        ...{ out, error },
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

  private openOne(file: string): number {
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: OWNER_ONLY_FOLDER });
      this.rotate(file);
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

  private rotate(file: string): void {
    try {
      const stats = statSync(file);
      if (stats.isFile() && stats.size > this.options.maxBytes) renameSync(file, `${file}.1`);
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
    }
  }
}
