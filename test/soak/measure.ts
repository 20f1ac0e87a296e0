import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { initialEnvironmentOf, listProcesses } from '../../src/core/process/platform';
import { countListeners } from '../support/countListeners';
import { eventually } from '../support/eventually';
import type { TestCore } from '../support/testCore';

/** What a core holds while nothing is installed in it. */
export interface Measure {
  /** Open files of this process; 0 where the system does not tell. */
  readonly files: number;
  /** Listeners that hang on the core's emitters. */
  readonly listeners: number;
  /** Timers, pipes, watches and the like that keep this process busy. */
  readonly resources: number;
  /** Processes that belong to modules. */
  readonly processes: number;
  /** In bytes, after the garbage was collected. */
  readonly heap: number;
  readonly rss: number;
}

/** Variable in the environment of all that a soak's core starts. Linux tells it of every process. */
export const MARK = 'PM2_MODULES_SOAK';

/** Measures once nothing is on its way any more: when two looks in a row see the same. */
export async function measure(core: TestCore, mark: string): Promise<Measure> {
  await core.service.whenIdle();
  let before = await count(core, mark);
  await eventually('nothing changes any more', async () => {
    await new Promise((resolve) => setTimeout(resolve, 200));
    const now = await count(core, mark);
    const isSame = Object.entries(now).every(([key, value]) => before[key as keyof typeof now] === value);
    before = now;
    return isSame && now.processes === 0;
  });
  for (let round = 0; round < 4; round++) {
    collectGarbage();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, rss } = process.memoryUsage();
  return { ...before, heap: heapUsed, rss };
}

async function count(core: TestCore, mark: string): Promise<Omit<Measure, 'heap' | 'rss'>> {
  return {
    files: process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0,
    listeners: countListeners(core.service),
    resources: process.getActiveResourcesInfo().filter((name) => name !== 'Timeout' && name !== 'Immediate').length,
    processes: (await ownProcesses(mark)).length,
  };
}

/** The pids of all that bears this mark. */
export async function ownProcesses(mark: string): Promise<number[]> {
  return (await listProcesses()).flatMap(({ pid }) => (initialEnvironmentOf(pid)?.get(MARK) === mark ? [pid] : []));
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}
