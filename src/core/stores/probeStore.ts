import { isDeepStrictEqual } from 'node:util';
import { Emitter, type Event } from '../../base/event';
import { truncate } from '../../base/truncate';
import type { ProbeAlert, ProbeHistorySnapshot, ProbeSnapshot } from '../../shared/probe';
import { boundJson, type JsonLimits } from '../protocol/boundJson';
import type { ProbeReading, ProbesPacket } from '../protocol/packet';
import { readNumber } from '../protocol/readNumber';
import { SecretMask } from '../protocol/secretMask';
import { ProbeAlerts } from './probeAlerts';
import { downSampling, ProbeHistory } from './probeHistory';
import { probeKind } from './probeKind';

/** Probes that are kept of one process; more names than that are a module's bug. */
const MAX_PROBES = 10_000;
/** A value that is looked at, not a document. */
const VALUE_LIMITS: JsonLimits = { depth: 10, nodes: 1_000, stringLength: 1_000 };
/** Longest name, unit, type, in characters. */
const MAX_TEXT_LENGTH = 200;
/** How the preloaded library's own metrics begin in `type`; pmx and tx2 never send it. */
const RUNTIME_TYPE_PREFIX = 'internal/';

/** A probe without what its history tells. */
type Reading = Omit<ProbeSnapshot, 'min' | 'max' | 'sparkline'>;

/** What changed since it was last asked. */
export interface ProbeChanges {
  readonly changed: readonly ProbeSnapshot[];
  readonly removed: readonly string[];
}

/**
 * The probes of one life of a process. Readings are merged by name, as PM2 does: a probe that is no longer sent stays until
 * the life is over. Histories go on from life to life.
 */
export class ProbeStore {
  private readonly probes = new Map<string, Reading>();
  /** Of the probes, and of some that are gone: they may come back. */
  private readonly histories = new Map<string, ProbeHistory>();
  private readonly alerts = new ProbeAlerts();
  private readonly changed = new Set<string>();
  private readonly removed = new Set<string>();
  /** Of an earlier life, and not sent by the present one yet. */
  private readonly stale = new Set<string>();
  private readonly didChange = new Emitter<void>();

  /** `mask` hides secrets in what is told; numbers are told as they are. */
  constructor(private readonly mask: () => SecretMask = () => new SecretMask()) {}

  /** Something changed that {@link takeChanges} will tell; repeated values do not. */
  readonly onDidChange: Event<void> = this.didChange.event;

  /** `at` in milliseconds since the epoch. */
  accept(packet: ProbesPacket, at: number): void {
    let hasChanged = false;
    for (const reading of packet.probes) hasChanged = this.merge(reading, at) || hasChanged;
    if (hasChanged) this.didChange.fire();
  }

  /** A life is over: what it sent stays on screen until the next one has had time to send it again. */
  expire(): void {
    for (const name of this.probes.keys()) {
      this.stale.add(name);
      this.alerts.forget(name);
    }
  }

  /** Removes what was not sent again since {@link expire}. */
  dropExpired(): void {
    if (this.stale.size === 0) return;
    for (const name of this.stale) {
      this.probes.delete(name);
      this.changed.delete(name);
      this.removed.add(name);
    }
    this.stale.clear();
    this.didChange.fire();
  }

  /** All probes, in the order in which they first came. */
  snapshots(): ProbeSnapshot[] {
    return this.toSnapshots([...this.probes.values()]);
  }

  /** The last 10 minutes of a probe that has been a number in them. */
  history(name: string): ProbeHistorySnapshot | undefined {
    const probe = this.probes.get(name);
    return probe && this.histories.get(name)?.snapshot(downSampling(probe.aggregation));
  }

  takeChanges(): ProbeChanges {
    const changed = [...this.changed].flatMap((name) => this.probes.get(name) ?? []);
    const removed = [...this.removed];
    this.changed.clear();
    this.removed.clear();
    return { changed: this.toSnapshots(changed), removed };
  }

  private toSnapshots(probes: readonly Reading[]): ProbeSnapshot[] {
    const mask = this.mask();
    return probes.map((probe) => {
      const { name, value, aggregation } = probe;
      const history = this.histories.get(name);
      const sparkline = history?.sparkline(downSampling(aggregation));
      return {
        ...probe,
        ...(value !== undefined && typeof value !== 'number' && { value: mask.mask(value) }),
        ...history?.range(),
        ...(sparkline !== undefined && { sparkline }),
      };
    });
  }

  private merge(reading: ProbeReading, at: number): boolean {
    const name = truncate(reading.name, MAX_TEXT_LENGTH);
    const old = this.probes.get(name);
    if (!old && this.probes.size >= MAX_PROBES) return false;
    this.stale.delete(name);
    const next = toReading(name, reading, at);
    const { number } = next;
    const hasMoved = number !== undefined && this.remember(name, number, at);
    const alert = this.alerts.accept(name, reading.alert, number, at);
    const isRepeated = old !== undefined && isSame(old, next);
    if (isRepeated && !hasMoved && isSameAlert(old.alert, alert)) return false;
    this.probes.set(name, { ...next, ...(alert && { alert }), ...(isRepeated && { changedAt: old.changedAt }) });
    this.changed.add(name);
    this.removed.delete(name);
    return true;
  }

  /** Adds to the history; returns whether it looks different although the number may be the same. */
  private remember(name: string, number: number, at: number): boolean {
    let history = this.histories.get(name);
    if (!history) {
      if (this.histories.size >= MAX_PROBES) this.forgetHistory();
      this.histories.set(name, (history = new ProbeHistory()));
    }
    return history.add(at, number);
  }

  /** Makes room: of the probes that are gone, the first that came. */
  private forgetHistory(): void {
    for (const name of this.histories.keys()) {
      if (this.probes.has(name)) continue;
      this.histories.delete(name);
      return;
    }
  }
}

function toReading(name: string, reading: ProbeReading, changedAt: number): Reading {
  const { value, type, aggregation } = reading;
  const { number, unit: gluedUnit } = readNumber(value);
  // pmx sends an empty unit beside the one in the value.
  const unit = reading.unit === '' ? gluedUnit : (reading.unit ?? gluedUnit);
  return {
    name,
    ...(value !== undefined && { value: boundJson(value, VALUE_LIMITS) }),
    ...(number !== undefined && { number }),
    ...(unit !== undefined && { unit: truncate(unit, MAX_TEXT_LENGTH) }),
    kind: probeKind(reading),
    ...(type !== undefined && { type: truncate(type, MAX_TEXT_LENGTH) }),
    ...(aggregation !== undefined && { aggregation: truncate(aggregation, MAX_TEXT_LENGTH) }),
    isRuntime: type?.startsWith(RUNTIME_TYPE_PREFIX) ?? false,
    changedAt,
  };
}

function isSame(a: Reading, b: Reading): boolean {
  return (
    a.number === b.number &&
    a.unit === b.unit &&
    a.kind === b.kind &&
    a.type === b.type &&
    a.aggregation === b.aggregation &&
    (a.value === b.value || isDeepStrictEqual(a.value, b.value))
  );
}

/** Compared by fields: with thousands of probes a second, a general comparison is what costs most. */
function isSameAlert(a: ProbeAlert | undefined, b: ProbeAlert | undefined): boolean {
  return (
    a?.mode === b?.mode &&
    a?.state === b?.state &&
    a?.value === b?.value &&
    a?.cmp === b?.cmp &&
    a?.interval === b?.interval &&
    a?.average === b?.average
  );
}
