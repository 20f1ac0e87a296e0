import { message } from '../base/message';
import { timeOfDay } from '../base/timeOfDay';
import type { CallState, RunOutput } from '../shared/action';
import { linesText, replyDocument } from './callText';
import { breakLines } from './plainText';
import type { Wording } from './wording';

const RULE = '─'.repeat(40);
const LABEL_GAP = 2;

/** One run of an action as a document: what was called and how it stands, what it streamed, and how it ended. */
export function runText({ action, call, lines, missed }: RunOutput, wording: Wording): string {
  const { say, format } = wording;
  const facts: (readonly [label: string, value: string] | undefined)[] = [
    [say(message('Action')), action],
    call.argument === undefined ? undefined : [say(message('Argument')), call.argument],
    [say(message('Started')), `${new Date(call.startedAt).toLocaleDateString()} ${timeOfDay(call.startedAt)}`],
    [say(message('State')), stateText(call.state, call.streamed, wording)],
  ];
  const shown = facts.filter((fact) => fact !== undefined);
  const width = Math.max(...shown.map(([label]) => label.length)) + LABEL_GAP;
  const parts = [
    ...shown.map(([label, value]) => `${label.padEnd(width)}${value}`),
    RULE,
    ...(missed > 0 ? [`… ${say(message('{0} earlier lines are not kept.', format.number(missed)))}`] : []),
    ...lines.map((line) => breakLines(line).replace(/\r?\n$/, '')),
    ...ending(call.state, lines.length > 0),
  ];
  return `${parts.join('\n')}\n`;
}

function stateText(state: CallState, streamed: number, wording: Wording): string {
  const { say, format } = wording;
  const count = streamed === 0 ? [] : [linesText(streamed, wording)];
  switch (state.kind) {
    case 'running':
      return [say(message('running')), ...count].join(' · ');
    case 'failed':
      return [say(state.message), ...count].join(' · ');
    case 'replied': {
      const ended = say(message('ended after {0}', format.duration(state.tookMs)));
      return [ended, ...count, ...(state.note ? [say(state.note)] : [])].join(' · ');
    }
  }
}

/** The reply, or where the profile lies. */
function ending(state: CallState, hasLines: boolean): string[] {
  if (state.kind !== 'replied') return [];
  const text = state.file ?? replyDocument(state.value).text;
  if (text === '') return [];
  return hasLines ? [RULE, text] : [text];
}
