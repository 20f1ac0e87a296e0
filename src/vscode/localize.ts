import { env, l10n } from 'vscode';
import type { Message } from '../base/message';
import { createFormat } from './format';
import type { Wording } from './wording';

/** A message in the editor's language. */
export function localize({ text, args }: Message): string {
  return l10n.t(text, ...args.map((arg) => (typeof arg === 'string' ? arg : localize(arg))));
}

/** Makes the function that gives the wording of this moment. */
export function createWording(): () => Wording {
  const format = createFormat(env.language);
  return () => ({ say: localize, format, now: Date.now() });
}
