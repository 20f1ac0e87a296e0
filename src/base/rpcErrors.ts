import { toError, UserError, type Remedy } from './errors';
import type { Message } from './message';

/** A thrown thing in a form that survives structured clone: clone drops what an Error subclass added. */
export type WireError =
  | {
      readonly kind: 'user';
      readonly detail: Message;
      readonly remedies: readonly Remedy[];
      readonly stack?: string;
      readonly cause?: WireError;
    }
  | {
      readonly kind: 'bug';
      readonly name: string;
      readonly text: string;
      /** `code` of a Node system error. */
      readonly code?: string;
      readonly stack?: string;
      readonly cause?: WireError;
    };

/** How many `cause` links are carried; a longer chain (or a ring) is cut there. */
const CAUSE_DEPTH = 5;

export function encodeError(thrown: unknown, depth = CAUSE_DEPTH): WireError {
  const error = toError(thrown);
  const rest = {
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth === 0 ? {} : { cause: encodeError(error.cause, depth - 1) }),
  };
  if (error instanceof UserError) return { kind: 'user', detail: error.detail, remedies: error.remedies, ...rest };
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return { kind: 'bug', name: error.name, text: error.message, ...code, ...rest };
}

/** The other side's error, with its stack there: a `UserError` stays one. */
export function decodeError(wire: WireError): Error {
  const options = wire.cause ? { cause: decodeError(wire.cause) } : undefined;
  const error =
    wire.kind === 'user'
      ? new UserError(wire.detail, wire.remedies, options)
      : Object.assign(new Error(wire.text, options), {
          name: wire.name,
          ...(wire.code === undefined ? {} : { code: wire.code }),
        });
  if (wire.stack !== undefined) error.stack = wire.stack;
  return error;
}
