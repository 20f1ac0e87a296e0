import { isRecord } from '../../base/records';
import { message } from '../../base/message';
import type { Hint } from '../../shared/module';
import type { Manifest } from '../manifest/manifest';
import { effectiveConfiguration, type EffectiveOption } from './effectiveConfiguration';

/**
 * Hints about options in `module_conf.json` that do not reach the module as they stand there. `section` is the module's part
 * of that file. No hint tells a value: it may be a secret.
 */
export function overrideHints(manifest: Pick<Manifest, 'config' | 'name'>, section: unknown, file: string): Hint[] {
  return effectiveConfiguration(manifest, section).flatMap((option) => {
    const hint = overrideHint(option, manifest.name);
    return hint ? [{ ...hint, file }] : [];
  });
}

/** The hint about one option of the module of that name. */
export function overrideHint(option: EffectiveOption, module: string): Hint | undefined {
  return hintAtCast(option, module) ?? hintAtReplaced(option);
}

/** pmx and `@pm2/io` make a number of every text that reads as one. */
function hintAtCast({ key, override, effective, ...rest }: EffectiveOption, module: string): Hint | undefined {
  if (typeof override !== 'string' || typeof effective !== 'number') return undefined;
  if (override.trim() === '') {
    return {
      code: 'option-empty',
      message: message(
        'The option "{0}" is set to an empty text, and pmx and @pm2/io make 0 of it. Unset it, or have the module take 0 for none.',
        key,
      ),
    };
  }
  if (typeof rest.default === 'number' || String(effective) === override) return undefined;
  return {
    code: 'option-cast',
    message: message(
      'The option "{0}" is set to a text that reads as a number, and pmx and @pm2/io make one of it: leading zeros and the like are lost. Have the module read it from JSON.parse(process.env["{1}"]).',
      key,
      module,
    ),
  };
}

function hintAtReplaced({ key, override, ...rest }: EffectiveOption): Hint | undefined {
  if (!isRecord(override) || !isRecord(rest.default)) return undefined;
  const missing = Object.keys(rest.default).filter((name) => !Object.hasOwn(override, name));
  if (missing.length === 0) return undefined;
  return {
    code: 'option-replaced',
    message: message(
      'Setting a part of the option "{0}" replaces all of its default, so the module does not get {1}. Set them too.',
      key,
      missing.map((name) => `"${key}.${name}"`).join(', '),
    ),
  };
}
