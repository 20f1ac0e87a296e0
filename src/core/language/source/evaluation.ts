import { evaluateCall, type CallContext } from './evaluateCall';
import type { Followed, Module, Read } from './followed';
import { MODULE_EXPORTS, type KeyPlace, type Program, type Slot, type Term } from './program';
import { Cells, isLibrary, noValues, unite, valuesOf, type ConfSource, type Value, type Values } from './values';

/** Times that everything is evaluated until nothing new flows; real modules take three or four. */
const MAX_ROUNDS = 25;

/** Follows the configuration through the files of a module, from `initModule` to where options are read. */
export function follow(module: Module): Followed {
  return new Evaluation(module).run();
}

class Evaluation implements CallContext {
  readonly cells = new Cells();
  private reads = new Map<string, Read>();
  private isPassedOn = false;
  private isObtained = false;
  private own = new Set<string>();
  private ownIsKnown = true;

  constructor(private readonly module: Module) {}

  run(): Followed {
    for (let round = 0, before = -1; round < MAX_ROUNDS && before !== this.cells.growth; round++) {
      before = this.cells.growth;
      this.forget();
      for (const [file, program] of this.module.programs) this.evaluateFile(file, program);
    }
    const { reads, isPassedOn, own, ownIsKnown } = this;
    const { isObtained } = this;
    return { reads: [...reads.values()], isPassedOn, isObtained, ownOptions: ownIsKnown ? own : undefined };
  }

  /** What is found counts in the last round only: by then every value is where it can be. */
  private forget(): void {
    this.reads = new Map();
    this.own = new Set();
    this.isPassedOn = false;
    this.ownIsKnown = true;
  }

  addToSlot(file: string, slot: Slot, values: Values): void {
    this.cells.addToSlot(file, slot, values);
  }

  slot(file: string, slot: Slot): Values {
    return this.cells.slot(file, slot);
  }

  private evaluateFile(file: string, program: Program): void {
    program.classes.forEach(({ self, methods, parent }, id) => {
      const instance: Value = { kind: 'instance', of: 'class', file, id };
      this.addToSlot(file, self, valuesOf(instance));
      for (const { name, value } of methods) {
        if (value.kind === 'function') this.bindSelf(file, value.id, instance);
        this.cells.addProperty(instance, name, this.evaluate(value, file));
      }
      this.evaluate(parent, file);
    });
    program.objects.forEach((properties, id) => {
      const object: Value = { kind: 'object', file, id };
      for (const { name, value } of properties) this.setProperty(object, name, value, file);
    });
    for (const { into, from } of program.flows) this.addToSlot(file, into, this.evaluate(from, file));
    for (const { object, key, from } of program.writes) this.evaluateWrite(object, key, from, file);
    for (const effect of program.effects) this.evaluate(effect, file);
    const exported: Value = { kind: 'object', file, id: 0 };
    for (const specifier of program.exportsAll) {
      this.cells.addProperty(exported, '*', this.evaluate({ kind: 'module', specifier }, file));
    }
  }

  private evaluateWrite(object: Term, key: KeyPlace, from: Term, file: string): void {
    const values = this.evaluate(from, file);
    const targets = this.evaluate(object, file);
    let isKnown = false;
    for (const target of targets.values()) {
      isKnown = true;
      if (target.kind === 'conf') this.record(file, key, target.source, object);
      else if (target.kind === 'builtin' && target.name === 'module' && key.name === 'exports') {
        this.addToSlot(file, MODULE_EXPORTS, values);
      } else this.setProperty(target, key.name, from, file);
    }
    if (!isKnown) this.passOn(values);
  }

  /** `from` is what the property gets; a function in it is called as a method of the object. */
  private setProperty(object: Value, name: string, from: Term, file: string): void {
    if (from.kind === 'function' && (object.kind === 'object' || object.kind === 'instance')) {
      this.bindSelf(file, from.id, object);
    }
    this.cells.addProperty(object, name, this.evaluate(from, file));
  }

  private bindSelf(file: string, fn: number, self: Value): void {
    const slot = this.module.programs.get(file)?.functions[fn]?.self;
    if (slot !== undefined) this.addToSlot(file, slot, valuesOf(self));
  }

  evaluate(term: Term, file: string): Values {
    switch (term.kind) {
      case 'nothing':
      case 'text':
        return noValues;
      case 'slot':
        return this.slot(file, term.slot);
      case 'global':
        return valuesOf({ kind: 'builtin', name: term.name });
      case 'module':
        return this.evaluateModule(term.specifier, file);
      case 'function':
      case 'class':
      case 'object':
        return valuesOf({ kind: term.kind, file, id: term.id });
      case 'parent': {
        const parent = this.module.programs.get(file)?.classes[term.ofClass]?.parent;
        return parent ? this.evaluate(parent, file) : noValues;
      }
      case 'either':
        return unite(term.of.map((part) => this.evaluate(part, file)));
      case 'copy': {
        const values = unite(term.of.map((part) => this.evaluate(part, file)));
        this.passOn(values);
        return copyOf(values);
      }
      case 'gone':
        for (const part of term.of) this.passOn(this.evaluate(part, file));
        return noValues;
      case 'member':
        return this.evaluateMember(term.of, term.key, file);
      case 'indexed':
        return this.evaluateIndexed(term.of, term.by, file);
      case 'call':
        return evaluateCall(term, file, this);
    }
  }

  private evaluateModule(specifier: string, file: string): Values {
    if (isLibrary(specifier)) return valuesOf({ kind: 'library', library: specifier });
    if (/^(node:)?process$/.test(specifier)) return valuesOf({ kind: 'builtin', name: 'process' });
    const resolved = this.module.resolve(specifier, file);
    if (!resolved) return noValues;
    if (resolved.isManifest) return valuesOf({ kind: 'manifest' });
    const exported = this.slot(resolved.file, MODULE_EXPORTS);
    return unite([exported, valuesOf({ kind: 'module', file: resolved.file })]);
  }

  private evaluateMember(of: Term, key: KeyPlace, file: string): Values {
    const results = [...this.evaluate(of, file).values()].map((value): Values => {
      if (value.kind === 'conf') {
        if (value.source === 'options' && key.name === 'module_conf') return conf('module_conf');
        this.record(file, key, value.source, of);
        return noValues;
      }
      if (value.kind === 'builtin' && value.name === 'module' && key.name === 'exports') {
        return this.slot(file, MODULE_EXPORTS);
      }
      if (value.kind === 'environment') this.record(file, key, 'environment', of);
      return this.property(value, key.name);
    });
    return unite(results);
  }

  private property(value: Value, name: string): Values {
    switch (value.kind) {
      case 'library':
        if (name === 'default') return valuesOf(value);
        return valuesOf({ kind: 'libraryCall', library: value.library, name });
      case 'manifest':
        if (name === 'default') return valuesOf(value);
        if (name === 'name') return valuesOf({ kind: 'moduleName' });
        return name === 'config' ? conf('module_conf') : noValues;
      case 'builtin':
        return this.builtinProperty(value.name, name);
      case 'environment':
        return name === this.module.name ? valuesOf({ kind: 'confText' }) : noValues;
      case 'module': {
        const isEsm = this.module.programs.get(value.file)?.isEsm === true;
        return name === 'default' && !isEsm ? this.slot(value.file, MODULE_EXPORTS) : noValues;
      }
      case 'function':
        if (name === 'call' || name === 'bind') return valuesOf({ ...value, kind: 'applied', how: name });
        if (name === 'prototype') return valuesOf({ ...value, kind: 'instance', of: 'function' });
        return this.cells.property(value, name);
      case 'instance':
        return unite([this.cells.property(value, name), this.inherited(value, name)]);
      case 'object': {
        const own = this.cells.property(value, name);
        const all = [...this.cells.property(value, '*').values()].map((other) => this.property(other, name));
        return unite([own, ...all]);
      }
      default:
        return this.cells.property(value, name);
    }
  }

  private builtinProperty(builtin: string, name: string): Values {
    if (builtin === 'process' && name === 'env') return valuesOf({ kind: 'environment' });
    if (builtin === 'process' && name === 'default') return valuesOf({ kind: 'builtin', name: 'process' });
    return valuesOf({ kind: 'builtin', name: `${builtin}.${name}` });
  }

  private inherited(instance: Value & { kind: 'instance' }, name: string): Values {
    if (instance.of !== 'class') return noValues;
    const parent = this.module.programs.get(instance.file)?.classes[instance.id]?.parent;
    const parents = parent ? [...this.evaluate(parent, instance.file).values()] : [];
    return unite(
      parents
        .filter((value) => value.kind === 'class')
        .filter(({ file, id }) => file !== instance.file || id !== instance.id)
        .map(({ file, id }) => this.property({ kind: 'instance', of: 'class', file, id }, name)),
    );
  }

  private evaluateIndexed(of: Term, by: Term, file: string): Values {
    const keys = [...this.evaluate(by, file).values()];
    const values = [...this.evaluate(of, file).values()];
    if (values.some(({ kind }) => kind === 'conf')) this.isPassedOn = true;
    const isConfText =
      values.some(({ kind }) => kind === 'environment') && keys.some((key) => key.kind === 'moduleName');
    return isConfText ? valuesOf({ kind: 'confText' }) : noValues;
  }

  /** A value goes where it cannot be followed; what it holds goes with it. */
  passOn(values: Values, seen = new Set<string>()): void {
    for (const [key, value] of values) {
      if (value.kind === 'conf') this.isPassedOn = true;
      if (value.kind !== 'object' || seen.has(key)) continue;
      seen.add(key);
      for (const held of this.cells.propertiesOf(key)) this.passOn(held, seen);
    }
  }

  record(file: string, key: KeyPlace, source: Read['source'], of: Term): void {
    if (key.start < 0) return;
    const place = `${file}\0${key.start}`;
    const known = this.reads.get(place);
    const isTyped = of.kind === 'slot' && this.module.programs.get(file)?.typed.has(of.slot) === true;
    // A place may be reached from several sources; the one that holds more beside the options counts.
    const strongest = known && rank(known.source) > rank(source) ? known.source : source;
    const isWrite = key.isWrite || known?.key.isWrite === true;
    this.reads.set(place, { file, key: { ...key, isWrite }, source: strongest, isTyped });
  }

  obtain(): void {
    this.isObtained = true;
  }

  programOf(file: string): Program | undefined {
    return this.module.programs.get(file);
  }

  /** What the caller of `initModule` puts beside the options. */
  ownOptions(values: Values, isGiven: boolean): void {
    if (!isGiven) return;
    if (values.size === 0) this.ownIsKnown = false;
    for (const value of values.values()) {
      if (value.kind !== 'object') this.ownIsKnown = false;
      else for (const { name } of this.programOf(value.file)?.objects[value.id] ?? []) this.own.add(name);
    }
  }
}

function rank(source: Read['source']): number {
  return ['module_conf', 'options', 'merged', 'environment'].indexOf(source);
}

function conf(source: ConfSource): Values {
  return valuesOf({ kind: 'conf', source });
}

function copyOf(values: Values): Values {
  return [...values.values()].some(({ kind }) => kind === 'conf') ? conf('merged') : values;
}
