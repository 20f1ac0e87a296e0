import { isRecord } from '../../base/records';

/** One line of a recording: an object of JSON. `t` is in milliseconds since the first process was started. */
export type RecordedLine =
  | RecordedMeta
  | RecordedMessage
  | { readonly t: number; readonly dir: 'stdout' | 'stderr'; readonly data: string; readonly process?: string }
  | { readonly t: number; readonly dir: 'skipped'; readonly count: number }
  | { readonly t: number; readonly dir: 'exit'; readonly process?: string }
  | { readonly t: number; readonly dir: 'other' };

/** The first line. */
export interface RecordedMeta {
  readonly t: number;
  readonly dir: 'meta';
  /** The module's name. */
  readonly module?: string;
  readonly version?: string;
  /** The version of Node that ran it. */
  readonly node?: string;
  /** When `t` was 0, in milliseconds since the epoch. */
  readonly at?: number;
}

/** An IPC message, without secrets. */
export interface RecordedMessage {
  readonly t: number;
  readonly dir: 'module->pm2' | 'pm2->module';
  readonly msg: unknown;
  /** The process's name, where a module has several. */
  readonly process?: string;
}

/** Later times, in milliseconds, are none that a `Date` can show together with another. */
const MAX_TIME = 4e15;

/** Reads a line; undefined when it is none of a recording. */
export function parseRecordedLine(text: string): RecordedLine | undefined {
  const line = parse(text);
  if (!isRecord(line) || !isTime(line.t) || typeof line.dir !== 'string') return undefined;
  const { t, dir, msg, data, count } = line;
  const process = typeof line.process === 'string' ? { process: line.process } : {};
  switch (dir) {
    case 'meta':
      return toMeta(t, line);
    case 'module->pm2':
    case 'pm2->module':
      return { t, dir, msg, ...process };
    case 'stdout':
    case 'stderr':
      return { t, dir, data: typeof data === 'string' ? data : '', ...process };
    case 'skipped':
      return { t, dir, count: typeof count === 'number' ? count : 0 };
    case 'exit':
      return { t, dir, ...process };
    default:
      return { t, dir: 'other' };
  }
}

function toMeta(t: number, { module, version, node, at }: Record<string, unknown>): RecordedMeta {
  return {
    t,
    dir: 'meta',
    ...(typeof module === 'string' && { module }),
    ...(typeof version === 'string' && { version }),
    ...(typeof node === 'string' && { node }),
    ...(isTime(at) && { at }),
  };
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= MAX_TIME;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
