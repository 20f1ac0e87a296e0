import type { OptionSnapshot } from '../shared/configurationApi';
import { MASK } from '../base/isSecretKey';
import type { Json } from '../shared/probe';

/** A value as a person reads and types it: text as it is, everything else as JSON. */
export function optionText(value: Json | undefined): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value); // NaN too, which JSON has no word for
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** All options, those inside of objects too, in the order of the view. */
export function allOptions(options: readonly OptionSnapshot[]): OptionSnapshot[] {
  return options.flatMap((option) => [option, ...allOptions(option.members)]);
}

/** Options that are set in `module_conf.json`. */
export function overridden(options: readonly OptionSnapshot[]): OptionSnapshot[] {
  return options.filter(({ override }) => override !== undefined);
}

/** Whether a value must be asked for before it is shown: one that says whether a secret is set need not. */
export function hidesValue(option: OptionSnapshot, value: Json | undefined): boolean {
  return option.isSecret && value !== undefined && value !== null && value !== '' && typeof value !== 'boolean';
}

/** Whether something in its value must be asked for before it is shown. */
export function holdsSecret(option: OptionSnapshot): boolean {
  return option.isSecret || option.members.some(holdsSecret);
}

/** A value for a row, without secrets: those in members of an object are masked too. */
export function maskedValue(option: OptionSnapshot, value: Json | undefined): Json | undefined {
  if (hidesValue(option, value) && (typeof value !== 'object' || option.members.length === 0)) return MASK;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => {
      const member = option.members.find((candidate) => candidate.name === name);
      return [name, member ? (maskedValue(member, item) ?? null) : option.isSecret ? MASK : item];
    }),
  );
}
