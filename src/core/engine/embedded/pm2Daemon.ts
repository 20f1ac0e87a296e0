import { readdirSync } from 'node:fs';
import path from 'node:path';
import { readPid } from '../../../base/readPid';
import { findProcess, signal } from '../../process/platform';

/** The pid of the PM2 daemon of a home folder, as PM2 itself notes it in `pm2.pid`; undefined when none lives. */
export async function findDaemon(home: string): Promise<number | undefined> {
  const pid = readPid(path.join(home, 'pm2.pid'));
  return pid !== undefined && (await findProcess(pid)) ? pid : undefined;
}

/** A living process of that name in the user's own PM2, known by PM2's `pids/<name>-<pm_id>.pid`. */
export async function findInPm2(home: string, name: string): Promise<number | undefined> {
  if ((await findDaemon(home)) === undefined) return undefined;
  const prefix = `${name.replace(/[^a-zA-Z0-9.\-\\]/g, '-')}-`;
  const folder = path.join(home, 'pids');
  for (const file of list(folder)) {
    if (!file.startsWith(prefix) || !/^\d+\.pid$/.test(file.slice(prefix.length))) continue;
    const pid = readPid(path.join(folder, file));
    if (pid !== undefined && (await findProcess(pid))) return pid;
  }
  return undefined;
}

/** Asks the daemon to end, with the signal on which it ends its processes first. */
export async function stopDaemon(home: string): Promise<void> {
  const pid = await findDaemon(home);
  if (pid !== undefined) signal(pid, 'SIGTERM');
}

function list(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // PM2 has never run here
  }
}
