import { message, type Message } from '../../base/message';
import { truncate } from '../../base/truncate';
import type { CallState } from '../../shared/action';
import type { Json } from '../../shared/probe';
import { boundJson, type JsonLimits } from '../protocol/boundJson';
import type { SecretMask } from '../protocol/secretMask';
import { toText, type ActionCall } from './actionCall';

/** A reply is read by a person; some are whole pages of HTML. */
const REPLY_LIMITS: JsonLimits = { depth: 50, nodes: 10_000, stringLength: 100_000 };
/** Characters of an error that a module reports. */
const MAX_ERROR_LENGTH = 2_000;
const MS_PER_SECOND = 1_000;

/** Where a profile was saved, or why not; neither in a recording. */
export interface ProfileResult {
  readonly file?: string;
  readonly error?: Error;
}

export function failed(text: Message): CallState {
  return { kind: 'failed', message: text };
}

/** Nobody waits any more, and the module does not know. */
export function abandoned(text: Message): CallState {
  return { kind: 'failed', message: text, goesOn: true };
}

/** `mask` hides the secrets of the configuration. */
export function replied(
  call: ActionCall,
  value: Json | undefined,
  note: Message | undefined,
  mask: SecretMask,
): CallState {
  return {
    kind: 'replied',
    ...(value !== undefined && { value: mask.maskValues(boundJson(value, REPLY_LIMITS)) }),
    tookMs: call.tookMs(),
    ...(note && { note }),
  };
}

/** The call had a profile made. */
export function profiled(call: ActionCall, { file, error }: ProfileResult): CallState {
  if (error) return failed(message('The profile could not be saved: {0}', error.message));
  return { kind: 'replied', tookMs: call.tookMs(), ...(file !== undefined && { file }) };
}

export function repeated({ replies }: ActionCall): Message | undefined {
  return replies > 1 ? message('The module replied {0} times; this is the last reply.', replies) : undefined;
}

export function noReply(name: string, timeoutMs: number): CallState {
  return abandoned(
    message(
      '"{0}" did not reply within {1} s. The module goes on with it; a reply that still comes is shown here.',
      name,
      timeoutMs / MS_PER_SECOND,
    ),
  );
}

export function silent(name: string, timeoutMs: number): CallState {
  return abandoned(
    message(
      '"{0}" was silent for {1} s. The module goes on with it; what still comes is shown here.',
      name,
      timeoutMs / MS_PER_SECOND,
    ),
  );
}

export function noProfile(timeoutMs: number): CallState {
  return abandoned(
    message(
      'The module did not send the profile within {0} s. One that still comes is shown here.',
      timeoutMs / MS_PER_SECOND,
    ),
  );
}

export function cancelled({ action: { name }, isSent }: ActionCall): CallState {
  if (isSent) return abandoned(message('Stopped waiting for "{0}". The module goes on with it.', name));
  return failed(message('"{0}" was cancelled before it was sent.', name));
}

export function reportedError(value: Json | undefined, mask: SecretMask): CallState {
  const text = mask.maskStart(toText(value), MAX_ERROR_LENGTH);
  // An Error has no properties of its own that reach the wire.
  if (text === '' || text === '{}') return failed(message('The module reported an error without a text.'));
  return failed(message('The module reported an error: {0}', truncate(text, MAX_ERROR_LENGTH)));
}
