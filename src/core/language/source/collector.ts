import {
  nothing,
  type ClassShape,
  type FunctionShape,
  type GlobalName,
  type KeyPlace,
  type Program,
  type PropertyShape,
  type Slot,
  type Span,
  type Term,
} from './program';
import { lookUp, type Scope } from './scope';

const GLOBALS: ReadonlySet<string> = new Set<GlobalName>(['module', 'process', 'JSON', 'Object', 'console']);

/** Collects what flows where while a file is read. */
export class Collector {
  protected slots = 1;
  protected readonly functions: FunctionShape[] = [];
  protected readonly classes: ClassShape[] = [];
  protected readonly objects: (readonly PropertyShape[])[] = [[]];
  private readonly flows: { into: Slot; from: Term }[] = [];
  private readonly writes: { object: Term; key: KeyPlace; from: Term }[] = [];
  private readonly effects: Term[] = [];
  private readonly typed = new Set<Slot>();
  private readonly imports: { specifier: string; span: Span }[] = [];
  protected readonly root: Scope = {
    ...{ parent: undefined, names: new Map<string, Slot>() },
    ...{ returns: undefined, self: undefined, inClass: undefined },
  };

  protected parts(): Omit<Program, 'exportsAll' | 'isEsm'> {
    const { functions, classes, objects, flows, writes, effects, imports, typed } = this;
    return { functions, classes, objects, flows, writes, effects, imports, typed };
  }

  protected declare(scope: Scope, names: readonly string[]): void {
    for (const name of names) if (!scope.names.has(name)) scope.names.set(name, this.slots++);
  }

  protected markTyped(names: readonly string[], scope: Scope): void {
    for (const name of names) {
      const slot = lookUp(name, scope);
      if (slot !== undefined) this.typed.add(slot);
    }
  }

  protected flow(into: Slot, from: Term): void {
    if (from.kind !== 'nothing') this.flows.push({ into, from });
  }

  protected write(object: Term, key: KeyPlace, from: Term): void {
    this.writes.push({ object, key, from });
  }

  /** The term of what is imported; `place` is the specifier with its quotes. */
  protected imported(specifier: string, place: Partial<Record<keyof Span, number | null>>): Term {
    const { start, end } = place;
    if (typeof start === 'number' && typeof end === 'number') this.imports.push({ specifier, span: { start, end } });
    return { kind: 'module', specifier };
  }

  protected effect(term: Term): void {
    if (term.kind !== 'nothing' && term.kind !== 'slot') this.effects.push(term);
  }

  protected named(name: string, scope: Scope): Term {
    const slot = lookUp(name, scope);
    if (slot !== undefined) return { kind: 'slot', slot };
    if (name === 'exports') return { kind: 'object', id: 0 };
    if (GLOBALS.has(name)) return { kind: 'global', name: name as GlobalName };
    if (name === 'require' || name === 'undefined') return nothing;
    // A global of the program's own: sloppy code assigns to it and reads it elsewhere.
    this.declare(this.root, [name]);
    return this.named(name, this.root);
  }
}
