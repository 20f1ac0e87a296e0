import { isRecord } from '../../base/records';
import type { Json } from '../../shared/probe';
import type { Manifest } from '../manifest/manifest';

/** One option of a module, as its `initModule` hands it out. */
export interface EffectiveOption {
  readonly key: string;
  /** From the manifest's `config`; absent when only `module_conf.json` has it. */
  readonly default?: Json;
  /** As it stands in `module_conf.json`, mostly text; absent when it is not set. */
  readonly override?: unknown;
  /** What the module sees: the default as it is, an override as {@link castOption} makes it. */
  readonly effective: unknown;
}

/**
 * The module's options: those of the manifest in its order, then what only `module_conf.json` has. An override replaces
 * the whole default, also when both are objects. `section` is the module's part of `module_conf.json`.
 */
export function effectiveConfiguration(manifest: Pick<Manifest, 'config'>, section: unknown): EffectiveOption[] {
  const overrides = new Map(isRecord(section) ? Object.entries(section) : []);
  const defaults = new Map(Object.entries(manifest.config));
  const keys = new Set([...defaults.keys(), ...overrides.keys()]);
  return [...keys].map((key) => {
    const standard = defaults.get(key);
    const override = overrides.get(key);
    return {
      key,
      ...(standard === undefined ? undefined : { default: standard }),
      ...(override === undefined ? undefined : { override }),
      effective: override === undefined ? standard : castOption(override),
    };
  });
}

/**
 * What pmx and `@pm2/io` make of a stored value: text that reads as a number becomes one (also `"0010"`, and `""` is 0),
 * `"true"`, `"false"`, `"null"`, `"undefined"` and `"NaN"` what they name; lists and objects item by item.
 */
export function castOption(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(castOption);
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, castOption(item)]));
  if (typeof value !== 'string') return value;
  const number = Number(value);
  if (!Number.isNaN(number)) return number;
  return namedValues.has(value) ? namedValues.get(value) : value;
}

const namedValues: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['undefined', undefined],
  ['NaN', NaN],
]);
