import { readdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { isAlive } from '../core/process/platform';
import type { BornProcess } from '../shared/reaper';
import { killAll } from './killAll';
import { readLedger, removeLedger } from './ledgerFile';

/** How long a reaper whose host has died may be at work before it counts as hanging, in milliseconds. */
const REAPER_PATIENCE_MS = 4_000;
/** Pause between two looks, in milliseconds. */
const PAUSE_MS = 20;

/** Kills what is left of hosts that died together with their reaper, and removes their ledgers. */
export async function sweepLedgers(folder: string): Promise<void> {
  await Promise.all(listLedgers(folder).map(sweepLedger));
}

async function sweepLedger(file: string): Promise<void> {
  const ledger = readLedger(file);
  if (!ledger || (await isAlive(ledger.host))) return;
  await endOf(ledger.reaper);
  const left = await killAll(ledger.processes, { isFresh: false });
  if (left.length === 0) removeLedger(file);
}

/** A host that died a moment ago has a reaper that kills what it left: what starts now must not meet it. */
async function endOf(reaper: BornProcess): Promise<void> {
  const end = performance.now() + REAPER_PATIENCE_MS;
  while (performance.now() < end && (await isAlive(reaper))) await setTimeout(PAUSE_MS);
}

function listLedgers(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith('.json'))
      .map((name) => path.join(folder, name));
  } catch {
    return []; // nothing was ever started
  }
}
