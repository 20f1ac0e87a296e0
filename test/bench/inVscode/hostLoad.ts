import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';

/** How often a timer is looked at, in milliseconds: what it is late by is the delay that others have too. */
const RESOLUTION_MS = 10;
const MEMORY_INTERVAL_MS = 100;
const NS_PER_MS = 1e6;

/** What a time cost the thread that measured it, and its process. */
export interface HostLoad {
  /** By how much timers were late: half of them, one in a hundred, the worst. In milliseconds. */
  readonly delaysMs: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Resident memory of the process with all its threads: before, at most, and when it was over. In bytes. */
  readonly memory: Course;
  /** Of that, what the JavaScript of this thread holds, garbage included. */
  readonly heap: Course;
}

interface Course {
  readonly before: number;
  readonly peak: number;
  readonly after: number;
}

/** Watches until `end`, which waits so long for the memory to come back. */
export function watchHost(): { end(settleMs: number): Promise<HostLoad> } {
  const memory = watchMemory(() => process.memoryUsage.rss());
  const heap = watchMemory(() => process.memoryUsage().heapUsed);
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  histogram.enable();
  return {
    end: async (settleMs) => {
      histogram.disable();
      const late = (ns: number): number => Math.max(0, ns / NS_PER_MS - RESOLUTION_MS);
      const delaysMs = {
        p50: late(histogram.percentile(50)),
        p99: late(histogram.percentile(99)),
        max: late(histogram.max),
      };
      await delay(settleMs);
      return { delaysMs, memory: memory.end(), heap: heap.end() };
    },
  };
}

function watchMemory(measure: () => number): { end(): Course } {
  const before = measure();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, measure())), MEMORY_INTERVAL_MS);
  return {
    end: () => {
      clearInterval(timer);
      return { before, peak, after: measure() };
    },
  };
}
