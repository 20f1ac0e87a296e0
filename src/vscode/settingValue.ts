/** Which values of the right type a setting takes. */
export type SettingRule = readonly string[] | { readonly min: number; readonly max: number };

/**
 * A setting as it can be used. The editor hands out whatever stands in settings.json: of another type than the default's,
 * the default counts; numbers are brought within their limits; what is no text is left out of lists.
 */
export function settingValue(value: unknown, standard: unknown, rule?: SettingRule): unknown {
  if (Array.isArray(standard)) {
    return Array.isArray(value) ? value.filter((item) => typeof item === 'string' && item !== '') : standard;
  }
  if (typeof value === 'number' && rule && 'min' in rule) {
    return Math.min(Math.max(value, rule.min), rule.max);
  }
  if (typeof value !== typeof standard || (value === null) !== (standard === null)) return standard;
  const isKnown = typeof value !== 'string' || !rule || 'min' in rule || rule.includes(value);
  return isKnown ? value : standard;
}
