import { readFileSync } from 'node:fs';
import { listProcesses } from '../../src/core/process/platform';

/** Containers that were started by this process and are not the module's own: those that wait. Linux only. */
export async function standbyPids(modulePid: number): Promise<number[]> {
  const children = (await listProcesses()).filter(({ parent, pid }) => parent === process.pid && pid !== modulePid);
  return children.flatMap(({ pid }) => (isContainer(pid) ? [pid] : []));
}

function isContainer(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('container.js');
  } catch {
    return false; // gone
  }
}
