import * as v from 'valibot';

/** The longest time that a Node timer can wait: a longer one would fire at once. */
const MAX_TIMER_MS = 2_147_483_647;

/** What one letter after a size or a duration stands for, in bytes and milliseconds. */
const BYTES: Readonly<Record<string, number>> = { K: 1024, M: 1024 ** 2, G: 1024 ** 3 };
const MILLISECONDS: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000 };

/** A number, also written as a text, as PM2 takes it. */
export const numeric = v.union([
  v.pipe(v.number(), v.finite()),
  v.pipe(v.string(), v.regex(/^\s*[-+]?(\d+\.?\d*|\.\d+)(e\d+)?\s*$/i), v.transform(Number), v.finite()),
]);

/** A time in milliseconds for a timer: what is below zero or longer than a timer can wait becomes what it can. */
export const milliseconds = v.pipe(numeric, v.transform(asTimer));

/** Bytes, or `200M`: a whole number with K, M or G. */
export const bytes = v.union([numeric, withUnit(/^\d+[KMG]$/, BYTES)]);

/** Milliseconds from 100 on, or `10s`: a whole number with s, m or h. */
export const duration = v.pipe(
  v.union([v.pipe(numeric, v.minValue(100)), withUnit(/^\d+[smh]$/, MILLISECONDS)]),
  v.transform(asTimer),
);

function withUnit(form: RegExp, units: Readonly<Record<string, number>>): v.GenericSchema<unknown, number> {
  return v.pipe(
    v.string(),
    v.regex(form),
    v.transform((text) => Number(text.slice(0, -1)) * (units[text.slice(-1)] ?? 1)),
    v.finite(),
  );
}

function asTimer(value: number): number {
  return Math.min(Math.max(0, value), MAX_TIMER_MS);
}
