import { timeOfDay } from '../base/timeOfDay';

/** Characters of `12:03:11`. */
const CLOCK_LENGTH = 8;

/** `flush-cache-12.03.11`: a name for tabs and files, of what people or modules have named, and when it was. */
export function stampedName(name: string, at: number): string {
  const safe = name.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|-+$/g, '') || 'untitled';
  return `${safe}-${timeOfDay(at).slice(0, CLOCK_LENGTH).replaceAll(':', '.')}`;
}
