/** A piece of a text, by its UTF-16 offsets. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** How a name stands in the text: `.name`, `'name'` (span with quotes), `name:` in a pattern, or `{ name }` for both. */
export type KeyForm = 'dot' | 'quoted' | 'property' | 'shorthand';

/** A name by which a property is reached. */
export interface KeyPlace extends Span {
  readonly name: string;
  readonly form: KeyForm;
  readonly isWrite: boolean;
}

/** The number of something that holds values: a variable, what a function returns, its `this`. */
export type Slot = number;

/** An expression, in so far as the configuration can flow through it. */
export type Term =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'slot'; readonly slot: Slot }
  | { readonly kind: 'global'; readonly name: GlobalName }
  | { readonly kind: 'text'; readonly key: KeyPlace }
  | { readonly kind: 'module'; readonly specifier: string }
  | { readonly kind: 'member'; readonly of: Term; readonly key: KeyPlace }
  | { readonly kind: 'indexed'; readonly of: Term; readonly by: Term }
  | { readonly kind: 'call'; readonly callee: Term; readonly args: readonly Term[]; readonly isNew: boolean }
  | { readonly kind: 'parent'; readonly ofClass: number }
  | { readonly kind: 'function'; readonly id: number }
  | { readonly kind: 'class'; readonly id: number }
  | { readonly kind: 'object'; readonly id: number }
  | { readonly kind: 'either'; readonly of: readonly Term[] }
  /** A new object with what these hold: `{ ...conf }`, `const { a, ...rest } = conf`. */
  | { readonly kind: 'copy'; readonly of: readonly Term[] }
  /** Goes where this analysis does not look. */
  | { readonly kind: 'gone'; readonly of: readonly Term[] };

/** What the language and Node give without an import. */
export type GlobalName = 'module' | 'process' | 'JSON' | 'Object' | 'console';

export interface FunctionShape {
  /** A slot for each parameter; those that are patterns are taken apart by flows. */
  readonly params: readonly Slot[];
  readonly returns: Slot;
  readonly self: Slot;
}

export interface ClassShape {
  readonly parent: Term;
  readonly self: Slot;
  readonly constructs: number | undefined;
  readonly methods: readonly PropertyShape[];
}

export interface PropertyShape {
  readonly name: string;
  readonly value: Term;
}

/** What one file says about where values come from and go to: enough to follow the configuration, and nothing more. */
export interface Program {
  readonly functions: readonly FunctionShape[];
  readonly classes: readonly ClassShape[];
  /** The first is the file's `exports`. */
  readonly objects: readonly (readonly PropertyShape[])[];
  readonly flows: readonly { readonly into: Slot; readonly from: Term }[];
  readonly writes: readonly { readonly object: Term; readonly key: KeyPlace; readonly from: Term }[];
  readonly effects: readonly Term[];
  /** Where packages are named that are imported. */
  readonly imports: readonly { readonly specifier: string; readonly span: Span }[];
  /** Specifiers of `export * from`. */
  readonly exportsAll: readonly string[];
  readonly isEsm: boolean;
  /** Variables that the code gives a type of their own. */
  readonly typed: ReadonlySet<Slot>;
}

export const nothing: Term = { kind: 'nothing' };

/** `module.exports`. */
export const MODULE_EXPORTS: Slot = 0;
/** `exports`: the object that `module.exports` is at first. */
export const EXPORTS_OBJECT = 0;
