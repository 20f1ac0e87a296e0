import { decode } from './protocol/decode';
import { hasProbesText, parseJson } from './protocol/ipcMessage';
import type { Packet } from './protocol/packet';
import { MAX_KEPT_LENGTH } from './stores/heldMessages';

/** So many messages of a process wait to be read: what is kept of them is text that the traffic keeps too, for most of them. */
const MAX_WAITING = 30;
/** What a hint is about; it must not wait. */
const NAN = '"NaN';

interface Waiting {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly text: string;
}

/**
 * Messages with probes that nobody looks at. Each process sends one every second: read one by one, with all else that happens in
 * between, they cost several times what they cost together. Whoever asks for a probe has them read before.
 */
export class UnreadProbes {
  private readonly waiting = new Map<string, Waiting[]>();

  constructor(private readonly read: (process: string, packet: Packet, at: number) => void) {}

  /** `text`: JSON that {@link mayWait}. */
  add(process: string, text: string, at: number): void {
    const waiting = this.waiting.get(process) ?? [];
    if (waiting.push({ at, text }) === 1) this.waiting.set(process, waiting);
    if (waiting.length >= MAX_WAITING) this.readAll(process);
  }

  /** Reads what waits of one process, oldest first. */
  readAll(process: string): void {
    const waiting = this.waiting.get(process);
    if (!waiting) return;
    this.waiting.delete(process);
    for (const { at, text } of waiting) this.read(process, decode(parseJson(text)), at);
  }

  clear(): void {
    this.waiting.clear();
  }
}

/** Whether nothing is lost when a message is read later, by its JSON. */
export function mayWait(text: string | undefined): text is string {
  return text !== undefined && text.length <= MAX_KEPT_LENGTH && hasProbesText(text) && !text.includes(NAN);
}
