import { message, type Message } from '../base/message';
import type { IssueSnapshot } from '../shared/issue';
import { oneLine } from './plainText';

/** What a row and the Problems panel show at most, in characters. */
const TITLE_MAX_LENGTH = 200;

/** An issue in one line: its message, led by the error's name where that says more than `Error`. */
export function issueTitle(
  { message: text, name }: IssueSnapshot,
  say: (message: Message) => string,
  maxLength = TITLE_MAX_LENGTH,
): string {
  const what = oneLine(text, maxLength);
  if (name === undefined || name === 'Error' || text.startsWith(name)) return what || say(message('(no message)'));
  return oneLine(what === '' ? name : `${name}: ${text}`, maxLength);
}

/** An issue as text: its whole message, and its stack as Node would print it. */
export function issueText(issue: IssueSnapshot, say: (message: Message) => string): string {
  const { message: text, name, frames } = issue;
  const title = text.includes('\n') ? [name, text].filter(Boolean).join(': ') : issueTitle(issue, say, Infinity);
  const stack = frames.map(({ call, location }) => `    at ${call === undefined ? location : `${call} (${location})`}`);
  return [title, ...stack].join('\n');
}
