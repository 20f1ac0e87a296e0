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

/** What waits of one process. Of each message nothing but what is held of it: what waits long is dear to the garbage collector. */
interface Waiting {
  readonly held: HeldMessage[];
  /** When each came. */
  readonly times: number[];
  /** Reads all of it, oldest first. */
  readonly read: () => void;
}

/**
 * Messages with probes that nobody looks at. Each process sends one every second: read one by one, with all else that happens in
 * between, they cost several times what they cost together. Whoever asks for a probe has them read before.
 */
export class UnreadProbes {
  private readonly waiting = new Map<string, Waiting>();

  constructor(private readonly read: (process: string, packet: Packet, at: number) => void) {}

  /** The message has a text that {@link mayWait}. */
  add(process: string, { at, held, message }: Unread): void {
    const waiting = this.waitingOf(process);
    if (!held.isHeld) {
      waiting.read();
      this.read(process, decode(message.raw), at);
      return;
    }
    held.reader = waiting.read;
    waiting.times.push(at);
    if (waiting.held.push(held) >= MAX_WAITING) waiting.read();
  }

  /** Reads what waits of one process, oldest first. */
  readAll(process: string): void {
    this.waiting.get(process)?.read();
  }

  clear(): void {
    for (const { held } of this.waiting.values()) held.length = 0;
    this.waiting.clear();
  }

  private waitingOf(process: string): Waiting {
    let waiting = this.waiting.get(process);
    if (!waiting) this.waiting.set(process, (waiting = this.begin(process)));
    return waiting;
  }

  private begin(process: string): Waiting {
    const held: HeldMessage[] = [];
    const times: number[] = [];
    const read = (): void => {
      const at = times.splice(0);
      for (const [index, message] of held.splice(0).entries()) {
        message.reader = undefined;
        this.read(process, decode(message.raw), at[index] ?? 0);
      }
    };
    return { held, times, read };
  }
}

/** Whether nothing is lost when a message is read later, by its JSON. */
export function mayWait(text: string | undefined): text is string {
  return text !== undefined && text.length <= MAX_KEPT_LENGTH && hasProbesText(text) && !text.includes(NAN);
}
