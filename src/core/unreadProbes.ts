import { isRecord } from '../base/records';
import { decode } from './protocol/decode';
import type { ProbesPacket } from './protocol/packet';

/** So many messages of a process wait to be read: what is kept of them is text that the traffic keeps too, for most of them. */
const MAX_WAITING = 30;
/** Larger ones do not wait, in characters. */
const MAX_LENGTH = 20_000;
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

  constructor(private readonly read: (process: string, packet: ProbesPacket, at: number) => void) {}

  /**
   * Returns whether the message waits, or else has those read that came before it. `text` is its JSON, undefined where it was
   * not kept as a whole.
   */
  add(process: string, text: string | undefined, at: number): boolean {
    if (text === undefined || text.length > MAX_LENGTH || text.includes(NAN)) {
      this.readAll(process);
      return false;
    }
    const waiting = this.waiting.get(process) ?? [];
    this.waiting.set(process, waiting);
    waiting.push({ at, text });
    if (waiting.length >= MAX_WAITING) this.readAll(process);
    return true;
  }

  /** Reads what waits of one process, oldest first. */
  readAll(process: string): void {
    const waiting = this.waiting.get(process);
    if (!waiting) return;
    this.waiting.delete(process);
    for (const { at, text } of waiting) {
      const packet = decode(JSON.parse(text));
      if (packet.kind === 'probes') this.read(process, packet, at);
    }
  }

  clear(): void {
    this.waiting.clear();
  }
}

/** Whether a message as it came has probes, and nothing else. */
export function hasProbes(raw: unknown): boolean {
  return isRecord(raw) && raw.type === 'axm:monitor' && isRecord(raw.data);
}
