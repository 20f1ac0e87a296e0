import { systemClock, type Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import { toError } from '../../../base/errors';
import type { Log } from '../../../base/log';
import { forgetUsage, measureUsage, usageIntervalMs, type Usage } from '../../process/usage';
import type { EmbeddedProcess } from './embeddedProcess';

/**
 * CPU and memory of all processes in one measurement every two seconds: only while somebody looks, or for the processes
 * with a `max_memory_restart`, which are restarted when their own process needs more.
 */
export class UsageMeter implements Disposable {
  private timer: Disposable | undefined;
  private isWanted = false;
  private isDisposed = false;

  constructor(
    private readonly processes: () => readonly EmbeddedProcess[],
    private readonly log: Log,
    private readonly clock: Clock = systemClock,
  ) {}

  setWanted(isWanted: boolean): void {
    this.isWanted = isWanted;
    if (isWanted) this.wake();
  }

  /** Something may have to be measured from now on. */
  wake(): void {
    if (this.timer || this.isDisposed || this.due().length === 0) return;
    this.timer = this.clock.after(0, () => void this.tick());
  }

  dispose(): void {
    this.isDisposed = true;
    this.timer?.dispose();
    forgetUsage();
  }

  private due(): readonly EmbeddedProcess[] {
    return this.processes().filter(
      ({ options, supervisor: { state } }) =>
        state.life && (this.isWanted || options.maxMemoryRestartBytes !== undefined),
    );
  }

  private async tick(): Promise<void> {
    const due = this.due();
    if (due.length === 0) {
      this.timer = undefined;
      return;
    }
    const pids = new Set(
      due.flatMap(({ measuredPid, ownPid, standbyPid }) =>
        [measuredPid, ownPid, standbyPid].filter((pid) => pid !== undefined),
      ),
    );
    const usage = await measureUsage([...pids], this.log);
    if (this.isDisposed) return;
    for (const process of due) this.tell(process, usage);
    this.timer = this.clock.after(usageIntervalMs, () => void this.tick());
  }

  private tell(process: EmbeddedProcess, usage: ReadonlyMap<number, Usage>): void {
    const { measuredPid, ownPid, standbyPid, options, supervisor } = process;
    if (standbyPid !== undefined) process.setStandbyMemory(usage.get(standbyPid)?.memory);
    if (measuredPid !== undefined) process.setUsage(usage.get(measuredPid) ?? null);
    const own = ownPid === undefined ? undefined : usage.get(ownPid);
    const { maxMemoryRestartBytes: limit } = options;
    // What is being stopped must not be brought back.
    if (!own || limit === undefined || own.memory <= limit || supervisor.state.status !== 'online') return;
    this.log.info(`${options.name}: ${own.memory} bytes are more than max_memory_restart`);
    process
      .run({ kind: 'memory' })
      .catch((error: unknown) => this.log.warn(`${options.name}: ${toError(error).message}`));
  }
}
