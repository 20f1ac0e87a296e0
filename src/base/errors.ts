import { formatMessage, type Message } from './message';

/** A way out of a problem that a person can take with one click. Cloneable. Keys of settings are without `pm2Modules.`. */
export type Remedy =
  | { readonly kind: 'openFile'; readonly file: string; readonly line?: number; readonly column?: number }
  | { readonly kind: 'openSetting'; readonly key: string }
  | { readonly kind: 'setSetting'; readonly key: string; readonly value: string; readonly label: Message }
  | { readonly kind: 'runInTerminal'; readonly command: string; readonly cwd: string }
  | { readonly kind: 'showLogs'; readonly moduleId: string }
  | { readonly kind: 'showIssue'; readonly moduleId: string; readonly process: string; readonly issue: string }
  | { readonly kind: 'restart'; readonly moduleId: string }
  | { readonly kind: 'takeOver'; readonly folder: string }
  | { readonly kind: 'undoIgnore'; readonly moduleId: string; readonly path: string }
  | { readonly kind: 'stopDaemon'; readonly home: string };

/** An error whose message is fit to show: what happened, to which thing, why, and the ways out. */
export class UserError extends Error {
  constructor(
    readonly detail: Message,
    readonly remedies: readonly Remedy[] = [],
    options?: ErrorOptions,
  ) {
    super(formatMessage(detail), options);
    this.name = 'UserError';
  }
}

/** Whether it is a {@link UserError}, also one that another bundle has made with its own copy of the class. */
export function isUserError(thrown: unknown): thrown is UserError {
  return thrown instanceof Error && thrown.name === 'UserError' && 'detail' in thrown;
}

/** Whatever was thrown, as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}

/** The `code` of a Node system error, such as `ENOENT`. */
export function errorCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined;
  return typeof thrown.code === 'string' ? thrown.code : undefined;
}
