import type { Message } from '../base/message';
import type { ModuleProblem } from './module';
import type { Json } from './probe';

/** One option of a module: its default, what `module_conf.json` says, and what the module gets. */
export interface OptionSnapshot {
  /** How it is addressed within its module, as `pm2 set module:key` does: `days_interval`, `a:b:c`. */
  readonly key: string;
  /** The last part of the key, as it stands in the file. */
  readonly name: string;
  readonly path: readonly string[];
  /** From the manifest's `config`; absent when only `module_conf.json` has it. */
  readonly default?: Json;
  /** As it stands in `module_conf.json`, mostly text; absent when it is not set. */
  readonly override?: Json;
  /** What `initModule` hands out; absent when that is nothing. */
  readonly effective?: Json;
  /** Its values must not be shown unasked: because of its own name, or one above it. */
  readonly isSecret: boolean;
  /** Why the override does not reach the module as it stands there. */
  readonly note?: Message;
  /** The members of an object, each an option that can be set alone. */
  readonly members: readonly OptionSnapshot[];
}

/** A module's options, as its next life gets them. */
export interface ConfigurationSnapshot {
  /** Absolute path of the module's folder, as it was asked for. */
  readonly folder: string;
  /** The module's name: its section of `module_conf.json`. */
  readonly module: string;
  /** Absolute path of its package.json. */
  readonly manifest: string;
  /** Absolute path of `module_conf.json`, which need not exist. */
  readonly file: string;
  /** Those of the manifest in its order, then what only `module_conf.json` has. */
  readonly options: readonly OptionSnapshot[];
  /** Why `module_conf.json` cannot be used; then nothing counts as overridden. */
  readonly problem?: ModuleProblem;
  /** Why package.json cannot be used; the options are then those of the last time that it could, or none. */
  readonly manifestProblem?: ModuleProblem;
}

/** What would come of a text as the value of an option. */
export interface OptionCheck {
  /** What the module would get; absent when that is nothing. */
  readonly effective?: Json;
  /** `error`: it does not fit the default's type. `warning`: the module gets something else than what stands there. */
  readonly severity?: 'error' | 'warning';
  readonly message?: Message;
}

/** A place in a file. Line and column count from 1. */
export interface OptionPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/**
 * Calls about the options of the module in a folder, whether it is installed or not. `key` is that of an
 * {@link OptionSnapshot}, or any text that addresses one; `folder` is an absolute path.
 */
export interface ConfigurationCalls {
  /** The options as they are now. From then on every change of them is told by `configurationChanged`. */
  configuration(folder: string): Promise<ConfigurationSnapshot>;
  /**
   * Does what `pm2 set` does: writes the text and has the module restarted. Where the default is a list or an object, text
   * that is one in JSON is written as such.
   */
  setOption(folder: string, key: string, text: string): Promise<void>;
  /** What `pm2 multiset` does: keys and values in turn, divided by spaces, all in one change. */
  setOptions(folder: string, pairs: string): Promise<void>;
  /** What `pm2 unset` does, and then the module is restarted: the default is back. */
  unsetOption(folder: string, key: string): Promise<void>;
  /** Takes out all that is set for the module. */
  unsetAll(folder: string): Promise<void>;
  /** What stands in `module_conf.json` under the key, as `pm2 get`; undefined when it is not set. */
  getOption(folder: string, key: string): Promise<Json | undefined>;
  checkOption(folder: string, key: string, text: string): Promise<OptionCheck>;
  /** Where the key stands in `module_conf.json`, or in package.json; the nearest place above it when it does not. */
  placeOfOption(folder: string, key: string | undefined, file: 'override' | 'default'): Promise<OptionPlace>;
}
