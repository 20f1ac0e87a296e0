import { readFileSync } from 'node:fs';

/** The process id that a pid file holds; undefined when there is no such file, or none in it. */
export function readPid(file: string): number | undefined {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim());
    return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}
