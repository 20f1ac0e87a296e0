import { decode } from './protocol/decode';
import { hasProbesText, type IpcMessage } from './protocol/ipcMessage';
import type { Packet } from './protocol/packet';
import { MAX_KEPT_LENGTH, type HeldMessage } from './stores/heldMessages';

/** So many messages of a process wait to be read. */
const MAX_WAITING = 30;
/** What a hint is about; it must not wait. */
const NAN = '"NaN';

/** A message that came. */
export interface Unread {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What the traffic holds of it: as long as it does, nothing else of it is kept. */
  readonly held: HeldMessage;
  readonly message: IpcMessage;
}

/**
 * Messages with probes that nobody looks at. Each process sends one every second: read one by one, with all else that happens in
 * between, they cost several times what they cost together. Whoever asks for a probe has them read before.
 */
export class UnreadProbes {
  private readonly waiting = new Map<string, Omit<Unread, 'message'>[]>();

  constructor(private readonly read: (process: string, packet: Packet, at: number) => void) {}

  /** The message has a text that {@link mayWait}. */
  add(process: string, { at, held, message }: Unread): void {
    if (!held.isHeld) {
      this.readAll(process);
      this.read(process, decode(message.raw), at);
      return;
    }
    held.reader = () => this.readAll(process);
    const waiting = this.waiting.get(process) ?? [];
    if (waiting.push({ at, held }) === 1) this.waiting.set(process, waiting);
    if (waiting.length >= MAX_WAITING) this.readAll(process);
  }

  /** Reads what waits of one process, oldest first. */
  readAll(process: string): void {
    const waiting = this.waiting.get(process);
    if (!waiting) return;
    this.waiting.delete(process);
    for (const { at, held } of waiting) {
      held.reader = undefined;
      this.read(process, decode(held.raw), at);
    }
  }

  clear(): void {
    this.waiting.clear();
  }
}

/** Whether nothing is lost when a message is read later, by its JSON. */
export function mayWait(text: string | undefined): text is string {
  return text !== undefined && text.length <= MAX_KEPT_LENGTH && hasProbesText(text) && !text.includes(NAN);
}
