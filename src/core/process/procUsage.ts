import { closeSync, openSync, readFileSync, readSync } from 'node:fs';

/** Percent of one core, and resident bytes. */
export interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

/** Entries of /proc/self/auxv, see getauxval(3): bytes of a page, and what a second of processor time is counted in. */
const AT_PAGESZ = 6n;
const AT_CLKTCK = 17n;
/** What nearly every machine has. */
const USUAL_PAGE_BYTES = 4_096;
const USUAL_TICKS_PER_SECOND = 100;
/** Longer than /proc/<pid>/stat ever is, in bytes. */
const STAT_BYTES = 2_048;
/** An earlier measurement says nothing any more of how busy a process is now, in milliseconds. */
const MAX_AGE_MS = 60_000;
const MS_PER_SECOND = 1_000;
const PERCENT = 100;

interface Measured {
  readonly at: number;
  /** Of processor time since its start. */
  readonly ticks: number;
  /** Another process with the same pid has another one. */
  readonly startTime: string;
}

interface Units {
  readonly pageBytes: number;
  readonly ticksPerSecond: number;
}

/**
 * CPU and memory of processes as Linux tells them in /proc. Read at once: some µs for each, where a read that is waited for costs
 * ten times that in threads.
 */
export class ProcUsage {
  private last = new Map<number, Measured>();
  private units: Units | undefined;
  private readonly buffer = Buffer.alloc(STAT_BYTES);

  /** Of the processes that are there. CPU is that since the last time, 0 at the first. `now`: milliseconds since some moment. */
  measure(pids: readonly number[], now: number): ReadonlyMap<number, Usage> {
    const { pageBytes, ticksPerSecond } = (this.units ??= readUnits());
    const measured = new Map<number, Measured>();
    const found = new Map<number, Usage>();
    for (const pid of pids) {
      const fields = this.fieldsOf(pid);
      const memory = Number(fields?.[21]) * pageBytes;
      // It becomes another program just now, or has ended and waits for its parent.
      if (!fields || !(memory > 0)) continue;
      const next = { at: now, ticks: Number(fields[11]) + Number(fields[12]), startTime: fields[19] ?? '' };
      const seconds = (next.ticks - this.ticksBefore(pid, next)) / ticksPerSecond;
      const elapsed = (now - (this.last.get(pid)?.at ?? 0)) / MS_PER_SECOND;
      measured.set(pid, next);
      found.set(pid, { cpu: elapsed > 0 ? (seconds / elapsed) * PERCENT : 0, memory });
    }
    this.last = measured;
    return found;
  }

  clear(): void {
    this.last.clear();
  }

  private ticksBefore(pid: number, next: Measured): number {
    const last = this.last.get(pid);
    return last?.startTime === next.startTime && next.at - last.at <= MAX_AGE_MS ? last.ticks : next.ticks;
  }

  /** See proc(5), /proc/pid/stat, from `state` on: the command's name before it may contain spaces and parentheses. */
  private fieldsOf(pid: number): readonly string[] | undefined {
    try {
      const file = openSync(`/proc/${pid}/stat`, 'r');
      try {
        const stat = this.buffer.toString('latin1', 0, readSync(file, this.buffer, 0, STAT_BYTES, 0));
        return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      } finally {
        closeSync(file);
      }
    } catch {
      return undefined; // gone
    }
  }
}

/** Pairs of numbers, each of 8 bytes; on a machine of 32 bits nothing is found, and what is usual counts. */
function readUnits(): Units {
  const found = new Map<bigint, number>();
  try {
    const entries = readFileSync('/proc/self/auxv');
    for (let at = 0; at + 16 <= entries.length; at += 16) {
      found.set(entries.readBigUInt64LE(at), Number(entries.readBigUInt64LE(at + 8)));
    }
  } catch {
    // Some sandboxes hide it.
  }
  return {
    pageBytes: found.get(AT_PAGESZ) ?? USUAL_PAGE_BYTES,
    ticksPerSecond: found.get(AT_CLKTCK) ?? USUAL_TICKS_PER_SECOND,
  };
}
