import type { Json } from '../../shared/probe';

/** The unit must not read on as a date, an address, a version or a hash would: `1.2.3` and `12:30` are no numbers. */
const NUMBER_AND_UNIT = /^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*((?:\/\s*)?[\p{L}\p{Sc}%‰°](?!\p{L}*\d).*)?$/iu;
/** Longer text than this is no reading of a number, in characters. */
const MAX_LENGTH = 64;

/** The number in a probe's value and the unit that is glued to it: `"8.25ms"`, `"0.78req/sec"`, `15`. */
export function readNumber(value: Json | undefined): { readonly number?: number; readonly unit?: string } {
  if (typeof value === 'number') return Number.isFinite(value) ? { number: value } : {};
  if (typeof value !== 'string' || value.length > MAX_LENGTH) return {};
  const match = NUMBER_AND_UNIT.exec(value);
  const number = Number(match?.[1] ?? NaN);
  if (!Number.isFinite(number)) return {};
  const unit = match?.[2]?.trim();
  return unit ? { number, unit } : { number };
}
