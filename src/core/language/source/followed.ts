import type { KeyPlace, Program } from './program';
import type { ConfSource } from './values';

/** A place where code names an option. */
export interface Read {
  readonly file: string;
  readonly key: KeyPlace;
  /** `environment`: a variable that may be an option or anything else. */
  readonly source: ConfSource | 'environment';
  /** The code gives the object a type of its own. */
  readonly isTyped: boolean;
}

/** What the configuration does in a module. */
export interface Followed {
  readonly reads: readonly Read[];
  /** The configuration goes where it cannot be followed, or is indexed by what is not known. */
  readonly isPassedOn: boolean;
  /** The module asks for it at all. */
  readonly isObtained: boolean;
  /** What the module itself puts beside the options; undefined: it cannot be told. */
  readonly ownOptions: ReadonlySet<string> | undefined;
}

export interface Module {
  readonly name: string;
  readonly programs: ReadonlyMap<string, Program>;
  /** The file of the module that a specifier means there: one of the programs, or package.json. */
  readonly resolve: (
    specifier: string,
    from: string,
  ) => { readonly file: string; readonly isManifest: boolean } | undefined;
}
