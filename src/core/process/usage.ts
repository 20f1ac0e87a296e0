import pidusage from 'pidusage';
import type { Log } from '../../base/log';
import { toError } from '../../base/errors';
import { hasProc } from './platform';
import { ProcUsage, type Usage } from './procUsage';

export type { Usage };

/** Between two measurements, in milliseconds: on macOS and Windows each costs a process of its own. */
const INTERVAL_MS = 2_000;
/** A crowd is measured less often: so long for each process, in milliseconds. */
const INTERVAL_PER_PROCESS_MS = 100;

/** Between two measurements of so many processes, in milliseconds. */
export function usageIntervalMs(processes: number): number {
  return Math.max(INTERVAL_MS, processes * INTERVAL_PER_PROCESS_MS);
}

/** Measures CPU and memory of several processes in one go; a process that is gone is missing from the result. */
export class UsageReader {
  private readonly proc = hasProc ? new ProcUsage() : undefined;

  constructor(private readonly log: Log) {}

  async measure(pids: readonly number[], now: number): Promise<ReadonlyMap<number, Usage>> {
    return this.proc?.measure(pids, now) ?? this.ask(pids);
  }

  /** Lets go of what is kept between measurements. */
  forget(): void {
    this.proc?.clear();
    pidusage.clear();
  }

  private async ask(pids: readonly number[]): Promise<ReadonlyMap<number, Usage>> {
    const found = new Map<number, Usage>();
    if (pids.length === 0) return found;
    try {
      const stats: Record<string, pidusage.Status | null> = await pidusage([...pids]);
      for (const [pid, status] of Object.entries(stats)) {
        if (status) found.set(Number(pid), { cpu: status.cpu, memory: status.memory });
      }
    } catch (error) {
      // pidusage fails as a whole when none of the processes exists any more.
      this.log.debug(`usage of ${pids.join(', ')}: ${toError(error).message}`);
    }
    return found;
  }
}
