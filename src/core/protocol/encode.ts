import { isRecord } from '../../base/records';

/** What PM2 sends down a module's IPC channel. */
export type Outgoing = string | ActionMessage | ScopedMessage;

/** A call with an argument: text, as with `pm2 trigger`, but for the libraries' own actions, which take options. */
export interface ActionMessage {
  readonly msg: string;
  readonly opts: Argument;
}

/** What is typed; options where the typed text is a JSON object and the handler may take one. */
export type Argument = string | Readonly<Record<string, unknown>>;

/** A scoped call. pmx goes by `action_name`, `@pm2/io` by either name; both need the uuid. */
export interface ScopedMessage {
  readonly msg: string;
  readonly opts: Argument | null;
  readonly action_name: string;
  readonly uuid: string;
}

/** Sent instead of a signal to processes with `shutdown_with_message`. */
export const SHUTDOWN = 'shutdown';

/** The bare name without an argument: handlers tell an absent argument from an empty one. */
export function encodeAction(name: string, argument?: Argument): string | ActionMessage {
  return argument === undefined ? name : { msg: name, opts: argument };
}

/** `uuid` comes back with everything that this run streams. */
export function encodeScoped(name: string, uuid: string, argument?: Argument): ScopedMessage {
  return { msg: name, opts: argument ?? null, action_name: name, uuid };
}

/** Reads a typed argument as options: what is no JSON object stays text. */
export function toOptions(typed: string | undefined): Argument | undefined {
  if (!typed?.trimStart().startsWith('{')) return typed;
  try {
    const value: unknown = JSON.parse(typed);
    return isRecord(value) ? value : typed;
  } catch {
    return typed; // text that begins as JSON does
  }
}
