import type { Disposable } from '../../base/disposable';
import { boundJson, type JsonLimits } from '../protocol/boundJson';
import { jsonSize, type JsonSize } from './jsonSize';

/** All messages of all modules together that can still be recorded, in bytes of their JSON. */
const MAX_TOTAL_BYTES = 10_000_000;
/** A larger message is recorded cut, in bytes. */
const MAX_MESSAGE_BYTES = 1_000_000;
const LIMITS: JsonLimits = { depth: 50, nodes: 20_000, stringLength: 100_000 };
/** Of a profile, and of what is too large otherwise, so much is kept of each text. */
const CUT_LIMITS: JsonLimits = { depth: 20, nodes: 1_000, stringLength: 400 };

/** A message that may be let go of. Held as text: thousands of small objects would keep the garbage collector busy. */
export class HeldMessage {
  /** It was too large to be held as it came. */
  readonly isCut: boolean;
  /** Of its text. */
  readonly bytes: number;
  /** As it came. */
  readonly size: JsonSize;

  constructor(
    private held: string | undefined,
    size: JsonSize | undefined,
    private readonly onWillLetGo: (message: HeldMessage) => void,
  ) {
    this.bytes = Buffer.byteLength(held ?? '');
    this.isCut = size !== undefined;
    this.size = size ?? { bytes: this.bytes, isWhole: true };
  }

  /** Its JSON; undefined when it was cut, or let go of. */
  get text(): string | undefined {
    return this.isCut ? undefined : this.held;
  }

  /** Undefined when it was let go of. */
  get raw(): unknown {
    return this.held === undefined ? undefined : (JSON.parse(this.held) as unknown);
  }

  letGo(): void {
    if (this.held === undefined) return;
    this.onWillLetGo(this);
    this.held = undefined;
  }
}

/** One bound for what all modules' messages need. What holds the most lets go first: a quiet module keeps what it has. */
export class HeldBudget {
  private readonly holders = new Set<HeldMessages>();
  private total = 0;

  constructor(private readonly maxBytes = MAX_TOTAL_BYTES) {}

  add(holder: HeldMessages): void {
    this.holders.add(holder);
  }

  remove(holder: HeldMessages): void {
    this.holders.delete(holder);
  }

  /** A holder holds so many bytes more, or less. */
  change(bytes: number): void {
    this.total += bytes;
    if (bytes < 0) return;
    while (this.total > this.maxBytes) {
      const fullest = this.fullest();
      if (!fullest?.letGoOfOldest()) return;
    }
  }

  private fullest(): HeldMessages | undefined {
    let fullest: HeldMessages | undefined;
    for (const holder of this.holders) if (holder.bytes > (fullest?.bytes ?? -1)) fullest = holder;
    return fullest;
  }
}

/** Holds the messages of one module within a bound: the oldest are let go of first. */
export class HeldMessages implements Disposable {
  private readonly held: HeldMessage[] = [];
  private total = 0;

  constructor(private readonly budget = new HeldBudget()) {
    budget.add(this);
  }

  /** Of all that is held, in bytes. */
  get bytes(): number {
    return this.total;
  }

  /** `onWillLetGo`: the last chance to read it. */
  hold(raw: unknown, isProfile: boolean, onWillLetGo: (message: HeldMessage) => void = () => undefined): HeldMessage {
    const message = toHeld(raw, isProfile, onWillLetGo);
    this.held.push(message);
    this.total += message.bytes;
    this.budget.change(message.bytes);
    return message;
  }

  /** Nobody asks for the oldest message any more. */
  release(message: HeldMessage): void {
    if (this.held[0] === message) this.dropOldest();
  }

  /** Returns whether there was one. */
  letGoOfOldest(): boolean {
    const oldest = this.dropOldest();
    oldest?.letGo();
    return oldest !== undefined;
  }

  dispose(): void {
    this.budget.remove(this);
    this.budget.change(-this.total);
    this.held.length = 0;
    this.total = 0;
  }

  private dropOldest(): HeldMessage | undefined {
    const oldest = this.held.shift();
    if (!oldest) return undefined;
    this.total -= oldest.bytes;
    this.budget.change(-oldest.bytes);
    return oldest;
  }
}

function toHeld(raw: unknown, isProfile: boolean, onWillLetGo: (message: HeldMessage) => void): HeldMessage {
  const bounded = boundJson(raw, isProfile ? CUT_LIMITS : LIMITS);
  const whole = new HeldMessage(JSON.stringify(bounded), bounded === raw ? undefined : jsonSize(raw), onWillLetGo);
  if (whole.bytes <= MAX_MESSAGE_BYTES) return whole;
  return new HeldMessage(JSON.stringify(boundJson(raw, CUT_LIMITS)), jsonSize(raw), onWillLetGo);
}
