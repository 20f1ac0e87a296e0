import { isRecord } from '../../base/records';
import { RingBuffer } from '../../base/ringBuffer';
import type { Json, ProbeAlert } from '../../shared/probe';
import { readNumber } from '../protocol/readNumber';

/** pmx's own, where a probe's author gives none. */
const DEFAULT_INTERVAL = 180;
/** The same for `smart`, of which pmx sends none. */
const SMART_INTERVAL = 300;
/** A reading whose probability density is below this is unusual, as pmx counts. */
const UNUSUAL_DENSITY = 1e-8;
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
  /** Of the first readings, as many as the window has: pmx goes by those for ever. */
  readonly spread: Spread;
}

/**
 * Judges the alerts of pmx probes, as pmx does. A comparison that is a function is sent as `>`, and taken as that. Of `smart`
 * nothing but the mode is sent: it is judged by the interval and the start that pmx has where an author gives none.
 */
export class ProbeAlerts {
  private readonly windows = new Map<string, Window>();

  /** Takes a reading, at milliseconds since the epoch; `number` is the number in its value. */
  accept(name: string, alert: Json | undefined, number: number | undefined, at: number): ProbeAlert | undefined {
    const rule = readAlert(alert);
    if (rule === undefined || rule.mode === 'threshold') {
      this.windows.delete(name);
      return rule && { ...rule, state: compare(rule, number) };
    }
    const isSmart = rule.mode === 'smart';
    const window = this.windowOf(name, isSmart ? SMART_INTERVAL : (rule.interval ?? DEFAULT_INTERVAL), at);
    if (window && number !== undefined) add(window, number);
    if (!window || window.readings.length === 0) return { ...rule, state: 'unknown' };
    const { readings, since } = window;
    const average = readings.toArray().reduce((sum, reading) => sum + reading / readings.length, 0);
    const isStarted = at - since >= START_MS;
    if (isSmart) return { ...rule, average, state: isStarted ? judge(number, average, window.spread) : 'unknown' };
    const isEnough = readings.length === readings.capacity || isStarted;
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
    const window = { since: at, readings: new RingBuffer<number>(interval), spread: new Spread() };
    this.windows.set(name, window);
    return window;
  }
}

/** The variance of numbers, without keeping them. */
class Spread {
  private count = 0;
  private mean = 0;
  private squares = 0;

  add(number: number): void {
    this.count += 1;
    const distance = number - this.mean;
    this.mean += distance / this.count;
    this.squares += distance * (number - this.mean);
  }

  get variance(): number {
    return this.count < 2 ? 1 : this.squares / (this.count - 1);
  }
}

function add({ readings, spread }: Window, number: number): void {
  if (readings.length < readings.capacity) spread.add(number);
  readings.push(number);
}

/** Whether a reading is as far from the average as a normal distribution of this spread hardly ever comes. */
function judge(number: number | undefined, average: number, { variance }: Spread): ProbeAlert['state'] {
  if (number === undefined) return 'unknown';
  const density = Math.exp(-((number - average) ** 2) / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
  // Where nothing has ever varied it is not a number.
  return density < UNUSUAL_DENSITY ? 'inForce' : 'clear';
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
