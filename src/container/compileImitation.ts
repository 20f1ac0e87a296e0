import Module from 'node:module';
import path from 'node:path';
import { compileFunction, Script } from 'node:vm';
import type { Compile, LoadingModule } from './nodeLoader';

/** What Node gives to the function that it makes of a file. */
const PARAMETERS = ['exports', 'require', 'module', '__filename', '__dirname'];
/** The second line of a stack trace: in which file something was called, and where. */
const CALLER = /^.*\n.*\n +at \S+ \((.+):(\d+):(\d+)\)/;
/** The stack trace, to the end of that line. */
const TOP = /^.*\n.*\n.*/;

/** The function that Node makes of a file, and the text that it was made of. */
export interface Compiled {
  readonly content: string;
  readonly run: (this: unknown, ...values: unknown[]) => unknown;
}

/** A call, and what is to be done after it. */
interface Call {
  readonly run: (this: never, ...values: never[]) => unknown;
  readonly self: unknown;
  readonly values: readonly unknown[];
  readonly done: () => void;
}

/** What Node makes of a CommonJS file, as long as that has neither `import()` nor a source map. Throws its syntax errors. */
export function compileAsNode(content: string, filename: string): Compiled['run'] {
  return compileFunction(content, PARAMETERS, { filename }) as Compiled['run'];
}

/**
 * A function that does what Node's `Module.prototype._compile` does, but runs what `take` knows already. Node's own stands
 * between any two files in a stack trace: this one stands there under its name and at its place. Nothing is returned where
 * a stack trace would not have the same text.
 */
export function imitateCompile(
  nodeCompile: Compile,
  take: (file: string, content: string) => Compiled | undefined,
): Compile | undefined {
  const probe = { content: `throw new Error('');`, file: path.join(__dirname, 'probe.js') };
  const run = compileAsNode(probe.content, probe.file);
  const expected = stackOf(nodeCompile, probe);
  const [, file, line, column] = CALLER.exec(expected) ?? [];
  if (file === undefined) return undefined;
  const place = { file, line: Number(line), column: Number(column) };
  const flags = executionFlags(nodeCompile, probe.file);
  const standIn = (known: typeof take): Compile =>
    createAt(place, (...what) => callOf(nodeCompile, known, flags, what));
  const seen = stackOf(
    standIn(() => ({ ...probe, run })),
    probe,
  );
  return TOP.exec(seen)?.[0] === TOP.exec(expected)?.[0] ? standIn(take) : undefined;
}

function callOf(
  nodeCompile: Compile,
  take: (file: string, content: string) => Compiled | undefined,
  flags: readonly symbol[],
  [module, content, file, format]: CompileCall,
): Call {
  Reflect.deleteProperty(module, '_compile');
  const known = format === undefined || format === 'commonjs' ? take(file, content) : undefined;
  if (!known) return { run: nodeCompile, self: module, values: [content, file, format], done: () => undefined };
  const require = nodeCompile.call(module, 'return require', file, 'commonjs'); // the one that Node makes for this module
  const mark = (isExecuting: boolean) => {
    for (const flag of flags) Reflect.set(module, flag, isExecuting);
  };
  mark(true);
  const values = [module.exports, require, module, file, path.dirname(file)];
  return { run: known.run, self: module.exports, values, done: () => mark(false) };
}

/** Where something stands: line and column count from 1. */
interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

type CompileCall = [module: LoadingModule, ...Parameters<Compile>];

/** Makes a function whose only call stands, for V8, at that place of that file, in a function of that name. */
function createAt({ file, line, column }: Place, prepare: (...what: CompileCall) => Call): Compile {
  const source = `'use strict'; (apply, prepare) => { const Module = { prototype: {} };
Module.prototype._compile = function (...what) { const { run, self, values, done } = prepare(this, ...what); const result =
${' '.repeat(column - 1)}apply(run, self, values);
done(); return result; }; return Module.prototype._compile; }`;
  const create = new Script(source, { filename: file, lineOffset: line - 3 }).runInThisContext() as (
    apply: typeof Reflect.apply,
    then: typeof prepare,
  ) => Compile;
  return create(Reflect.apply, prepare);
}

/** The symbols that say, on a module, that its code is being run: Node looks at them when ES modules require each other. */
function executionFlags(nodeCompile: Compile, file: string): symbol[] {
  const module = createModule(file);
  const marked = 'return Object.getOwnPropertySymbols(module).filter((each) => module[each] === true)';
  const flags = nodeCompile.call(module, marked, file, 'commonjs') as symbol[];
  return flags.filter((each) => Reflect.get(module, each) === false);
}

function stackOf(compile: Compile, { content, file }: { readonly content: string; readonly file: string }): string {
  const module = createModule(file);
  module._compile = compile;
  try {
    module._compile(content, file, 'commonjs');
    return '';
  } catch (error) {
    return (error as Error).stack ?? '';
  }
}

function createModule(file: string): LoadingModule {
  const module = new Module(file) as LoadingModule;
  module.filename = file;
  module.paths = [];
  return module;
}
