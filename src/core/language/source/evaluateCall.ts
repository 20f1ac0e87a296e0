import type { FunctionShape, KeyPlace, Program, Term } from './program';
import { noValues, unite, valuesOf, type ConfSource, type Library, type Value, type Values } from './values';

type CallTerm = Term & { kind: 'call' };

/** What a call needs of the evaluation that it is part of. */
export interface CallContext {
  evaluate(term: Term, file: string): Values;
  passOn(values: Values): void;
  addToSlot(file: string, slot: number, values: Values): void;
  slot(file: string, slot: number): Values;
  programOf(file: string): Program | undefined;
  /** The module asks for its configuration. */
  obtain(): void;
  record(file: string, key: KeyPlace, source: ConfSource, of: Term): void;
  ownOptions(values: Values, isGiven: boolean): void;
}

/** Calls that look at their arguments and keep nothing of them. */
const HARMLESS = /^(console\.\w+|JSON\.stringify)$/;

/** Functions that compilers wrap around what they import. */
const INTEROP = /^(__importDefault|__importStar|__toESM|_interopRequire(Default|Wildcard))$/;

/** What a call returns; its arguments flow into the parameters of what is called. */
export function evaluateCall(term: CallTerm, file: string, context: CallContext): Values {
  const args = term.args.map((argument) => context.evaluate(argument, file));
  if (readsByName(term, file, context)) return noValues;
  const { callee } = term;
  if (callee.kind === 'member' && INTEROP.test(callee.key.name)) return args[0] ?? noValues;
  const callees = [...context.evaluate(callee, file).values()];
  const results = callees.map((value) => new Call(value, args, term.isNew, context).result());
  if (!results.some((result) => result !== undefined)) for (const values of args) context.passOn(values);
  return unite(results.filter((result) => result !== undefined));
}

/** `conf.hasOwnProperty('key')` names an option as `conf.key` does. */
function readsByName({ callee, args }: CallTerm, file: string, context: CallContext): boolean {
  const [first] = args;
  if (callee.kind !== 'member' || first?.kind !== 'text' || callee.key.name !== 'hasOwnProperty') return false;
  const sources = [...context.evaluate(callee.of, file).values()].filter(({ kind }) => kind === 'conf');
  for (const value of sources) if (value.kind === 'conf') context.record(file, first.key, value.source, callee.of);
  return sources.length > 0;
}

class Call {
  constructor(
    private readonly callee: Value,
    private readonly args: readonly Values[],
    private readonly isNew: boolean,
    private readonly context: CallContext,
  ) {}

  /** Undefined when it is not known what is called. */
  result(): Values | undefined {
    const { callee, args, isNew, context } = this;
    switch (callee.kind) {
      case 'libraryCall':
        return this.libraryCall(callee.name, callee.library);
      case 'function': {
        const shape = this.enter(callee, args);
        if (!shape) return undefined;
        const instance: Value = { ...callee, kind: 'instance', of: 'function' };
        if (!isNew) return context.slot(callee.file, shape.returns);
        context.addToSlot(callee.file, shape.self, valuesOf(instance));
        return valuesOf(instance);
      }
      case 'applied': {
        const shape = this.enter({ ...callee, kind: 'function' }, args.slice(1));
        if (!shape) return undefined;
        const [self] = args;
        if (self) context.addToSlot(callee.file, shape.self, self);
        if (callee.how === 'call') return context.slot(callee.file, shape.returns);
        return valuesOf({ kind: 'function', file: callee.file, id: callee.id });
      }
      case 'class': {
        const constructs = context.programOf(callee.file)?.classes[callee.id]?.constructs;
        if (constructs !== undefined) this.enter({ kind: 'function', file: callee.file, id: constructs }, args);
        else this.constructParent(callee.file, callee.id);
        return valuesOf({ ...callee, kind: 'instance', of: 'class' });
      }
      case 'builtin':
        return this.builtin(callee.name);
      default:
        return undefined;
    }
  }

  private libraryCall(name: string, library: Library): Values | undefined {
    const { args, context } = this;
    if (library === 'tx2') return undefined;
    if (name === 'init') return valuesOf({ kind: 'library', library });
    if (name === 'getConf' || name === 'initModule') context.obtain();
    if (name === 'getConf') return valuesOf({ kind: 'conf', source: 'options' });
    if (name !== 'initModule') return undefined;
    const [own, callback] = args;
    context.ownOptions(own ?? noValues, args.length > 0);
    const conf = valuesOf({ kind: 'conf', source: 'options' });
    if (!callback) return conf;
    const entered = [...callback.values()].map((value) =>
      value.kind === 'function' ? this.enter(value, [noValues, conf]) : undefined,
    );
    if (!entered.some(Boolean)) context.passOn(conf);
    return unite(
      [...callback.values()].map((value, index) => {
        const shape = entered[index];
        return shape && value.kind === 'function' ? context.slot(value.file, shape.returns) : noValues;
      }),
    );
  }

  private builtin(name: string): Values | undefined {
    const [first] = this.args;
    if (HARMLESS.test(name)) return noValues;
    if (name === 'JSON.parse') {
      const isConf = [...(first?.values() ?? [])].some(({ kind }) => kind === 'confText');
      return isConf ? valuesOf({ kind: 'conf', source: 'module_conf' }) : noValues;
    }
    if (name !== 'Object.assign') return undefined;
    const all = unite(this.args);
    this.context.passOn(unite(this.args.slice(1)));
    const isConf = [...all.values()].some(({ kind }) => kind === 'conf');
    return isConf ? valuesOf({ kind: 'conf', source: 'merged' }) : all;
  }

  private constructParent(file: string, id: number): void {
    const parent = this.context.programOf(file)?.classes[id]?.parent;
    if (!parent) return;
    for (const value of this.context.evaluate(parent, file).values()) {
      if (value.kind !== 'class' || (value.file === file && value.id === id)) continue;
      new Call(value, this.args, true, this.context).result();
    }
  }

  private enter({ file, id }: Value & { kind: 'function' }, args: readonly Values[]): FunctionShape | undefined {
    const shape = this.context.programOf(file)?.functions[id];
    if (!shape) return undefined;
    args.forEach((values, index) => {
      const slot = shape.params[index];
      if (slot === undefined) this.context.passOn(values);
      else this.context.addToSlot(file, slot, values);
    });
    return shape;
  }
}
