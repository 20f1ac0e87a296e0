import { Emitter, type Event } from '../../base/event';
import { isRecord } from '../../base/records';
import { RingBuffer } from '../../base/ringBuffer';
import { SecretMask } from '../protocol/secretMask';
import { jsonSize } from './jsonSize';
import { trafficLine, type TrafficFacts, type TrafficMessage } from './trafficLine';

/** Messages that are kept, both ways together. */
const MAX_MESSAGES = 1_000;
/** Larger messages are kept as the line that shows their beginning, so that the ring holds some megabytes at most. */
const MAX_HELD_BYTES = 2_000;
/** Calls that have not been replied to, kept for the time that a reply took. */
const MAX_PENDING = 1_000;

/** What was added after a position. */
export interface TrafficPage {
  /** Oldest first. */
  readonly lines: readonly string[];
  /** Where the next page begins. */
  readonly position: number;
  /** How many messages after the given position are no longer kept. */
  readonly missed: number;
}

interface Held {
  readonly message: TrafficMessage;
  readonly facts: TrafficFacts;
}

/**
 * The last messages that a module sent and was sent, as lines for people. Costs little while nobody reads: small messages
 * are only held, and become text when they are asked for.
 */
export class TrafficStore {
  private readonly kept = new RingBuffer<string | Held>(MAX_MESSAGES);
  private readonly pending = new Map<string, number>();
  private readonly didAdd = new Emitter<void>();
  private count = 0;

  readonly onDidAdd: Event<void> = this.didAdd.event;

  /** `mask` may be replaced when the secrets change: what is read from then on goes through the new one. */
  constructor(public mask: SecretMask = new SecretMask()) {}

  /** The store keeps a small message as it is: it must not be changed afterwards. */
  record(message: TrafficMessage): void {
    const facts = { size: jsonSize(message.raw), tookMs: this.duration(message) };
    const isLarge = !facts.size.isWhole || facts.size.bytes > MAX_HELD_BYTES;
    this.kept.push(isLarge ? trafficLine(message, facts, this.mask) : { message, facts });
    this.count += 1;
    this.didAdd.fire();
  }

  /** All lines that are kept, oldest first. */
  lines(): readonly string[] {
    return this.linesAfter(0).lines;
  }

  /** The lines after a position that an earlier page gave; 0 is before the first. */
  linesAfter(position: number): TrafficPage {
    const added = this.count - position;
    const taken = Math.min(added, this.kept.length);
    const kept = taken > 0 ? this.kept.toArray().slice(-taken) : [];
    return { lines: kept.map((item) => this.toLine(item)), position: this.count, missed: added - taken };
  }

  private toLine(item: string | Held): string {
    return typeof item === 'string' ? item : trafficLine(item.message, item.facts, this.mask);
  }

  /** Remembers a call, or tells how long ago the one was that this message replies to. */
  private duration({ at, raw, packet, process = '' }: TrafficMessage): number | undefined {
    if (!packet) {
      this.remember(`${process} ${sentKey(raw)}`, at);
      return undefined;
    }
    if (packet.kind !== 'reply' && packet.kind !== 'scopedEnd' && packet.kind !== 'scopedError') return undefined;
    const key = `${process} ${packet.kind === 'reply' ? packet.name : packet.uuid}`;
    const sentAt = this.pending.get(key);
    this.pending.delete(key);
    return sentAt === undefined ? undefined : at - sentAt;
  }

  private remember(key: string, at: number): void {
    this.pending.delete(key);
    this.pending.set(key, at);
    if (this.pending.size <= MAX_PENDING) return;
    for (const oldest of this.pending.keys()) {
      this.pending.delete(oldest);
      break;
    }
  }
}

/** What a reply to this message will name. */
function sentKey(raw: unknown): string {
  const key = isRecord(raw) ? (raw.uuid ?? raw.msg) : raw;
  return typeof key === 'string' ? key : '';
}
