import stripAnsi from 'strip-ansi';

/** What is no text and no tab. */
const CONTROL = /(?!\t)\p{Cc}/u;
const EVERY_CONTROL = new RegExp(CONTROL.source, 'gu');

/**
 * A line of output as it can be shown in an output channel: without its colours, what a carriage return wrote over
 * replaced as a terminal would, and what is no text as a replacement character.
 */
export function cleanLine(line: string): string {
  if (!CONTROL.test(line)) return line;
  const text = stripAnsi(line).replace(/\r+$/, '');
  return text.slice(text.lastIndexOf('\r') + 1).replace(EVERY_CONTROL, '\ufffd');
}
