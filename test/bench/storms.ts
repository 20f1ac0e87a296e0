import { setTimeout as delay } from 'node:timers/promises';
import { firstLineOf, firstLinesIn } from './firstLines';
import type { Running } from './running';

/** So many saves, evenly spread over so many milliseconds. */
export const storm = { saves: 1_000, durationMs: 1_000 };
/** After the last content has run: what starts later was one restart too many. In milliseconds. */
const SETTLE_MS = 1_500;

/** What a storm of saves did to one tool's module. */
export interface Storm {
  readonly name: string;
  /** Lives that came as far as their first line. */
  readonly starts: number;
  readonly isLastContentRunning: boolean;
  /** From the last save to the first line of its content, in milliseconds. */
  readonly lastTimeMs?: number;
}

/** Saves a module again and again. */
export async function measureStorm({ tool, module, output }: Running): Promise<Storm> {
  const before = firstLinesIn(output).length;
  const startedAt = performance.now();
  let generation = 0;
  for (let save = 1; save <= storm.saves; save++) {
    const due = startedAt + (save * storm.durationMs) / storm.saves;
    while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
    generation = module.save();
  }
  const lastSavedAt = Date.now();
  const at = await firstLineOf(generation, output);
  await delay(SETTLE_MS);
  const lines = firstLinesIn(output);
  return {
    name: tool.name,
    starts: lines.length - before,
    isLastContentRunning: lines.at(-1)?.generation === generation,
    ...(at !== undefined && { lastTimeMs: at - lastSavedAt }),
  };
}
