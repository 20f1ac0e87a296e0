import type { Slot } from './program';

/** The libraries by which a module gets its configuration, or does not. */
export type Library = 'pmx' | '@pm2/io' | 'tx2';

export function isLibrary(specifier: string): specifier is Library {
  return specifier === 'pmx' || specifier === '@pm2/io' || specifier === 'tx2';
}

/**
 * Where a configuration object comes from. `options`: what `initModule` hands over, with other fields beside the options.
 * `module_conf`: the options alone. `merged`: a copy that holds more than the options.
 */
export type ConfSource = 'options' | 'module_conf' | 'merged';

/** What an expression may evaluate to, in so far as it matters. `id`s are unique in their file. */
export type Value =
  | { readonly kind: 'conf'; readonly source: ConfSource }
  | { readonly kind: 'library'; readonly library: Library }
  | { readonly kind: 'libraryCall'; readonly library: Library; readonly name: string }
  | { readonly kind: 'function'; readonly file: string; readonly id: number }
  | { readonly kind: 'applied'; readonly how: 'call' | 'bind'; readonly file: string; readonly id: number }
  | { readonly kind: 'class'; readonly file: string; readonly id: number }
  | { readonly kind: 'instance'; readonly of: 'class' | 'function'; readonly file: string; readonly id: number }
  | { readonly kind: 'object'; readonly file: string; readonly id: number }
  | { readonly kind: 'module'; readonly file: string }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'environment' }
  | { readonly kind: 'manifest' }
  /** The module's name, and the text of the environment variable of that name. */
  | { readonly kind: 'moduleName' }
  | { readonly kind: 'confText' };

/** Values without doubles, by their content. */
export type Values = ReadonlyMap<string, Value>;

export const noValues: Values = new Map();

export function valueKey(value: Value): string {
  return Object.values(value).join('\0');
}

export function valuesOf(...values: readonly Value[]): Values {
  return new Map(values.map((value) => [valueKey(value), value]));
}

export function unite(sets: readonly Values[]): Values {
  const filled = sets.filter(({ size }) => size > 0);
  const [first, ...others] = filled;
  if (!first) return noValues;
  return others.length === 0 ? first : new Map(filled.flatMap((set) => [...set]));
}

/** Values that only grow while everything is evaluated again and again. */
export class Cells {
  /** By file and slot: these are asked for all the time. */
  private readonly slots = new Map<string, Map<string, Value>[]>();
  private readonly properties = new Map<string, Map<string, Map<string, Value>>>();
  /** How often a value came to a cell that had not held it. */
  growth = 0;

  slot(file: string, slot: Slot): Values {
    return this.slots.get(file)?.[slot] ?? noValues;
  }

  addToSlot(file: string, slot: Slot, values: Values): void {
    if (values.size === 0) return;
    const ofFile = this.slots.get(file) ?? [];
    this.slots.set(file, ofFile);
    this.addAll((ofFile[slot] ??= new Map<string, Value>()), values);
  }

  property(of: Value, name: string): Values {
    return this.properties.get(valueKey(of))?.get(name) ?? noValues;
  }

  addProperty(of: Value, name: string, values: Values): void {
    if (values.size === 0) return;
    const key = valueKey(of);
    const own = this.properties.get(key) ?? new Map<string, Map<string, Value>>();
    this.properties.set(key, own);
    const known = own.get(name) ?? new Map<string, Value>();
    own.set(name, known);
    this.addAll(known, values);
  }

  /** What the object of that key holds. */
  propertiesOf(key: string): readonly Values[] {
    return [...(this.properties.get(key)?.values() ?? [])];
  }

  private addAll(known: Map<string, Value>, values: Values): void {
    for (const [key, value] of values) {
      if (known.has(key)) continue;
      known.set(key, value);
      this.growth++;
    }
  }
}
