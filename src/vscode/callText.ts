import { basename } from 'node:path';
import { message } from '../base/message';
import type { CallSnapshot, CallState } from '../shared/action';
import type { Json } from '../shared/probe';
import { breakLines, oneLine } from './plainText';
import type { Wording } from './wording';

const PREVIEW_MAX_LENGTH = 200;

/** A reply this old is told with its age instead of with the time that it took. */
const FRESH_MS = 10_000;

/** How the call goes or went: `running 3 s · 412 lines`, `→ {"success":true} · 4 ms`, or why it failed. */
export function callText({ state, startedAt, streamed }: CallSnapshot, wording: Wording): string {
  const { say, format, now } = wording;
  switch (state.kind) {
    case 'running': {
      const running = say(message('running {0}', format.age(now - startedAt)));
      return streamed === 0 ? running : `${running} · ${linesText(streamed, wording)}`;
    }
    case 'failed':
      return say(state.message);
    case 'replied': {
      const age = now - startedAt - state.tookMs;
      const when = age < FRESH_MS ? format.duration(state.tookMs) : say(message('{0} ago', format.age(age)));
      return [replyPreview(state), when, state.note && say(state.note)].filter(Boolean).join(' · ');
    }
  }
}

/** `412 lines`. */
export function linesText(count: number, { say, format }: Wording): string {
  return count === 1 ? say(message('1 line')) : say(message('{0} lines', format.number(count)));
}

/** `4 ms · 12 s ago`: how long a call took, and when it was made. */
export function callTimes({ state, startedAt }: CallSnapshot, { say, format, now }: Wording): string {
  const ago = say(message('{0} ago', format.age(now - startedAt)));
  return state.kind === 'replied' ? `${format.duration(state.tookMs)} · ${ago}` : ago;
}

/** `→ {"success":true}`: a reply in one short line; of a profile the name of its file. */
export function replyPreview({ value, file }: Extract<CallState, { kind: 'replied' }>): string {
  if (file !== undefined) return `→ ${basename(file)}`;
  if (value === undefined) return '→';
  if (typeof value === 'string') return `→ ${JSON.stringify(oneLine(breakLines(value), PREVIEW_MAX_LENGTH))}`;
  return `→ ${oneLine(JSON.stringify(value), PREVIEW_MAX_LENGTH)}`;
}

/** A reply as a document: text as text, everything else as indented JSON. */
export function replyDocument(value: Json | undefined): { readonly text: string; readonly extension: 'txt' | 'json' } {
  if (value === undefined) return { text: '', extension: 'txt' };
  if (typeof value === 'string') return { text: breakLines(value), extension: 'txt' };
  return { text: JSON.stringify(value, undefined, 2), extension: 'json' };
}
