/** How long one thing took, several times. */
export interface Measured {
  readonly name: string;
  readonly timesMs: readonly number[];
  /** How often it never came to an end. */
  readonly missed: number;
}

/** Collects times by name; the names keep their order. */
export class Times {
  private readonly times = new Map<string, number[]>();
  private readonly missed = new Map<string, number>();

  constructor(names: readonly string[]) {
    for (const name of names) this.times.set(name, []);
  }

  /** Undefined: it never came to an end. */
  add(name: string, timeMs: number | undefined): void {
    if (timeMs === undefined) this.missed.set(name, (this.missed.get(name) ?? 0) + 1);
    else this.times.get(name)?.push(timeMs);
  }

  get all(): readonly Measured[] {
    return [...this.times].map(([name, timesMs]) => ({ name, timesMs, missed: this.missed.get(name) ?? 0 }));
  }
}

/** NaN when nothing was measured. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Between two measurements: in proportion. */
export function quantile(values: readonly number[], fraction: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  const place = (sorted.length - 1) * fraction;
  const below = sorted[Math.floor(place)] ?? NaN;
  const above = sorted[Math.ceil(place)] ?? NaN;
  return below + (above - below) * (place - Math.floor(place));
}
