import { startOf } from '../../base/truncate';
import { parseJson } from '../protocol/ipcMessage';

/** What a line of the traffic shows, and then some, in characters. */
const MAX_LENGTH = 300;
/** That much of it must be whole members: a line shows no cut ones. In characters. */
const MIN_WHOLE_LENGTH = 260;
/** Of the message's JSON, in which probes are members of `data`. */
const PROBES_DEPTH = 2;
const [QUOTE, BACKSLASH, COMMA] = [0x22, 0x5c, 0x2c];
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];

/** What is left of a message with probes that was let go of: enough for its line, and found without reading the message. */
export interface ProbesStart {
  /** The first characters of its JSON. */
  readonly text: string;
  /** It had more. */
  readonly isCut: boolean;
  readonly probes: number;
  /** Of all its JSON. */
  readonly bytes: number;
}

/** `text`: the JSON of a message that has nothing but probes. Undefined when a line would show more than its first characters tell. */
export function startOfProbes(text: string, bytes: number): ProbesStart | undefined {
  const start = startOf(text, MAX_LENGTH);
  const isCut = text.length > MAX_LENGTH;
  if (isCut && withoutCutMember(start).length < MIN_WHOLE_LENGTH) return undefined;
  return { text: start, isCut, probes: countProbes(text), bytes };
}

/** The message with as many of its probes as are left. */
export function readProbesStart({ text, isCut }: ProbesStart): unknown {
  return parseJson(isCut ? withoutCutMember(text) : text);
}

function countProbes(text: string): number {
  let depth = 0;
  let commas = 0;
  let hasProbes = false;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      hasProbes ||= depth === PROBES_DEPTH;
      at = endOfString(text, at);
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) depth += 1;
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) depth -= 1;
    else if (code === COMMA && depth === PROBES_DEPTH) commas += 1;
  }
  return hasProbes ? commas + 1 : 0;
}

/** Up to the last comma: what stands before it is whole. With what was open there closed. */
function withoutCutMember(text: string): string {
  const open: string[] = [];
  let whole = '';
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_BRACE) open.unshift('}');
    else if (code === OPEN_BRACKET) open.unshift(']');
    else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) open.shift();
    else if (code === COMMA) whole = text.slice(0, at) + open.join('');
  }
  return whole;
}

/** Where the string ends that begins at a place; the end of the text when it is cut. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) break;
  }
  return at;
}
