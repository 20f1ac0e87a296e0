import { systemClock, type Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import { toError } from '../../../base/errors';
import { Emitter } from '../../../base/event';
import type { Log } from '../../../base/log';
import type { ProcessUsage } from '../../../shared/module';
import { usageIntervalMs, UsageReader, type Usage } from '../../process/usage';
import type { EmbeddedProcess } from './embeddedProcess';

/** What a process needs in the moment of its start says nothing: it is measured after so many milliseconds. */
const FIRST_MS = 300;

/**
 * CPU and memory of all processes in one measurement every two seconds, of a crowd every five: only while somebody looks, or for
 * the processes with a `max_memory_restart`, which are restarted when their own process needs more.
 */
export class UsageMeter implements Disposable {
  private timer: Disposable | undefined;
  private readonly reader: UsageReader;
  private isWanted = false;
  private isDisposed = false;
  private readonly measured = new Emitter<readonly ProcessUsage[]>();
  /** Those that are other than before. */
  readonly onDidMeasure = this.measured.event;

  constructor(
    private readonly processes: () => readonly EmbeddedProcess[],
    private readonly log: Log,
    private readonly clock: Clock = systemClock,
  ) {
    this.reader = new UsageReader(log);
  }

  setWanted(isWanted: boolean): void {
    this.isWanted = isWanted;
    if (isWanted) this.wake(0);
  }

  /** A process was started. */
  launched(): void {
    this.wake(FIRST_MS);
  }

  dispose(): void {
    this.isDisposed = true;
    this.timer?.dispose();
    this.measured.dispose();
    this.reader.forget();
  }

  private wake(afterMs: number): void {
    if (this.timer || this.isDisposed || this.due().length === 0) return;
    this.timer = this.clock.after(afterMs, () => void this.tick());
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
    const usage = await this.reader.measure([...pids], this.clock.elapsed());
    if (this.isDisposed) return;
    const changed = due.flatMap((process) => take(process, usage) ?? []);
    if (changed.length > 0) this.measured.fire(changed);
    for (const process of due) this.limit(process, usage);
    this.timer = this.clock.after(usageIntervalMs(due.length), () => void this.tick());
  }

  private limit(process: EmbeddedProcess, usage: ReadonlyMap<number, Usage>): void {
    const { ownPid, options, supervisor } = process;
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

/** Has a process know what was measured of it; returns that, when it is other than before. */
function take(process: EmbeddedProcess, all: ReadonlyMap<number, Usage>): ProcessUsage | undefined {
  const { key, measuredPid, standbyPid } = process;
  const standbyMemory = standbyPid === undefined ? undefined : all.get(standbyPid)?.memory;
  const usage = measuredPid === undefined ? undefined : (all.get(measuredPid) ?? null);
  if (!process.setUsage(usage, standbyMemory)) return undefined;
  return { process: key, standbyMemory, ...(usage !== undefined && { usage }) };
}
