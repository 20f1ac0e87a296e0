import {
  findProcesses,
  initialEnvironmentOf,
  listProcesses,
  seesEnvironments,
  type ProcessInfo,
} from '../core/process/platform';
import type { ReaperProcess, ToReaper } from '../shared/reaper';

/** So many lives that are known by their `unique_id` alone are kept before those of which nothing lives are forgotten. */
const MAX_BARE = 32;
/** The newest of them stay: they may be about to be spawned. */
const KEPT_BARE = 8;

/**
 * What must not outlive the host: the processes that it has registered and, where a `unique_id` tells what belongs to a
 * life, also lives that are about to be spawned and lives that have ended, maybe with descendants that live on.
 */
export class Registry {
  private readonly processes = new Map<number, ReaperProcess>();
  /** By `unique_id`, the oldest first. */
  private readonly bare = new Map<string, ReaperProcess>();

  /** `inherited`: what an earlier reaper of the same host knew. The host registers again what of it still lives. */
  constructor(inherited: readonly ReaperProcess[]) {
    for (const process of inherited) this.keepBare(process);
  }

  get all(): readonly ReaperProcess[] {
    return [...this.processes.values(), ...this.bare.values()];
  }

  async apply(messages: readonly ToReaper[]): Promise<void> {
    for (const message of messages) {
      if (message.type === 'expect') this.keepBare({ ...message.life, pid: 0, startTime: '', ownsGroup: false });
      else if (message.type === 'add') this.add(message.process);
      else this.remove(message.pid);
    }
    await this.readStartTimes(messages.flatMap((message) => (message.type === 'add' ? [message.process] : [])));
    if (this.bare.size > MAX_BARE) await this.forgetBare();
  }

  private add(process: ReaperProcess): void {
    this.bare.delete(process.uniqueId);
    this.processes.set(process.pid, process);
  }

  private remove(pid: number): void {
    const process = this.processes.get(pid);
    if (process) this.keepBare(process);
    this.processes.delete(pid);
  }

  private keepBare(process: ReaperProcess): void {
    // Its pid and the number of its group may be others' by the time at which it counts.
    if (seesEnvironments) this.bare.set(process.uniqueId, { ...process, startTime: '', ownsGroup: false });
  }

  /** Only now, right after they were registered, their pids are theirs for certain. */
  private async readStartTimes(added: readonly ReaperProcess[]): Promise<void> {
    const unread = added.filter((process) => process.startTime === '' && this.processes.get(process.pid) === process);
    const found = await findProcesses(unread.map(({ pid }) => pid)).catch(() => new Map<number, ProcessInfo>());
    for (const process of unread) {
      const startTime = found.get(process.pid)?.startTime ?? '';
      this.processes.set(process.pid, { ...process, startTime });
    }
  }

  private async forgetBare(): Promise<void> {
    const processes = await listProcesses();
    const living = new Set(processes.map(({ pid }) => initialEnvironmentOf(pid)?.get('unique_id')));
    for (const uniqueId of [...this.bare.keys()].slice(0, -KEPT_BARE)) {
      if (!living.has(uniqueId)) this.bare.delete(uniqueId);
    }
  }
}
