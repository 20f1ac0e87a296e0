import { setTimeout } from 'node:timers/promises';
import { hasSignals, isAlive, killTree, listProcesses, signal } from '../core/process/platform';
import type { ReaperProcess } from '../shared/reaper';
import { findRemains } from './remains';

/** How long survivors are looked for, in milliseconds: one that waits for a dead disk cannot be killed. */
const PATIENCE_MS = 2_000;
/** Pause between two looks, in milliseconds. */
const PAUSE_MS = 20;

/**
 * Kills registered processes with everything that they started, and looks again until nothing is left. Resolves with
 * those of which something still lives. `isFresh`: they were registered by a host that died just now; else their pids
 * may long be others'.
 */
export async function killAll(
  registered: readonly ReaperProcess[],
  options: { readonly isFresh: boolean },
): Promise<readonly ReaperProcess[]> {
  if (!hasSignals) return killTrees(registered, options);
  const end = performance.now() + PATIENCE_MS;
  for (;;) {
    // A machine that is out of processes or memory may not run `ps` now.
    const processes = await listProcesses().catch(() => undefined);
    const remains = processes && findRemains(registered, processes, options);
    if (remains?.length === 0) return [];
    for (const { group, pids } of remains ?? []) {
      if (group !== undefined) signal(group, 'SIGKILL', 'group'); // at once, before one of them can fork
      for (const pid of pids) signal(pid, 'SIGKILL');
    }
    if (performance.now() >= end) return remains?.map(({ of }) => of) ?? registered;
    await setTimeout(PAUSE_MS);
  }
}

/** Windows: `taskkill` finds the tree. Without a start time to compare, only fresh pids are safe to kill. */
async function killTrees(
  registered: readonly ReaperProcess[],
  { isFresh }: { readonly isFresh: boolean },
): Promise<readonly ReaperProcess[]> {
  for (const each of registered) {
    if ((isFresh || each.startTime !== '') && (await isAlive(each))) await killTree(each, []);
  }
  return [];
}
