import type { Remedy } from '../../../base/errors';
import type { Crash } from '../../../shared/module';
import { crashFromOutput, type CrashReason } from '../../logs/crashReason';
import { readTail } from '../../logs/readTail';
import type { Exit } from '../../process/launch';
import { describeExit } from '../../process/life';

/** Of the error log, this much is searched for the cause of a crash, in bytes. */
const CRASH_TAIL_BYTES = 32 * 1024;
/** A process that has lasted so long (or `min_uptime`, if that is shorter) counts as installed, in milliseconds. */
export const SETTLE_MS = 1_000;

/** An end that nobody asked for. */
export interface UnplannedEnd {
  readonly exit: Exit;
  /** How long the process has lived, in milliseconds. */
  readonly uptimeMs: number;
  /** The module's folder. */
  readonly folder: string;
  readonly moduleId: string;
  /** Path of the error log; from `logStart`, in bytes, on it is the output of this process. */
  readonly log: string;
  readonly logStart: number;
}

/** What an end was caused by, as the output tells; without an error there, that it ended, and how. Never rejects. */
export async function explainEnd(end: UnplannedEnd): Promise<Crash> {
  const { exit, uptimeMs, folder, log, logStart } = end;
  const found = crashFromOutput(await readTail(log, CRASH_TAIL_BYTES, logStart), folder, exit.code);
  return {
    summary: found?.summary ?? summaryOf(exit, uptimeMs),
    ...(!found && { isUnexplained: true }),
    ...(found?.file !== undefined && { file: found.file }),
    ...(found?.line !== undefined && { line: found.line }),
    ...(found?.column !== undefined && { column: found.column }),
    ...(exit.code !== undefined && { exitCode: exit.code }),
    ...(exit.signal !== undefined && { signal: exit.signal }),
    remedies: remediesFor(end, found),
  };
}

function remediesFor(end: UnplannedEnd, { summary, file, line, column }: Partial<CrashReason> = {}): readonly Remedy[] {
  const [, missing] = /Cannot find (?:module|package) '([^'./][^']*)'/.exec(summary ?? '') ?? [];
  const remedies: (Remedy | undefined)[] = [
    missing === undefined ? undefined : { kind: 'runInTerminal', command: 'npm install', cwd: end.folder },
    file === undefined
      ? undefined
      : { kind: 'openFile', file, ...(line !== undefined && { line }), ...(column !== undefined && { column }) },
    { kind: 'showLogs', moduleId: end.moduleId },
  ];
  return remedies.filter((remedy) => remedy !== undefined);
}

/** An end without an error in the output. Equal for equal deaths: it is what they are compared by. */
function summaryOf(exit: Exit, uptimeMs: number): string {
  if (exit.signal) return `killed by ${describeExit(exit)}`;
  const when = uptimeMs < SETTLE_MS ? 'right after its start' : 'by itself';
  return `ended ${when} (${describeExit(exit)})`;
}
