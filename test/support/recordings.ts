import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** One line of a recording. */
export interface RecordedLine {
  /** Milliseconds since the process was started. */
  readonly t: number;
  readonly dir: string;
  readonly msg?: unknown;
}

const FOLDER = path.join(import.meta.dirname, '../fixtures/recordings');

/** One line of a recording of PM2's bus. */
interface BusLine {
  readonly t: number;
  readonly kind?: string;
  readonly event?: string;
  readonly data?: { readonly data?: unknown; readonly raw?: unknown };
}

/** Every recording by its name without extension; the lines in the order in which they came. */
export function recordings(): ReadonlyMap<string, readonly RecordedLine[]> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.jsonl'));
  return new Map(
    files.map((file) => [path.basename(file, '.jsonl'), readLines<RecordedLine>(path.join(FOLDER, file))]),
  );
}

/** What modules sent, as PM2's bus told it on: a message with a type becomes an event of that name. */
export function busRecordings(): ReadonlyMap<string, readonly RecordedLine[]> {
  const folder = path.join(FOLDER, 'bus');
  return new Map(
    readdirSync(folder).map((file) => [
      path.basename(file, '.jsonl'),
      readLines<BusLine>(path.join(folder, file)).flatMap(fromBus),
    ]),
  );
}

/** PM2's own events begin with `log:` and `process:event`. */
function fromBus({ t, event, data }: BusLine): RecordedLine[] {
  if (!event || event.startsWith('log:') || event === 'process:event') return [];
  const msg = event === 'process:msg' ? data?.raw : { type: event, data: data?.data };
  return [{ t, dir: 'module->pm2', msg }];
}

function readLines<T>(file: string): T[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as T);
}
