import { isRecord } from '../../base/records';
import { RingBuffer } from '../../base/ringBuffer';
import type { Json, ProbeAlert } from '../../shared/probe';
import { readNumber } from '../protocol/readNumber';

/** pmx's own, where a probe's author gives none. */
const DEFAULT_INTERVAL = 180;
/** Readings that are averaged at most: 10 minutes of them. */
const MAX_INTERVAL = 600;
/** pmx averages nothing before this, in milliseconds; an author may choose another, which is not sent. */
const START_MS = 30_000;
/** Probes whose average is kept of one process. */
const MAX_WINDOWS = 1_000;

/** What a probe's `alert` asks for. */
export type AlertRule = Pick<ProbeAlert, 'mode' | 'value' | 'cmp' | 'interval'>;

interface Window {
  readonly since: number;
  readonly readings: RingBuffer<number>;
}

/**
 * Judges the alerts of pmx probes. A comparison that is a function is sent as `>`, and taken as that. `smart` cannot be
 * judged: neither its readings nor its limits are sent, but the module reports an issue when it strikes.
 */
export class ProbeAlerts {
  private readonly windows = new Map<string, Window>();

  /** Takes a reading, at milliseconds since the epoch; `number` is the number in its value. */
  accept(name: string, alert: Json | undefined, number: number | undefined, at: number): ProbeAlert | undefined {
    const rule = readAlert(alert);
    if (rule?.mode !== 'threshold-avg') {
      this.windows.delete(name);
      return rule && { ...rule, state: rule.mode === 'threshold' ? compare(rule, number) : 'unknown' };
    }
    const window = this.windowOf(name, rule.interval ?? DEFAULT_INTERVAL, at);
    if (!window) return { ...rule, state: 'unknown' };
    const { readings, since } = window;
    if (number !== undefined) readings.push(number);
    if (readings.length === 0) return { ...rule, state: 'unknown' };
    const average = readings.toArray().reduce((sum, reading) => sum + reading / readings.length, 0);
    const isEnough = readings.length === readings.capacity || at - since >= START_MS;
    return { ...rule, average, state: isEnough ? compare(rule, average) : 'unknown' };
  }

  /** The probe, or the life that sent it, is gone: its next reading begins a new average. */
  forget(name: string): void {
    this.windows.delete(name);
  }

  private windowOf(name: string, interval: number, at: number): Window | undefined {
    const known = this.windows.get(name);
    if (known?.readings.capacity === interval) return known;
    if (!known && this.windows.size >= MAX_WINDOWS) return undefined;
    const window = { since: at, readings: new RingBuffer<number>(interval) };
    this.windows.set(name, window);
    return window;
  }
}

/** What pmx sends as `alert`: `{}` where there is none. */
export function readAlert(alert: Json | undefined): AlertRule | undefined {
  if (!isRecord(alert)) return undefined;
  const { mode, value, cmp, interval } = alert;
  if (mode === 'smart') return { mode };
  if (mode !== 'threshold' && mode !== 'threshold-avg') return undefined;
  // pmx sends null for 0.
  const limit = value === null ? 0 : readNumber(typeof value === 'string' ? value : Number(value)).number;
  if (limit === undefined) return undefined;
  const rule = { value: limit, cmp: cmp === '<' || cmp === '=' ? cmp : '>' } as const;
  return mode === 'threshold' ? { mode, ...rule } : { mode, ...rule, interval: readInterval(interval) };
}

function readInterval(interval: unknown): number {
  if (typeof interval !== 'number' || !(interval >= 1)) return DEFAULT_INTERVAL;
  return Math.min(Math.round(interval), MAX_INTERVAL);
}

function compare({ value, cmp }: AlertRule, number: number | undefined): ProbeAlert['state'] {
  if (number === undefined || value === undefined) return 'unknown';
  const isInForce = cmp === '=' ? number === value : cmp === '<' ? number < value : number > value;
  return isInForce ? 'inForce' : 'clear';
}
