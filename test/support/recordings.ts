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

/** Every recording by its name without extension; the lines in the order in which they came. */
export function recordings(): ReadonlyMap<string, readonly RecordedLine[]> {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.jsonl'));
  return new Map(files.map((file) => [path.basename(file, '.jsonl'), readLines(path.join(FOLDER, file))]));
}

function readLines(file: string): RecordedLine[] {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.map((line) => JSON.parse(line) as RecordedLine);
}
