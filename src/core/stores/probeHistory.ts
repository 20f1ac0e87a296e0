import type { ProbeHistorySnapshot } from '../../shared/probe';

/** How far back a history reaches, in milliseconds. */
export const HISTORY_MS = 600_000;
/** Intervals that a history keeps. */
export const MAX_POINTS = 120;
/** A history begins with fine intervals, and doubles them whenever it is full, up to the coarsest. In milliseconds. */
const COARSEST_MS = HISTORY_MS / MAX_POINTS;
const FINEST_MS = COARSEST_MS / 4;
/** Characters of a sparkline. */
const MAX_CELLS = 10;
const LEVELS = '▁▂▃▄▅▆▇█';

/** How the readings of an interval become one number. */
export type DownSampling = 'average' | 'max' | 'min';

/**
 * A probe's `agg_type` as far as it speaks of time. `sum` adds up what several processes say: one process's readings
 * added up over time would mean nothing, so they are averaged, as without an aggregation.
 */
export function downSampling(aggregation: string | undefined): DownSampling {
  return aggregation === 'max' || aggregation === 'min' ? aggregation : 'average';
}

/** The last 10 minutes of one number, in a bounded count of intervals that each keep their average, minimum and maximum. */
export class ProbeHistory {
  private intervalMs = FINEST_MS;
  /** The oldest interval, counted from the epoch. */
  private first = 0;
  /** By interval; NaN where nothing was read. As long as they ever get: to grow them would make more garbage than all readings do. */
  private readonly averages = emptyValues();
  private readonly minima = emptyValues();
  private readonly maxima = emptyValues();
  /** Intervals that are kept. */
  private length = 0;
  /** Readings in the newest interval. */
  private newestCount = 0;
  /** Whether all readings that are kept are the same. */
  private isFlat = true;

  /**
   * Takes a reading, at milliseconds since the epoch. Returns whether time alone has changed the picture: an interval began,
   * and the line is not flat, or no longer.
   */
  add(at: number, value: number): boolean {
    this.dropIfForeign(at);
    if (this.length === 0) this.first = this.intervalOf(at);
    while (this.intervalOf(at) - this.first >= MAX_POINTS && this.intervalMs < COARSEST_MS) this.coarsen();
    const ahead = this.intervalOf(at) - this.end;
    if (ahead < 0) {
      this.addToNewest(value);
      this.isFlat &&= value === this.minima[0];
      return false;
    }
    for (let gap = 0; gap < ahead; gap++) this.push(NaN);
    this.push(value);
    this.newestCount = 1;
    const wasFlat = this.isFlat;
    this.isFlat = this.areAll(value);
    return !(wasFlat && this.isFlat);
  }

  /** Whether all readings that are kept are this one: the first that is not decides. */
  private areAll(value: number): boolean {
    const isOther = (one: number | undefined): boolean => one !== value && !Number.isNaN(one);
    for (let index = 0; index < this.length; index++) {
      if (isOther(this.minima[index]) || isOther(this.maxima[index])) return false;
    }
    return true;
  }

  /** Lowest and highest reading that is kept. */
  range(): { readonly min: number; readonly max: number } | undefined {
    const min = this.kept(this.minima).reduce(lower, NaN);
    const max = this.kept(this.maxima).reduce(higher, NaN);
    return Number.isNaN(min) ? undefined : { min, max };
  }

  snapshot(how: DownSampling): ProbeHistorySnapshot {
    const values = this.valuesOf(how);
    const points = values.flatMap((value, index) => {
      const [min, max] = [this.minima[index], this.maxima[index]];
      if (min === undefined || max === undefined || Number.isNaN(value)) return [];
      return [{ at: (this.first + index) * this.intervalMs, value, min, max }];
    });
    return { intervalMs: this.intervalMs, points };
  }

  /** At most 10 characters for all that is kept; undefined when it is a flat line. Times without a reading have none. */
  sparkline(how: DownSampling): string | undefined {
    const cells = this.cells(how);
    const min = cells.reduce(lower, NaN);
    const height = cells.reduce(higher, NaN) / 2 - min / 2;
    // Also when there are no cells.
    if (!(height > 0)) return undefined;
    const last = LEVELS.length - 1;
    return cells.map((value) => LEVELS.charAt(Math.round(((value / 2 - min / 2) / height) * last))).join('');
  }

  /** Intervals joined to so few cells that they fit. Cells begin at fixed times, so that they wander and do not change. */
  private cells(how: DownSampling): number[] {
    const join = joinOf(how);
    let size = 1;
    while (Math.floor((this.end - 1) / size) - Math.floor(this.first / size) >= MAX_CELLS) size *= 2;
    const cells = new Map<number, number>();
    this.valuesOf(how).forEach((value, index) => {
      const cell = Math.floor((this.first + index) / size);
      cells.set(cell, join(cells.get(cell) ?? NaN, value));
    });
    return [...cells.values()].filter((value) => !Number.isNaN(value));
  }

  private valuesOf(how: DownSampling): readonly number[] {
    if (how === 'average') return this.kept(this.averages);
    return this.kept(how === 'max' ? this.maxima : this.minima);
  }

  private kept(values: readonly number[]): number[] {
    return values.slice(0, this.length);
  }

  /** The interval after the newest. */
  private get end(): number {
    return this.first + this.length;
  }

  private intervalOf(at: number): number {
    return Math.floor(at / this.intervalMs);
  }

  /** What is kept has nothing to do with now: the probe was silent for long, or the clock was set back. */
  private dropIfForeign(at: number): void {
    const interval = this.intervalOf(at);
    const isForeign = interval < this.first || (interval - this.end) * this.intervalMs >= HISTORY_MS;
    if (this.length === 0 || !isForeign) return;
    this.intervalMs = FINEST_MS;
    this.isFlat = true;
    this.length = 0;
  }

  /** Begins an interval; the oldest goes when there are enough. */
  private push(value: number): void {
    if (this.length === MAX_POINTS) {
      for (const values of [this.averages, this.minima, this.maxima]) values.copyWithin(0, 1);
      this.first += 1;
      this.length -= 1;
    }
    this.averages[this.length] = value;
    this.minima[this.length] = value;
    this.maxima[this.length] = value;
    this.length += 1;
  }

  private addToNewest(value: number): void {
    const newest = this.length - 1;
    const [average = value, min = value, max = value] = [
      this.averages[newest],
      this.minima[newest],
      this.maxima[newest],
    ];
    this.newestCount += 1;
    this.minima[newest] = lower(min, value);
    this.maxima[newest] = higher(max, value);
    const next = average + (value - average) / this.newestCount;
    // Rounding, or a difference beyond what a number can be, must not lead out of the range.
    this.averages[newest] = Math.min(Math.max(next, lower(min, value)), higher(max, value));
  }

  private coarsen(): void {
    const isNewestPaired = this.end % 2 === 0;
    const offset = this.first % 2;
    this.pair(this.averages, offset, middle);
    this.pair(this.minima, offset, lower);
    this.pair(this.maxima, offset, higher);
    this.length = Math.ceil((this.length + offset) / 2);
    this.first = Math.floor(this.first / 2);
    this.intervalMs *= 2;
    if (isNewestPaired) this.newestCount *= 2;
  }

  /** Joins each two neighbours; with an offset of 1 the first has no neighbour. */
  private pair(values: number[], offset: number, join: Join): void {
    const valueAt = (index: number): number => (index < this.length ? (values[index] ?? NaN) : NaN);
    for (let from = -offset, to = 0; from < this.length; from += 2, to++) {
      values[to] = join(valueAt(from), valueAt(from + 1));
    }
  }
}

type Join = (one: number, other: number) => number;

function emptyValues(): number[] {
  return new Array<number>(MAX_POINTS).fill(NaN);
}

function joinOf(how: DownSampling): Join {
  if (how === 'average') return middle;
  return how === 'max' ? higher : lower;
}

function lower(one: number, other: number): number {
  return one <= other || Number.isNaN(other) ? one : other;
}

function higher(one: number, other: number): number {
  return one >= other || Number.isNaN(other) ? one : other;
}

function middle(one: number, other: number): number {
  if (Number.isNaN(one)) return other;
  return Number.isNaN(other) ? one : one / 2 + other / 2;
}
