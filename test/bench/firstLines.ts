import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/** The first line of one life of a module. */
export interface FirstLine {
  /** The module's own clock, in milliseconds since the epoch: how late the line is read does not count. */
  readonly at: number;
  readonly generation: number;
  /** From the end of Node's own start to this line, in milliseconds; of a process that waited, this includes the waiting. */
  readonly sinceBootMs: number;
}

/** Between two looks into the file, in milliseconds. */
const PAUSE_MS = 20;
/** A generation that takes longer has been missed. */
const TIMEOUT_MS = 15_000;

/** All first lines in a file that a module's stdout ends up in, oldest first. */
export function firstLinesIn(file: string): FirstLine[] {
  return [...readIfThere(file).matchAll(/^UP \d+ (\d+) (\d+) ([\d.]+)$/gm)].map(([, at, generation, sinceBootMs]) => ({
    at: Number(at),
    generation: Number(generation),
    sinceBootMs: Number(sinceBootMs),
  }));
}

/** Waits for one more first line than there are now. Undefined: it did not come. */
export function nextFirstLine(file: string): Promise<FirstLine | undefined> {
  const before = firstLinesIn(file).length;
  return waitFor(() => firstLinesIn(file)[before]);
}

/** Waits for the first line of this generation, and returns it. Undefined: it did not come. */
export function firstLineOf(generation: number, file: string): Promise<FirstLine | undefined> {
  return waitFor(() => firstLinesIn(file).find((candidate) => candidate.generation === generation));
}

async function waitFor(look: () => FirstLine | undefined): Promise<FirstLine | undefined> {
  const end = Date.now() + TIMEOUT_MS;
  while (Date.now() < end) {
    const line = look();
    if (line) return line;
    await delay(PAUSE_MS);
  }
  return undefined;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the tool has not opened it yet
  }
}
