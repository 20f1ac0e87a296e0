import { isRecord } from '../base/records';
import { findProcess } from '../core/process/platform';
import type { BornProcess, ToReaper } from '../shared/reaper';
import { killAll } from './killAll';
import { isExpectedLife, isReaperProcess, readLedger, removeLedger, writeLedger } from './ledgerFile';
import { Registry } from './registry';

/**
 * Keeps the ledger of what the host registers on our stdin, and when that ends, as it does with the host however it
 * dies, kills what is registered. Resolves when nothing is left to do.
 */
export async function guard(file: string, hostPid: number): Promise<void> {
  const registry = new Registry(readLedger(file)?.processes ?? []);
  const owners = { host: await bornProcess(hostPid), reaper: await bornProcess(process.pid) };
  const save = (): void => {
    try {
      writeLedger(file, { ...owners, processes: registry.all.filter(isReaperProcess) });
    } catch {
      // A full disk must not end the reaper: what it has in memory is what matters while it lives.
    }
  };
  for await (const lines of linesOfStdin()) {
    await registry.apply(lines.flatMap(parse));
    save();
  }
  const left = await killAll(registry.all, { isFresh: true });
  if (left.length > 0) return; // the ledger stays for the next sweep
  removeLedger(file);
}

async function bornProcess(pid: number): Promise<BornProcess> {
  return { pid, startTime: (await findProcess(pid).catch(() => undefined))?.startTime ?? '' };
}

/** Whole lines, as many at a time as came together. */
async function* linesOfStdin(): AsyncGenerator<string[]> {
  let unread = '';
  try {
    for await (const chunk of process.stdin.setEncoding('utf8')) {
      const lines = (unread + String(chunk)).split('\n');
      unread = lines.pop() ?? '';
      yield lines;
    }
  } catch {
    // A broken pipe is an end of file, too.
  }
}

function parse(line: string): ToReaper[] {
  try {
    const value: unknown = JSON.parse(line);
    if (!isRecord(value)) return [];
    if (value.type === 'expect' && isExpectedLife(value.life)) return [{ type: 'expect', life: value.life }];
    if (value.type === 'add' && isReaperProcess(value.process)) return [{ type: 'add', process: value.process }];
    if (value.type === 'remove' && typeof value.pid === 'number') return [{ type: 'remove', pid: value.pid }];
    return [];
  } catch {
    return [];
  }
}
