import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { isWithin } from '../../base/isWithin';
import { executableEndings, pathFolders } from './platform';

/**
 * The absolute path of a command on PATH; undefined when there is none. Relative entries of PATH and those within
 * `folder` are passed over: a module's folder must not be able to slip in a command.
 */
export function findExecutable(
  command: string,
  environment: Readonly<Record<string, string>>,
  folder: string,
): string | undefined {
  for (const entry of pathFolders(environment)) {
    if (!path.isAbsolute(entry) || isWithin(entry, folder)) continue;
    for (const ending of executableEndings) {
      const file = path.join(entry, command + ending);
      if (isExecutable(file)) return file;
    }
  }
  return undefined;
}

/** Whether a path leads to a file that may be executed; at once, as a restart waits for the answer. */
export function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false; // missing, or not ours to run
  }
}
