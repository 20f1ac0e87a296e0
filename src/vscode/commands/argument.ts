import { isRecord } from '../../base/records';

/** What a command was asked to work on, as far as it was said. */
export interface CommandArgument {
  /** A module's id or name. */
  readonly module?: string;
  /** A process's key or name. */
  readonly process?: string;
  readonly action?: string;
  readonly probe?: string;
  /** Id of a run. */
  readonly run?: string;
  /** Absolute path of a recording. */
  readonly file?: string;
  /** Id of an issue. */
  readonly issue?: string;
  readonly event?: string;
  /** Absolute path of a module's folder, installed or not. */
  readonly folder?: string;
  /** An option of a module, such as `days_interval` or `a:b:c`. */
  readonly key?: string;
  /** What to set an option to. */
  readonly value?: string;
  /** What to give to an action. */
  readonly argument?: string;
}

/**
 * Reads what a command was given: a tree row, a module's id or name, or an object with the names above, such as a
 * keybinding's `args`. What it cannot read is left out.
 */
export function readArgument(given: unknown): CommandArgument {
  if (typeof given === 'string') return { module: given };
  if (!isRecord(given)) return {};
  const source = isRecord(given.row) && isRecord(given.row.target) ? given.row.target : given;
  const names = [
    'module',
    'process',
    'action',
    'probe',
    'run',
    'file',
    'issue',
    'event',
    'argument',
    'folder',
    'key',
    'value',
  ] as const;
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = source[name];
      return typeof value === 'string' ? [[name, value]] : [];
    }),
  );
}
