/** A place in a file; both count from 0, characters in UTF-16 units, as in the editor. */
export interface TextPlace {
  readonly line: number;
  readonly character: number;
}

export interface TextRange {
  readonly start: TextPlace;
  readonly end: TextPlace;
}

/** What is asked about a module's code. Paths are absolute. */
export interface SourceRequest {
  /** The folder of the workspace that the file lies in: nothing outside is read. */
  readonly folder: string;
  /** A source file, or package.json. */
  readonly file: string;
  /** Texts that the editor has changed and not saved, and the one that is asked about. They count instead of the files. */
  readonly texts: readonly { readonly file: string; readonly text: string }[];
}

/** An option of the module, as its package.json declares it. */
export interface ConfigKey {
  readonly name: string;
  /** The name, without its quotes. */
  readonly range: TextRange;
  /** What `typeof` says of the default; `null` and `array` besides. */
  readonly type: 'string' | 'number' | 'boolean' | 'object' | 'array' | 'null';
  /** The default, as JSON. */
  readonly default: string;
  /** What the README says of it; from the workspace. */
  readonly description?: string;
}

/** A place where code names an option. */
export interface ConfigUse {
  readonly key: string;
  readonly file: string;
  readonly range: TextRange;
  readonly isWrite: boolean;
}

/** A read of an option that nothing declares. */
export interface UnknownRead extends ConfigUse {
  /** The option that was probably meant. */
  readonly meant?: string;
}

/** Where a module's options are declared and used. */
export interface ConfigUses {
  /** Absolute path of package.json. */
  readonly manifest: string;
  readonly keys: readonly ConfigKey[];
  readonly uses: readonly ConfigUse[];
  /** Names of options that certainly nothing reads. */
  readonly unread: readonly string[];
  readonly unknown: readonly UnknownRead[];
  /** Where code imports pmx, while the module has no types for it. */
  readonly untyped: readonly { readonly file: string; readonly range: TextRange }[];
}

/** What gives a module types for pmx. */
export interface PmxTypes {
  /** Where the types are to be; absent when they are there. */
  readonly file?: string;
  /** The module imports or depends on pmx. */
  readonly isAsked: boolean;
  /** Files that make the editor see the types, with the text that they are to have. */
  readonly projects: readonly { readonly file: string; readonly text: string }[];
}

export interface ConfigCompletion {
  readonly keys: readonly ConfigKey[];
  /** The part of a name that is already there, or an empty range. */
  readonly range: TextRange;
  /** How the names are to be written there: as they are, or within the quotes that stand there. */
  readonly form: 'identifier' | 'quoted';
}

/** A change of a text. */
export interface SourceEdit {
  readonly file: string;
  readonly range: TextRange;
  readonly text: string;
}

/** Calls about a module's code. No code is run for them. Undefined: the file belongs to no module. */
export interface SourceCalls {
  configUses(request: SourceRequest): Promise<ConfigUses | undefined>;
  completeConfig(request: SourceRequest, place: TextPlace): Promise<ConfigCompletion | undefined>;
  /** What is to be changed when an option gets another name. Rejects with why it cannot have that one. */
  renameConfigKey(request: SourceRequest, key: string, name: string): Promise<readonly SourceEdit[]>;
  /** What the module of that package.json or source file needs to have types for pmx. */
  planPmxTypes(request: SourceRequest): Promise<PmxTypes | undefined>;
  /** What is to be changed in package.json so that it declares an option of that name. */
  declareConfigKey(request: SourceRequest, key: string): Promise<readonly SourceEdit[]>;
}
