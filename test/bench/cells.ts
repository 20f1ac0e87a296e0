import { median, quantile, type Measured } from './measured';

/** `0.31× (0.27–0.40)`: the median, and 10 % to 90 % of the times, each divided by the median of the reference. */
export function ratioCell({ timesMs, missed }: Measured, reference: Measured): string {
  const unit = median(reference.timesMs);
  return `${range(timesMs, { unit, digits: 2, sign: '×' })}${missed > 0 ? `, ${missed} never` : ''}`;
}

/** The median, and 10 % to 90 % in parentheses; a dash for nothing. */
export function range(values: readonly number[], { unit = 1, digits = 0, sign = '' } = {}): string {
  if (values.length === 0) return '–';
  const [low, high] = [0.1, 0.9].map((fraction) => (quantile(values, fraction) / unit).toFixed(digits));
  return `${(median(values) / unit).toFixed(digits)}${sign} (${low}–${high})`;
}
