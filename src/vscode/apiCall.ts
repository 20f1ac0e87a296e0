import { hidesValue, MASK } from '../base/isSecretKey';
import type { Message } from '../base/message';
import type { CallState } from '../shared/action';
import type { Json } from '../shared/probe';
import type { ApiCall } from './api';

/** How a call went, as other extensions see it: they need not know what a module calls its secret. */
export function apiCall(state: CallState, say: (text: Message) => string): ApiCall {
  switch (state.kind) {
    case 'running':
      return { kind: 'running' };
    case 'failed':
      return { kind: 'failed', message: say(state.message) };
    case 'replied': {
      const { tookMs, value, file } = state;
      return {
        kind: 'replied',
        tookMs,
        ...(value === undefined ? {} : { value: withoutSecrets(value) }),
        ...(file === undefined ? {} : { file }),
      };
    }
  }
}

function withoutSecrets(value: Json): Json {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Json[]).map(withoutSecrets);
  const members = Object.entries(value).map(([key, member]) => [
    key,
    hidesValue(key, member) ? MASK : withoutSecrets(member),
  ]);
  return Object.fromEntries(members) as Json;
}
