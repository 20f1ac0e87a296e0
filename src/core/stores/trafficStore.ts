import type { Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import { isRecord } from '../../base/records';
import { RingBuffer } from '../../base/ringBuffer';
import { decode } from '../protocol/decode';
import type { Packet } from '../protocol/packet';
import { SecretMask } from '../protocol/secretMask';
import { HeldMessages, type HeldBudget, type HeldMessage, type Keeper } from './heldMessages';
import { startOfProbes, type ProbesStart } from './probesStart';
import type { TrafficFilter } from './trafficFilter';
import {
  probesLine,
  topicOf,
  trafficLine,
  type TrafficFacts,
  type TrafficMessage,
  type TrafficTopic,
} from './trafficLine';

/** Messages that are kept, both ways together. */
const MAX_MESSAGES = 1_000;
/** Of a crowd, each module keeps its part of so many: of a message that was let go of there is still its line. */
const MAX_TOTAL_MESSAGES = 20_000;
/** And never fewer than these, however many modules there are. */
const MIN_MESSAGES = 100;
/** Kinds of unknown messages of which it is said once what they lack; more are a module's own protocol. */
const MAX_STRANGE = 200;
/** Calls that have not been replied to, kept for the time that a reply took. */
const MAX_PENDING = 1_000;

/** What was added after a position. */
export interface TrafficPage {
  /** Oldest first. */
  readonly lines: readonly string[];
  /** Where the next page begins. */
  readonly position: number;
  /** How many messages after the given position are not among the lines, because they were too many. */
  readonly missed: number;
}

/** What of the new messages is to be shown. */
export interface TrafficPageOptions {
  readonly filter?: TrafficFilter;
  /** The newest so many; default: all that are kept. */
  readonly limit?: number;
}

/** Ends of processes that are kept for recordings. */
const MAX_EXITS = 100;

/** What a recording has of a module. */
export type Recordable = RecordableMessage | RecordableExit;

/** A process ended: what it says from then on is of its next life. */
export interface RecordableExit {
  readonly at: number;
  readonly hasEnded: true;
  readonly label?: string | undefined;
}

/** A message as a recording has it. */
export interface RecordableMessage {
  readonly at: number;
  readonly hasEnded?: undefined;
  readonly isSent: boolean;
  /** Undefined when it was too large to be kept. */
  readonly raw: unknown;
  readonly label?: string | undefined;
}

/** What most messages have beyond themselves. */
const NO_FACTS: Omit<TrafficFacts, 'size'> = {};

/** A message that is kept. One object for each: there are 1,000 of each module. */
class Kept implements Keeper {
  readonly at: number;
  readonly label: string | undefined;
  readonly isSent: boolean;
  readonly topic: TrafficTopic;
  /** Undefined when it was let go of. */
  held: HeldMessage | undefined = undefined;
  /** Its line where that is known; of a message that was let go of, what its line is made of. */
  line: string | ProbesStart | undefined = undefined;
  private readonly isOfProbes: boolean;

  constructor(
    message: TrafficMessage,
    readonly facts: Omit<TrafficFacts, 'size'>,
    private readonly lineOf: (kept: Kept) => string,
  ) {
    this.at = message.at;
    this.label = message.label;
    this.isSent = !message.packet;
    this.topic = topicOf(message);
    this.isOfProbes = message.packet?.kind === 'probes';
  }

  willLetGo(held: HeldMessage): void {
    this.held = held;
    this.line ??= (this.isOfProbes ? startOfProbes(held.text ?? '', held.bytes) : undefined) ?? this.lineOf(this);
    this.held = undefined;
  }
}

/**
 * The last messages that a module sent and was sent, as lines for people. Costs little while nobody reads: messages are only
 * held, and become lines when they are asked for, or let go of.
 */
export class TrafficStore implements Disposable {
  private readonly kept = new RingBuffer<Kept>(MAX_MESSAGES);
  private readonly exits = new RingBuffer<{ readonly exit: RecordableExit; readonly position: number }>(MAX_EXITS);
  private readonly held: HeldMessages;
  private readonly pending = new Map<string, number>();
  private readonly strange = new Set<string>();
  private readonly didAdd = new Emitter<void>();
  private count = 0;

  readonly onDidAdd: Event<void> = this.didAdd.event;
  /** Is told of each message, and each end of a process, while a recording is made. */
  recorder: ((recordable: Recordable) => void) | undefined;

  /**
   * `mask` may be replaced when the secrets change: what is read from then on goes through the new one. `budget`: what several
   * stores hold together.
   */
  constructor(
    public mask: SecretMask = new SecretMask(),
    budget?: HeldBudget,
  ) {
    this.held = new HeldMessages(budget);
  }

  /** Returns what is held of it. */
  record(message: TrafficMessage): HeldMessage {
    const { at, label, packet } = message;
    const kept = new Kept(message, this.factsOf(message), this.lineOf);
    const held = this.held.hold(message, packet?.kind === 'profiling', kept);
    // The bound may have been so narrow that this one had to go at once.
    if (held.isHeld) kept.held = held;
    // The line is that of all of it.
    if (held.isCut) {
      const whole = packet ? { ...message, packet: decode(message.raw) } : message;
      kept.line = trafficLine(whole, { ...kept.facts, size: held.size }, this.mask);
    }
    this.recorder?.({ at, isSent: !packet, raw: held.raw, label });
    this.makeRoom();
    this.release(this.kept.push(kept));
    this.count += 1;
    this.didAdd.fire();
    return held;
  }

  /** Tells a recording that a process ended. There is no line of it: the log has one. */
  recordExit(at: number, label: string | undefined): void {
    const exit = { at, hasEnded: true, label } as const;
    this.exits.push({ exit, position: this.count });
    this.recorder?.(exit);
  }

  /** All lines that are kept, oldest first. */
  lines(): readonly string[] {
    return this.linesAfter(0).lines;
  }

  /** What is kept, oldest first. */
  recordables(): readonly Recordable[] {
    const first = this.count - this.kept.length;
    const messages = this.kept.toArray().map(({ at, isSent, label, held }, index) => {
      const message: RecordableMessage = { at, isSent, label, raw: held?.raw };
      return { recordable: message, position: first + index };
    });
    const exits = this.exits.toArray().filter(({ position }) => position > first);
    // Not by their times: the next life may begin within the millisecond in which the one before ended.
    const ended = exits.map(({ exit, position }) => ({ recordable: exit, position: position - 0.5 }));
    const all: { readonly recordable: Recordable; readonly position: number }[] = [...messages, ...ended];
    return all.sort((one, other) => one.position - other.position).map(({ recordable }) => recordable);
  }

  /** The lines after a position that an earlier page gave; 0 is before the first. */
  linesAfter(position: number, { filter, limit = MAX_MESSAGES }: TrafficPageOptions = {}): TrafficPage {
    const added = this.count - position;
    const taken = Math.min(added, this.kept.length);
    const kept = taken > 0 ? this.kept.toArray().slice(-taken) : [];
    const wanted = filter ? kept.filter(({ topic }) => filter.shows(topic)) : kept;
    const shown = wanted.slice(-limit);
    const missed = added - taken + wanted.length - shown.length;
    return { lines: shown.map(this.lineOf), position: this.count, missed };
  }

  dispose(): void {
    this.held.dispose();
  }

  private readonly lineOf = ({ at, label, facts, isSent, held, line }: Kept): string => {
    if (typeof line === 'string') return line;
    if (line) return probesLine({ at, label }, line, this.mask);
    if (!held) return '';
    const { raw, size } = held;
    const message = { at, raw, label, packet: isSent ? undefined : decode(raw) };
    return trafficLine(message, { ...facts, size }, this.mask);
  };

  /** Modules come and go, and with them what each may keep. */
  private makeRoom(): void {
    const part = Math.max(MIN_MESSAGES, Math.floor(MAX_TOTAL_MESSAGES / this.held.sharers));
    const capacity = Math.min(MAX_MESSAGES, part);
    if (capacity !== this.kept.capacity) for (const oldest of this.kept.resize(capacity)) this.release(oldest);
  }

  private release(oldest: Kept | undefined): void {
    if (oldest?.held) this.held.release(oldest.held);
  }

  private factsOf(message: TrafficMessage): Omit<TrafficFacts, 'size'> {
    const tookMs = this.duration(message);
    const strangeness = this.strangeness(message.packet);
    return tookMs === undefined && strangeness === undefined ? NO_FACTS : { tookMs, strangeness };
  }

  /** Why a message is unknown, when nothing like it came before. */
  private strangeness(packet: Packet | undefined): string | undefined {
    if (packet?.kind !== 'unknown') return undefined;
    const kind = `${packet.type ?? ''}\0${packet.reason}`;
    if (this.strange.has(kind) || this.strange.size >= MAX_STRANGE) return undefined;
    this.strange.add(kind);
    return packet.reason;
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
