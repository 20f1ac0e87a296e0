import { Emitter, type Event } from '../../base/event';
import { truncate } from '../../base/truncate';
import type { Emission, EventsDelta, EventSnapshot } from '../../shared/event';
import { boundJson, type JsonLimits } from '../protocol/boundJson';
import type { EventPacket } from '../protocol/packet';
import type { SecretMask } from '../protocol/secretMask';
import { jsonSize } from './jsonSize';
import { PendingChanges } from './pendingChanges';

/** Names that are kept of one process; beyond, the one that has not been emitted for longest goes. */
const MAX_NAMES = 200;
/** Payloads that are kept of one name. */
const MAX_PAYLOADS = 500;
/** Size of the kept payloads of one name, and of all names of a process; each keeps its newest in any case. In bytes of JSON. */
const MAX_NAME_BYTES = 500_000;
const MAX_BYTES = 8_000_000;
/** Of one payload. */
const PAYLOAD_LIMITS: JsonLimits = { depth: 10, nodes: 200, stringLength: 1_000 };
/** Payloads that are told with their event, and how much of each. */
const RECENT_PAYLOADS = 10;
const RECENT_LIMITS: JsonLimits = { depth: 4, nodes: 50, stringLength: 200 };
/** In characters. */
const MAX_NAME_LENGTH = 200;
/** What the rate is of, and the spans in which it is counted, in milliseconds. */
const RATE_MS = 60_000;
const SPAN_MS = 5_000;

interface Kept extends Emission {
  readonly bytes: number;
}

interface Span {
  readonly at: number;
  count: number;
}

interface Entry {
  readonly name: string;
  count: number;
  sinceSave: number;
  readonly payloads: Kept[];
  bytes: number;
  readonly spans: Span[];
}

/** What a process emits, in all its lives, by name. */
export class EventStore {
  /** The one that was emitted last comes last. */
  private readonly entries = new Map<string, Entry>();
  private readonly pending = new PendingChanges();
  private readonly didChange = new Emitter<void>();
  private bytes = 0;

  /** Something changed that {@link takeChanges} will tell. */
  readonly onDidChange: Event<void> = this.didChange.event;

  /** `mask` hides what must not be shown; asked each time: secrets change with the configuration. */
  constructor(private readonly mask: () => SecretMask) {}

  /** A save started the process anew. */
  beginSaved(): void {
    for (const entry of this.entries.values()) {
      entry.sinceSave = 0;
      this.pending.change(entry.name);
    }
    if (this.entries.size > 0) this.didChange.fire();
  }

  /** `at` in milliseconds since the epoch. */
  accept(packet: EventPacket, at: number): void {
    const name = truncate(packet.name ?? '', MAX_NAME_LENGTH);
    const entry = this.entries.get(name) ?? { name, count: 0, sinceSave: 0, payloads: [], bytes: 0, spans: [] };
    // Set anew, it is the last one.
    this.entries.delete(name);
    this.entries.set(name, entry);
    entry.count += 1;
    entry.sinceSave += 1;
    countSpan(entry.spans, at);
    this.keep(entry, packet, at);
    if (this.entries.size > MAX_NAMES) this.dropOldest();
    this.pending.change(name);
    this.didChange.fire();
  }

  /** All events; the one that was emitted last comes last. */
  snapshots(): EventSnapshot[] {
    return [...this.entries.values()].map((entry) => this.toSnapshot(entry));
  }

  takeChanges(): Omit<EventsDelta, 'process'> {
    const { changed, removed } = this.pending.take();
    return {
      changed: changed.flatMap((name) => {
        const entry = this.entries.get(name);
        return entry ? [this.toSnapshot(entry)] : [];
      }),
      removed,
    };
  }

  /** What is kept of one name, oldest first. */
  emissions(name: string): Emission[] {
    return (this.entries.get(name)?.payloads ?? []).map(({ at, payload }) => ({
      at,
      payload: this.mask().mask(payload),
    }));
  }

  private keep(entry: Entry, packet: EventPacket, at: number): void {
    const payload = boundJson(packet.payload, PAYLOAD_LIMITS);
    const { bytes } = jsonSize(payload);
    entry.payloads.push({ at, payload, bytes });
    this.grow(entry, bytes);
    while (
      entry.payloads.length > MAX_PAYLOADS ||
      (entry.payloads.length > 1 && (entry.bytes > MAX_NAME_BYTES || this.bytes > MAX_BYTES))
    ) {
      this.grow(entry, -(entry.payloads.shift()?.bytes ?? 0));
    }
  }

  private grow(entry: Entry, bytes: number): void {
    entry.bytes += bytes;
    this.bytes += bytes;
  }

  private dropOldest(): void {
    for (const entry of this.entries.values()) {
      this.bytes -= entry.bytes;
      this.entries.delete(entry.name);
      this.pending.remove(entry.name);
      return;
    }
  }

  private toSnapshot({ name, count, sinceSave, payloads, spans }: Entry): EventSnapshot {
    const recent = payloads.slice(-RECENT_PAYLOADS).reverse();
    return {
      ...{ name, count, sinceSave, kept: payloads.length },
      lately: spans.map((span) => ({ ...span })),
      lastAt: payloads.at(-1)?.at ?? 0,
      recent: recent.map(({ at, payload }) => ({ at, payload: this.mask().mask(boundJson(payload, RECENT_LIMITS)) })),
    };
  }
}

/** Spans end at multiples of their length, so that an event is in exactly one. */
function countSpan(spans: Span[], at: number): void {
  const end = Math.ceil((at + 1) / SPAN_MS) * SPAN_MS;
  const last = spans.at(-1);
  if (last?.at === end) last.count += 1;
  else spans.push({ at: end, count: 1 });
  while (spans.length > RATE_MS / SPAN_MS) spans.shift();
}
