import type { HostLoad } from './hostLoad';

export const BYTES_PER_MB = 1024 ** 2;

/** By how much timers were late: half of them, one in a hundred, the worst. */
export function delayCell({ delaysMs: { p50, p99, max } }: HostLoad): string {
  return [p50, p99, max].map((ms) => ms.toFixed(ms < 10 ? 1 : 0)).join(' · ');
}

/** In MB: before, at most, and when it was over. */
export function memoryCell({ memory }: HostLoad): string {
  return courseCell(memory);
}

/** As {@link memoryCell}. */
export function heapCell({ heap }: HostLoad): string {
  return courseCell(heap);
}

function courseCell({ before, peak, after }: HostLoad['memory']): string {
  return [before, peak, after].map((bytes) => Math.round(bytes / BYTES_PER_MB)).join(' · ');
}
