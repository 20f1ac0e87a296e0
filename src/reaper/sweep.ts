import { readdirSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from '../core/process/platform';
import { killAll } from './killAll';
import { readLedger, removeLedger } from './ledgerFile';

/** Kills what is left of hosts that died together with their reaper, and removes their ledgers. */
export async function sweepLedgers(folder: string): Promise<void> {
  for (const file of listLedgers(folder)) {
    const ledger = readLedger(file);
    if (!ledger || (await isAlive(ledger.host)) || (await isAlive(ledger.reaper))) continue;
    const left = await killAll(ledger.processes, { isFresh: false });
    if (left.length === 0) removeLedger(file);
  }
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
