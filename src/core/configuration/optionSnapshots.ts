import { isSecretOption } from '../../base/isSecretKey';
import { isRecord } from '../../base/records';
import type { OptionSnapshot } from '../../shared/configurationApi';
import type { Json } from '../../shared/probe';
import type { Manifest } from '../manifest/manifest';
import { effectiveConfiguration } from './effectiveConfiguration';
import { joinOptionKey } from './optionKey';
import { overrideHint } from './overrideHints';

/** Levels of objects that are shown option by option. */
const MAX_LEVELS = 8;

/** All options of a module. `section` is the module's part of `module_conf.json`. */
export function optionSnapshots(manifest: Pick<Manifest, 'config' | 'name'>, section: unknown): OptionSnapshot[] {
  return effectiveConfiguration(manifest, section).map((option) => {
    const note = overrideHint(option, manifest.name)?.message;
    const { default: standard, override, effective } = option;
    const values = { default: standard, override: override as Json, effective: effective as Json };
    return { ...snapshot([option.key], values), ...(note && { note }) };
  });
}

interface Values {
  readonly default: Json | undefined;
  readonly override: Json | undefined;
  readonly effective: Json | undefined;
}

function snapshot(path: readonly string[], values: Values): OptionSnapshot {
  const { default: standard, override, effective } = values;
  return {
    key: joinOptionKey(path),
    name: path.at(-1) ?? '',
    path,
    ...(standard !== undefined && { default: standard }),
    ...(override !== undefined && { override }),
    ...(effective !== undefined && { effective }),
    isSecret: path.some(isSecretOption),
    members: path.length < MAX_LEVELS ? members(path, values) : [],
  };
}

function members(path: readonly string[], values: Values): OptionSnapshot[] {
  const { default: standard, override, effective } = values;
  const names = [standard, override].flatMap((value) => (isRecord(value) ? Object.keys(value) : []));
  return [...new Set(names)].map((name) =>
    snapshot([...path, name], {
      default: member(standard, name),
      override: member(override, name),
      effective: member(effective, name),
    }),
  );
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isRecord(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
