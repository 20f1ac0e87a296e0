/** Numbers as people read them, in the editor's language. */
export interface Format {
  /** `1,204`, `8.25`: at most two decimals. */
  number(value: number): string;
  /** `48 MB`; 1024 steps, as PM2 counts `max_memory_restart`. */
  bytes(value: number): string;
  /** `3.1 %`, and `42 %` from ten on. */
  percent(value: number): string;
  /** How long something took, from milliseconds: `4 ms`, `1.2 s`, `2 m`. */
  duration(ms: number): string;
  /** How long something has lasted, from milliseconds, in whole units and never under a second: `12 s`, `2 m`. */
  age(ms: number): string;
  /** The same for screen readers: `2 minutes`, `3.1 percent`, `48 megabytes`. */
  readonly spoken: {
    bytes(value: number): string;
    percent(value: number): string;
    age(ms: number): string;
  };
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const byteUnits = [
  { symbol: 'B', unit: 'byte' },
  { symbol: 'kB', unit: 'kilobyte' },
  { symbol: 'MB', unit: 'megabyte' },
  { symbol: 'GB', unit: 'gigabyte' },
  { symbol: 'TB', unit: 'terabyte' },
] as const;

const ageUnits = [
  { symbol: 'd', unit: 'day', ms: DAY_MS },
  { symbol: 'h', unit: 'hour', ms: HOUR_MS },
  { symbol: 'm', unit: 'minute', ms: MINUTE_MS },
  { symbol: 's', unit: 'second', ms: SECOND_MS },
] as const;

/** `language` as the editor names it, such as `en` or `zh-cn`; English when it is none that the runtime knows. */
export function createFormat(language: string): Format {
  const locale = isLocale(language) ? language : 'en';
  const decimals = [0, 1, 2].map((digits) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }));
  const round = (value: number, digits: 0 | 1 | 2): string => decimals[digits]?.format(value) ?? String(value);
  // To make one costs a hundred times what it costs to use it.
  const spoken = new Map<string, Intl.NumberFormat>();
  const say = (value: number, unit: string): string => {
    let format = spoken.get(unit);
    if (!format) {
      format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 });
      spoken.set(unit, format);
    }
    return format.format(value);
  };
  return {
    number: (value) => round(value, 2),
    bytes: (value) => {
      const { size, symbol, digits } = inByteUnit(value);
      return `${round(size, digits)} ${symbol}`;
    },
    percent: (value) => `${round(value, value < 9.95 ? 1 : 0)} %`,
    duration: (ms) => {
      if (ms < 10) return `${round(ms, 1)} ms`;
      if (ms < SECOND_MS - 0.5) return `${round(ms, 0)} ms`;
      if (ms < 10 * SECOND_MS) return `${round(ms / SECOND_MS, 1)} s`;
      const { count, symbol } = inAgeUnit(ms);
      return `${round(count, 0)} ${symbol}`;
    },
    age: (ms) => {
      const { count, symbol } = inAgeUnit(ms);
      return `${round(count, 0)} ${symbol}`;
    },
    spoken: {
      bytes: (value) => {
        const { size, unit } = inByteUnit(value);
        return say(size < 10 ? size : Math.round(size), unit);
      },
      percent: (value) => say(value, 'percent'),
      age: (ms) => {
        const { count, unit } = inAgeUnit(ms);
        return say(count, unit);
      },
    },
  };
}

function isLocale(language: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(language).length > 0;
  } catch {
    return false; // not even the form of a language's name
  }
}

function inByteUnit(value: number): { size: number; symbol: string; unit: string; digits: 0 | 1 } {
  let size = Math.max(0, value);
  let index = 0;
  while (size >= 1023.5 && index < byteUnits.length - 1) {
    size /= 1024;
    index++;
  }
  const { symbol, unit } = byteUnits[index] ?? byteUnits[0];
  return { size, symbol, unit, digits: size < 10 && index > 1 ? 1 : 0 };
}

function inAgeUnit(ms: number): { count: number; symbol: string; unit: string } {
  for (const { symbol, unit, ms: unitMs } of ageUnits) {
    if (ms >= unitMs) return { count: Math.floor(ms / unitMs), symbol, unit };
  }
  return { count: 1, symbol: 's', unit: 'second' };
}
