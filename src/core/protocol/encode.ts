/** What PM2 sends down a module's IPC channel. */
export type Outgoing = string | ActionMessage | ScopedMessage;

/** A call with an argument, which is always text, as with `pm2 trigger`. */
export interface ActionMessage {
  readonly msg: string;
  readonly opts: string;
}

/** A scoped call. pmx goes by `action_name`, `@pm2/io` by either name; both need the uuid. */
export interface ScopedMessage {
  readonly msg: string;
  readonly opts: string | null;
  readonly action_name: string;
  readonly uuid: string;
}

/** Sent instead of a signal to processes with `shutdown_with_message`. */
export const SHUTDOWN = 'shutdown';

/** The bare name without an argument: handlers tell an absent argument from an empty one. */
export function encodeAction(name: string, argument?: string): string | ActionMessage {
  return argument === undefined ? name : { msg: name, opts: argument };
}

/** `uuid` comes back with everything that this run streams. */
export function encodeScoped(name: string, uuid: string, argument?: string): ScopedMessage {
  return { msg: name, opts: argument ?? null, action_name: name, uuid };
}
