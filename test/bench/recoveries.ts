import { setTimeout as delay } from 'node:timers/promises';
import { Times, type Measured } from './measured';
import type { Running } from './running';
import { timeToFirstLine } from './saves';

/** How long a tool has to find out that the saved code ends at once, again and again, in milliseconds. */
const CRASH_MS = 5_000;
const REST_MS = 400;

/** Saves code that throws, waits until every tool has given up on it, saves the fix, and waits for its first line. */
export async function measureRecoveries(running: readonly Running[], rounds: number): Promise<readonly Measured[]> {
  const times = new Times(running.map(({ tool }) => tool.name));
  for (let round = 0; round < rounds; round++) {
    for (const { module } of running) module.saveBroken();
    await delay(CRASH_MS);
    for (const each of running) {
      times.add(each.tool.name, await timeToFirstLine(each));
      await delay(REST_MS);
    }
  }
  return times.all;
}
