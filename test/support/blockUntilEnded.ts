import { execFileSync } from 'node:child_process';

/** Nothing else would end the wait for a process that goes on, in milliseconds. */
const TIMEOUT_MS = 20_000;

/** Keeps this whole thread busy until a child of this process has ended: nobody here has heard of that then. */
export function blockUntilEnded(pid: number): void {
  const deadline = Date.now() + TIMEOUT_MS;
  for (let state = ''; !state.startsWith('Z');) {
    if (Date.now() > deadline) throw new Error(`Process ${pid} goes on.`);
    state = execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  }
}
