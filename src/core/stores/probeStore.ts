import { isDeepStrictEqual } from 'node:util';
import { Emitter, type Event } from '../../base/event';
import { truncate } from '../../base/truncate';
import type { Json, ProbeAlert, ProbeHistorySnapshot, ProbeSnapshot } from '../../shared/probe';
import { boundJson, type JsonLimits } from '../protocol/boundJson';
import type { ProbeReading, ProbesPacket } from '../protocol/packet';
import { readNumber } from '../protocol/readNumber';
import { SecretMask } from '../protocol/secretMask';
import { ProbeAlerts, readAlert } from './probeAlerts';
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

/** Far below where a number that is read differs from one that is converted. */
const BARE_NUMBER = /^-?\d{1,15}(?:\.\d{1,15})?$/;

/** A probe that is a number. */
type NumberReading = ProbeReading & { readonly value: number | string };

/** A probe without what its history tells. */
type Reading = Omit<ProbeSnapshot, 'min' | 'max' | 'sparkline'>;

interface Probe {
  /** As it was sent last. */
  sent: ProbeReading;
  /** What it was when it last differed by more than its number. */
  shown: Reading;
  /** Value and number by now, where only those have changed since, and when: written in place, a thousand times a second. */
  value: Json | undefined;
  number: number;
  changedAt: number;
  /** Undefined before the first number. */
  history: ProbeHistory | undefined;
}

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
  private readonly probes = new Map<string, Probe>();
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
    return probe?.history?.snapshot(downSampling(probe.shown.aggregation));
  }

  takeChanges(): ProbeChanges {
    const changed = [...this.changed].flatMap((name) => this.probes.get(name) ?? []);
    const removed = [...this.removed];
    this.changed.clear();
    this.removed.clear();
    return { changed: this.toSnapshots(changed), removed };
  }

  private toSnapshots(probes: readonly Probe[]): ProbeSnapshot[] {
    const mask = this.mask();
    return probes.map((probe) => {
      const shown = readingOf(probe);
      const { value, aggregation } = shown;
      const { history } = probe;
      const sparkline = history?.sparkline(downSampling(aggregation));
      return {
        ...shown,
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
    const hasChanged =
      old && differsByNumber(old, reading) ? renew(old, reading, at) : this.replace(name, old, { reading, at });
    if (!hasChanged) return false;
    this.changed.add(name);
    this.removed.delete(name);
    return true;
  }

  private replace(name: string, old: Probe | undefined, sent: { reading: ProbeReading; at: number }): boolean {
    const { reading, at } = sent;
    const next = toReading(name, reading, at);
    const { number } = next;
    const history = number === undefined ? this.histories.get(name) : this.historyOf(name);
    // It may look different although the number is the same.
    const hasMoved = number !== undefined && history?.add(at, number) === true;
    const alert = this.alerts.accept(name, reading.alert, number, at);
    const before = old && readingOf(old);
    const isRepeated = before !== undefined && isSame(before, next);
    if (isRepeated && !hasMoved && isSameAlert(before.alert, alert)) return false;
    const changedAt = isRepeated ? before.changedAt : at;
    const shown = { ...next, ...(alert && { alert }), changedAt };
    this.probes.set(name, { sent: reading, shown, value: next.value, number: number ?? NaN, changedAt, history });
    return true;
  }

  private historyOf(name: string): ProbeHistory {
    let history = this.histories.get(name);
    if (!history) {
      if (this.histories.size >= MAX_PROBES) this.forgetHistory();
      this.histories.set(name, (history = new ProbeHistory()));
    }
    return history;
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

/** The usual case, a thousand times a second: another number and nothing else, of a probe without an alert. */
function differsByNumber({ sent, shown, history }: Probe, reading: ProbeReading): reading is NumberReading {
  return (
    isBareNumber(reading.value) &&
    isBareNumber(sent.value) &&
    history !== undefined &&
    reading.unit === sent.unit &&
    reading.type === sent.type &&
    reading.aggregation === sent.aggregation &&
    reading.historic === sent.historic &&
    // An alert that asks for nothing is an empty object.
    (reading.alert === undefined) === (sent.alert === undefined) &&
    shown.alert === undefined &&
    readAlert(reading.alert) === undefined
  );
}

/** What {@link ProbeStore} would make of it all anew; returns whether anything looks different. */
function renew(probe: Probe, { value }: NumberReading, at: number): boolean {
  const number = Number(value);
  const hasMoved = probe.history?.add(at, number) === true;
  if (probe.value === value) return hasMoved;
  probe.value = value;
  probe.number = number;
  probe.changedAt = at;
  return true;
}

function readingOf({ shown, value, number, changedAt }: Probe): Reading {
  if (value === undefined || (value === shown.value && changedAt === shown.changedAt)) return shown;
  return { ...shown, value, number, changedAt };
}

/** A number, or one as text without a unit, which is how `@pm2/io` sends most of its own. */
function isBareNumber(value: Json | undefined): value is number | string {
  return typeof value === 'number' || (typeof value === 'string' && BARE_NUMBER.test(value));
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
