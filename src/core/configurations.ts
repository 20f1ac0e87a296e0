import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { DisposableStore, type Disposable } from '../base/disposable';
import { UserError } from '../base/errors';
import type { Log } from '../base/log';
import { message } from '../base/message';
import { singleFlight } from '../base/singleFlight';
import type {
  ConfigurationCalls,
  ConfigurationSnapshot,
  OptionCheck,
  OptionPlace,
  OptionSnapshot,
} from '../shared/configurationApi';
import type { ModuleProblem } from '../shared/module';
import type { Json } from '../shared/probe';
import { checkOption, storedValue } from './configuration/checkOption';
import { removal, valueAt } from './configuration/confText';
import { splitOptionKey, splitPairs } from './configuration/optionKey';
import { optionSnapshots } from './configuration/optionSnapshots';
import type { OptionsFile } from './configuration/optionsFile';
import { readJsonText } from './manifest/jsonText';
import type { Manifest } from './manifest/manifest';
import { readDefaults, type Defaults } from './manifest/readDefaults';

/** Folders whose options are told without being asked again; those that were asked for last stay. */
const MAX_FOLLOWED = 50;

export interface ConfigurationsOptions {
  readonly file: OptionsFile;
  /** The manifest that the module of a folder runs with, where it is installed. */
  readonly runningManifest: (folder: string) => Promise<Manifest | undefined>;
  readonly tell: (configuration: ConfigurationSnapshot) => void;
  readonly log: Log;
}

/** The options of modules in folders, installed or not: what they are, and changes of them. */
export class Configurations implements ConfigurationCalls, Disposable {
  private readonly store = new DisposableStore();
  /** By folder what was last told. */
  private readonly followed = new Map<string, ConfigurationSnapshot | undefined>();
  private readonly lastDefaults = new Map<string, Defaults>();
  /** Tells what is other than it was when it was last told. */
  readonly refresh = singleFlight(() => this.tellChanges());

  constructor(private readonly options: ConfigurationsOptions) {
    const { file } = options;
    this.store.add(file.onDidChange(() => void this.refresh()));
    this.store.add(file.onDidChangeProblem(() => void this.refresh()));
  }

  async configuration(folder: string): Promise<ConfigurationSnapshot> {
    await this.options.file.watch();
    const snapshot = await this.snapshot(path.resolve(folder));
    this.remember(snapshot);
    return snapshot;
  }

  async setOption(folder: string, key: string, text: string): Promise<void> {
    const { module, options } = await this.snapshot(path.resolve(folder));
    const option = findOption(options, key);
    const value = storedValue(text, option?.default);
    const place = [module, ...(option?.path ?? splitOptionKey(key))];
    await this.options.file.edit(() => [{ path: place, value }]);
  }

  async setOptions(folder: string, pairs: string): Promise<void> {
    const { module, options } = await this.snapshot(path.resolve(folder));
    const edits = splitPairs(pairs).map(([key, text]) => {
      const option = findOption(options, key);
      return {
        path: [module, ...(option?.path ?? splitOptionKey(key))],
        value: storedValue(text, option?.default),
      };
    });
    await this.options.file.edit(() => edits);
  }

  async unsetOption(folder: string, key: string): Promise<void> {
    const { module, options } = await this.snapshot(path.resolve(folder));
    const place = [module, ...(findOption(options, key)?.path ?? splitOptionKey(key))];
    await this.options.file.edit((sections) => [removal(sections, place)]);
  }

  /** The section stays: without one, PM2 gives a running module its old options again. */
  async unsetAll(folder: string): Promise<void> {
    const { module } = await this.snapshot(path.resolve(folder));
    await this.options.file.edit((sections) =>
      Object.hasOwn(sections, module) ? [{ path: [module], value: {} }] : [],
    );
  }

  async getOption(folder: string, key: string): Promise<Json | undefined> {
    const { module, options } = await this.snapshot(path.resolve(folder));
    const { sections } = await this.options.file.read();
    return valueAt(sections, [module, ...(findOption(options, key)?.path ?? splitOptionKey(key))]);
  }

  async checkOption(folder: string, key: string, text: string): Promise<OptionCheck> {
    const { options } = await this.snapshot(path.resolve(folder));
    return checkOption(text, findOption(options, key));
  }

  async placeOfOption(folder: string, key: string | undefined, where: 'override' | 'default'): Promise<OptionPlace> {
    const { module, manifest, file, options } = await this.snapshot(path.resolve(folder));
    const option = key === undefined ? [] : (findOption(options, key)?.path ?? splitOptionKey(key));
    const target = where === 'override' ? file : manifest;
    const text = await readFile(target, 'utf8').catch((error: unknown) => {
      throw new UserError(message('{0} cannot be opened: nothing was set with it yet.', target), [], { cause: error });
    });
    const parsed = readJsonText(text);
    if (parsed.kind === 'broken') return { file: target, ...parsed.position };
    return { file: target, ...parsed.positionOf([where === 'override' ? module : 'config', ...option]) };
  }

  dispose(): void {
    this.store.dispose();
  }

  private async tellChanges(): Promise<void> {
    for (const [folder, last] of [...this.followed]) {
      try {
        const snapshot = await this.snapshot(folder);
        if (!this.followed.has(folder) || isDeepStrictEqual(snapshot, last)) continue;
        this.followed.set(folder, snapshot);
        this.options.tell(snapshot);
      } catch (error) {
        this.options.log.warn(`${folder}: ${String(error)}`);
      }
    }
  }

  private remember(snapshot: ConfigurationSnapshot): void {
    this.followed.delete(snapshot.folder);
    this.followed.set(snapshot.folder, snapshot);
    const [oldest] = this.followed.keys();
    if (this.followed.size > MAX_FOLLOWED && oldest !== undefined) this.followed.delete(oldest);
  }

  private async snapshot(folder: string): Promise<ConfigurationSnapshot> {
    const [conf, { defaults, problem }] = await Promise.all([this.options.file.read(), this.defaults(folder)]);
    return {
      folder,
      module: defaults.name,
      manifest: path.join(folder, 'package.json'),
      file: conf.file,
      options: optionSnapshots(defaults, conf.sections[defaults.name]),
      ...(conf.problem && { problem: conf.problem }),
      ...(problem && { manifestProblem: problem }),
    };
  }

  /** What runs has the defaults that it was started with; else those that the file says. */
  private async defaults(folder: string): Promise<{ readonly defaults: Defaults; readonly problem?: ModuleProblem }> {
    const running = await this.options.runningManifest(folder).catch(() => undefined);
    try {
      const defaults = await readDefaults(folder);
      this.lastDefaults.set(folder, defaults);
      return { defaults: running ?? defaults };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const last = this.lastDefaults.get(folder) ?? { name: path.basename(folder), config: {} };
      return { defaults: running ?? last, problem: { message: error.detail, remedies: error.remedies } };
    }
  }
}

/** A name with colons in it may be given as it is. */
function findOption(options: readonly OptionSnapshot[], key: string): OptionSnapshot | undefined {
  const all = flatten(options);
  return all.find((option) => option.key === key) ?? options.find(({ name }) => name === key);
}

function flatten(options: readonly OptionSnapshot[]): OptionSnapshot[] {
  return options.flatMap((option) => [option, ...flatten(option.members)]);
}
