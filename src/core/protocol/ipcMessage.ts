import { isRecord } from '../../base/records';

/** An IPC message as it came. */
export interface IpcMessage {
  /** What it says. Read from its text when it is asked for the first time, where that could wait. */
  readonly raw: unknown;
  /** Its JSON as the sender wrote it, where that is known and not too long to be kept. */
  readonly text?: string;
  /** Of its JSON as the sender wrote it, where long texts in it came without their middle. */
  readonly bytes?: number;
}

/** How a message with probes begins and ends, as every library of PM2 sends it. */
const PROBES_START = '{"type":"axm:monitor","data":{';
const PROBES_END = '}}';
/** How a message with a type begins, and one with a profile, which nobody could use without its middle. */
const TYPE_START = '{"type":"';
const PROFILE_START = '{"type":"profilings"';
/** How Node marks the messages of its own, in `cmd`. */
const NODE_PREFIX = 'NODE_';

/** What Node says to itself by the channel. */
export interface NodeMessage {
  readonly cmd: string;
  readonly msg?: unknown;
}

/** Whether the JSON of a message looks as that of probes, and nothing else. Only its first and last characters are looked at. */
export function hasProbesText(text: string): boolean {
  return text.startsWith(PROBES_START) && text.endsWith(PROBES_END);
}

/** Whether the JSON of a message that begins so may come without the middle of long texts: nobody looks at it. */
export function mayBeCut(start: string): boolean {
  return start.startsWith(TYPE_START) && !start.startsWith(PROFILE_START);
}

/** Whether Node sent it, and not the module. */
export function isNodeMessage(raw: unknown): raw is NodeMessage {
  return (
    isRecord(raw) &&
    typeof raw.cmd === 'string' &&
    raw.cmd.length > NODE_PREFIX.length &&
    raw.cmd.startsWith(NODE_PREFIX)
  );
}

/** Undefined for what is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A message of which only the text was looked at; what is no JSON after all says `undefined`. */
export class UnreadMessage implements IpcMessage {
  private value: unknown;

  constructor(readonly text: string) {}

  get raw(): unknown {
    return (this.value ??= parseJson(this.text));
  }
}
