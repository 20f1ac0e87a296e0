import { boundJson, type JsonLimits } from '../protocol/boundJson';

/** All large messages together that can still be recorded, in bytes of their JSON. */
const MAX_TOTAL_BYTES = 8_000_000;
/** A larger message is recorded cut, in bytes. */
const MAX_MESSAGE_BYTES = 1_000_000;
const LIMITS: JsonLimits = { depth: 50, nodes: 20_000, stringLength: 100_000 };
/** Of a profile, and of what is too large otherwise, so much is kept of each text. */
const CUT_LIMITS: JsonLimits = { depth: 20, nodes: 1_000, stringLength: 400 };

/** A message that may be let go of. Held as text: thousands of small objects would keep the garbage collector busy. */
export class HeldMessage {
  readonly bytes: number;

  constructor(private text: string | undefined) {
    this.bytes = Buffer.byteLength(text ?? '');
  }

  /** Undefined when it was let go of. */
  get raw(): unknown {
    return this.text === undefined ? undefined : (JSON.parse(this.text) as unknown);
  }

  letGo(): void {
    this.text = undefined;
  }
}

/** Holds large messages within a bound: the oldest are let go of first. */
export class HeldMessages {
  private readonly held: HeldMessage[] = [];
  private bytes = 0;

  hold(raw: unknown, isProfile: boolean): HeldMessage {
    const message = isProfile ? cut(raw, CUT_LIMITS) : bounded(raw);
    this.held.push(message);
    this.bytes += message.bytes;
    while (this.bytes > MAX_TOTAL_BYTES) {
      const oldest = this.held.shift();
      if (!oldest) break;
      oldest.letGo();
      this.bytes -= oldest.bytes;
    }
    return message;
  }
}

function bounded(raw: unknown): HeldMessage {
  const message = cut(raw, LIMITS);
  return message.bytes > MAX_MESSAGE_BYTES ? cut(raw, CUT_LIMITS) : message;
}

function cut(raw: unknown, limits: JsonLimits): HeldMessage {
  return new HeldMessage(JSON.stringify(boundJson(raw, limits)));
}
