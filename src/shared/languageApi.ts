import type { Message } from '../base/message';

/** A package.json as it stands in the editor, saved or not. */
export interface ManifestDocument {
  /** Absolute path. */
  readonly file: string;
  readonly text: string;
}

/** Part of a text, in UTF-16 units from its beginning; `to` is behind it. */
export interface TextRange {
  readonly from: number;
  readonly to: number;
}

export interface TextChange extends TextRange {
  readonly text: string;
}

/** What is wrong with a package.json, for its author. */
export interface ManifestProblem extends TextRange {
  /** Stable name of the rule, such as `bin-string`. */
  readonly code: string;
  /** `error`: PM2 refuses or cannot start it. `info`: it differs from here. `hint`: worth knowing, nothing to mend. */
  readonly severity: 'error' | 'warning' | 'info' | 'hint';
  readonly message: Message;
}

/** A mechanical way out of a problem. */
export interface ManifestFix {
  readonly problem: ManifestProblem;
  readonly title: Message;
  readonly change?: TextChange;
  /** Absolute path of a file to make, empty. */
  readonly createFile?: string;
  /** It is the one that is most probably meant. */
  readonly isPreferred: boolean;
}

/** What is known of an option of an `apps` entry; values are JSON. */
export interface AppOptionFacts {
  readonly name: string;
  /** Other names that PM2 takes. */
  readonly aliases: readonly string[];
  readonly about: Message;
  /** Ends the sentence "it must be …". */
  readonly takes: Message;
  readonly default?: string;
  readonly examples: readonly string[];
  /** `forced`: PM2 overrides it for a module. `inert`: PM2 acts on it, here it has no effect. */
  readonly effect?: 'forced' | 'inert';
}

export interface ManifestCompletion {
  readonly label: string;
  readonly kind: 'option' | 'value' | 'file' | 'folder' | 'snippet';
  /** Replaces `range`. */
  readonly insert: string;
  readonly isSnippet: boolean;
  readonly range: TextRange;
  /** Completions are offered in the order of these. */
  readonly order: string;
  readonly option?: AppOptionFacts;
  readonly about?: Message;
  /** It is only useful when another completion follows, as a folder is. */
  readonly continues: boolean;
}

/** One of the module's own options. Values are JSON, and dots where they are a secret. */
export interface OptionFacts {
  readonly key: string;
  readonly default?: string;
  /** As `module_conf.json` has it. */
  readonly override?: string;
  /** What `initModule` hands over. */
  readonly effective: string;
  /** Of the effective value. */
  readonly type: Message;
  /** Where a value does not reach the module as it stands. */
  readonly notes: readonly Message[];
}

export type ManifestHover = TextRange &
  (
    | { readonly kind: 'key'; readonly name: string; readonly about: Message }
    | { readonly kind: 'option'; readonly option: AppOptionFacts }
    | { readonly kind: 'config'; readonly option: OptionFacts }
  );

/** The `config` of a module's package.json, and what `module_conf.json` makes of it. */
export interface ManifestConfiguration extends TextRange {
  readonly module: string;
  /** How many options `module_conf.json` sets, also those that `config` does not have. */
  readonly overridden: number;
  /** Those of `config`; the range is that of the default. */
  readonly options: readonly (OptionFacts & TextRange)[];
}

/**
 * What the core tells the editor about a package.json. Text that is only half typed is read as far as it goes, and a
 * package.json that is no module's has no problems, hovers or configuration.
 */
export interface ManifestLanguageCalls {
  manifestProblems(document: ManifestDocument): Promise<readonly ManifestProblem[]>;
  /** The fixes of the problems that touch a range. */
  manifestFixes(document: ManifestDocument, range: TextRange): Promise<readonly ManifestFix[]>;
  manifestCompletions(document: ManifestDocument, offset: number): Promise<readonly ManifestCompletion[]>;
  manifestHover(document: ManifestDocument, offset: number): Promise<ManifestHover | undefined>;
  manifestConfiguration(document: ManifestDocument): Promise<ManifestConfiguration | undefined>;
}
