import type { EventSnapshot } from '../shared/event';

const MINUTE_MS = 60_000;

/** How many events came within the minute before `now`, to the span in which they were counted. */
export function perMinute({ lately }: EventSnapshot, now: number): number {
  return lately.filter(({ at }) => at > now - MINUTE_MS).reduce((sum, { count }) => sum + count, 0);
}
