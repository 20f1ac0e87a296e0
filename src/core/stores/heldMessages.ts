import type { Disposable } from '../../base/disposable';
import { boundJson, type JsonLimits } from '../protocol/boundJson';
import { parseJson } from '../protocol/ipcMessage';
import { jsonSize, type JsonSize } from './jsonSize';

/** All messages of all modules together that can still be recorded, in bytes of their JSON. */
const MAX_TOTAL_BYTES = 10_000_000;
/** When it becomes more, so much of that is kept. */
const KEPT_SHARE = 0.98;
/** A larger message is recorded cut, in bytes. */
const MAX_MESSAGE_BYTES = 1_000_000;
/**
 * Longer texts are read, and held anew as what is within the limits, in characters. No shorter one is over them, but in its levels,
 * which cost no more than their characters.
 */
export const MAX_KEPT_LENGTH = 20_000;
const LIMITS: JsonLimits = { depth: 50, nodes: 20_000, stringLength: 100_000 };
/** Of a profile, and of what is too large otherwise, so much is kept of each text. */
const CUT_LIMITS: JsonLimits = { depth: 20, nodes: 1_000, stringLength: 400 };

/** What is to be held. */
export interface SentMessage {
  /** Not looked at where a short text is known. */
  readonly raw: unknown;
  /** Its JSON, where that is known. */
  readonly text?: string | undefined;
  /** Of its JSON, where it was cut on its way. */
  readonly bytes?: number | undefined;
}

/** Who wants to know when a message is let go of. */
export interface Keeper {
  /** The last chance to read it. */
  willLetGo(message: HeldMessage): void;
}

/**
 * A message that may be let go of. Held as the bytes of its text, outside of V8's memory: thousands of small objects would keep the
 * garbage collector busy, and so would megabytes of texts that all come to be old before they go.
 */
export class HeldMessage {
  private held: Buffer | undefined;
  /** Of its text. */
  readonly bytes: number;
  /** Who has still to read it: called before it is let go of. */
  reader: (() => void) | undefined;

  constructor(
    text: string | undefined,
    private readonly sizeBefore: JsonSize | undefined,
    private readonly keeper: Keeper | undefined,
  ) {
    this.held = text === undefined ? undefined : Buffer.from(text);
    this.bytes = this.held?.length ?? 0;
    this.reader = undefined;
  }

  get isHeld(): boolean {
    return this.held !== undefined;
  }

  /** It was too large to be held as it came. */
  get isCut(): boolean {
    return this.sizeBefore !== undefined;
  }

  /** As it came. */
  get size(): JsonSize {
    return this.sizeBefore ?? { bytes: this.bytes, isWhole: true };
  }

  /** Its JSON. Undefined when it was let go of. */
  get text(): string | undefined {
    return this.held?.toString();
  }

  /** Undefined when it was let go of. */
  get raw(): unknown {
    const { text } = this;
    return text === undefined ? undefined : parseJson(text);
  }

  letGo(): void {
    if (this.held === undefined) return;
    this.reader?.();
    this.keeper?.willLetGo(this);
    this.held = undefined;
  }
}

/** One bound for what all modules' messages need. What holds the most lets go first: a quiet module keeps what it has. */
export class HeldBudget {
  private readonly holders = new Set<HeldMessages>();
  private total = 0;

  constructor(private readonly maxBytes = MAX_TOTAL_BYTES) {}

  /** How many share it. */
  get sharers(): number {
    return this.holders.size;
  }

  add(holder: HeldMessages): void {
    this.holders.add(holder);
  }

  remove(holder: HeldMessages): void {
    this.holders.delete(holder);
  }

  /** A holder holds so many bytes more, or less. */
  change(bytes: number): void {
    this.total += bytes;
    if (bytes > 0 && this.total > this.maxBytes) this.letGo();
  }

  /** Of some messages together: to look for what holds the most at each would cost more than all else that is done with it. */
  private letGo(): void {
    const target = this.maxBytes * KEPT_SHARE;
    const fullest = [...this.holders].sort((one, other) => other.bytes - one.bytes);
    const level = levelOf(
      fullest.map(({ bytes }) => bytes),
      this.total - target,
    );
    for (const holder of fullest) {
      while (this.total > target && holder.bytes > level && holder.letGoOfOldest());
    }
  }
}

/** To what all that hold more must come down, so that together they hold so much less. `sizes`: the largest first. */
function levelOf(sizes: readonly number[], excess: number): number {
  let sum = 0;
  for (const [index, size] of sizes.entries()) {
    sum += size;
    const level = (sum - excess) / (index + 1);
    if (level >= (sizes[index + 1] ?? 0)) return level;
  }
  return 0;
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

  /** How many share the bound, this one among them. */
  get sharers(): number {
    return this.budget.sharers;
  }

  hold(sent: SentMessage, isProfile: boolean, keeper?: Keeper): HeldMessage {
    const message = toHeld(sent, isProfile, keeper);
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

function toHeld({ raw, text, bytes }: SentMessage, isProfile: boolean, keeper: Keeper | undefined): HeldMessage {
  if (!isProfile && text !== undefined && text.length <= MAX_KEPT_LENGTH) {
    return new HeldMessage(text, undefined, keeper);
  }
  const bounded = boundJson(raw, isProfile ? CUT_LIMITS : LIMITS);
  const size = (): JsonSize => (bytes === undefined ? jsonSize(raw) : { bytes, isWhole: true });
  const whole = new HeldMessage(JSON.stringify(bounded), bounded === raw ? undefined : size(), keeper);
  if (whole.bytes <= MAX_MESSAGE_BYTES) return whole;
  return new HeldMessage(JSON.stringify(boundJson(raw, CUT_LIMITS)), size(), keeper);
}
