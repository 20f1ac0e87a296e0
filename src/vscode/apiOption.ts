import type { OptionSnapshot } from '../shared/configurationApi';
import type { ApiOption } from './api';
import { maskedValue } from './optionText';

/** An option as other extensions see it. */
export function apiOption(option: OptionSnapshot): ApiOption {
  const { key, isSecret } = option;
  const values = { default: option.default, override: option.override, effective: option.effective };
  const shown = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, maskedValue(option, value)] as const],
  );
  return { key, isSecret, ...(Object.fromEntries(shown) as Pick<ApiOption, keyof typeof values>) };
}
