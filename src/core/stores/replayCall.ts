import { isRecord } from '../../base/records';
import { SHUTDOWN } from '../protocol/encode';
import type { ActionCalls } from './actionCalls';
import type { ActionStore } from './actionStore';

/** Makes a call of a recorded message to the module, if it is one, so that its reply is shown as such. */
export function replayCall(raw: unknown, actions: ActionStore, calls: ActionCalls): void {
  const { msg, action_name: scopedName, opts, uuid }: Record<string, unknown> = isRecord(raw) ? raw : { msg: raw };
  const name = msg ?? scopedName;
  if (typeof name !== 'string' || name === SHUTDOWN) return;
  const isScoped = typeof uuid === 'string';
  const action = actions.get(name) ?? { name, type: isScoped ? 'scoped' : 'custom' };
  calls.replay(action, argumentOf(opts), isScoped ? uuid : undefined);
}

function argumentOf(opts: unknown): string | undefined {
  if (opts === undefined || opts === null) return undefined;
  return typeof opts === 'string' ? opts : JSON.stringify(opts);
}
