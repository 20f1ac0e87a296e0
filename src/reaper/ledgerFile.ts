import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isRecord } from '../base/records';
import type { BornProcess, ExpectedLife, Ledger, ReaperProcess } from '../shared/reaper';

/** Replaces the ledger in one step, readable by this user only. */
export function writeLedger(file: string, ledger: Ledger): void {
  const unfinished = `${file}.tmp`;
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(unfinished, JSON.stringify(ledger), { mode: 0o600 });
  renameSync(unfinished, file);
}

/** Undefined when there is no such file, or it is not a ledger. */
export function readLedger(file: string): Ledger | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return isLedger(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function removeLedger(file: string): void {
  rmSync(file, { force: true });
  rmSync(`${file}.tmp`, { force: true });
}

export function isReaperProcess(value: unknown): value is ReaperProcess {
  return (
    isBornProcess(value) &&
    isExpectedLife(value) &&
    value.pid > 1 && // kill(2) takes 0 and -1 for many processes
    'ownsGroup' in value &&
    typeof value.ownsGroup === 'boolean'
  );
}

export function isExpectedLife(value: unknown): value is ExpectedLife {
  return isRecord(value) && typeof value.uniqueId === 'string' && typeof value.home === 'string';
}

function isBornProcess(value: unknown): value is BornProcess {
  return isRecord(value) && Number.isSafeInteger(value.pid) && typeof value.startTime === 'string';
}

function isLedger(value: unknown): value is Ledger {
  return (
    isRecord(value) &&
    isBornProcess(value.host) &&
    isBornProcess(value.reaper) &&
    Array.isArray(value.processes) &&
    value.processes.every(isReaperProcess)
  );
}
