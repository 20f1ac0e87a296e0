import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { ConfigurationSnapshot } from '../shared/configurationApi';
import type { CoreCalls } from '../shared/coreApi';
import type { CoreClient } from './coreClient';
import type { Mirror } from './mirror';

/** The options of modules, by folder, as the core last told them. */
export class Configurations implements Disposable {
  private readonly store = new DisposableStore();
  private readonly byFolder = new Map<string, ConfigurationSnapshot>();
  private readonly asked = new Map<string, Promise<ConfigurationSnapshot>>();
  private readonly emitter = this.store.add(new Emitter<string>());

  /** The folder whose options are known now, or are others. */
  readonly onDidChange = this.emitter.event;

  constructor(private readonly core: Pick<CoreClient, 'calls' | 'onDidStart'>) {
    // Another core follows no folder yet.
    this.store.add(core.onDidStart(() => this.forget()));
  }

  /** What is known of a folder's options; undefined before they were fetched. */
  get(folder: string): ConfigurationSnapshot | undefined {
    return this.byFolder.get(folder);
  }

  /** Asks for the options once; from then on changes of them are told, and {@link get} knows them. Starts the core. */
  async fetch(folder: string): Promise<ConfigurationSnapshot> {
    const known = this.asked.get(folder);
    if (known) return known;
    const { calls } = this.core; // may start the core, of which nothing was asked before
    const asked = this.ask(calls, folder);
    this.asked.set(folder, asked);
    asked.catch(() => this.asked.delete(folder));
    return asked;
  }

  /** As they are this very moment. */
  async fetchAgain(folder: string): Promise<ConfigurationSnapshot> {
    const configuration = await this.core.calls.configuration(folder);
    this.changed({ ...configuration, folder });
    return configuration;
  }

  /** Has the options of a folder looked at again, if anybody ever asked for them. */
  refresh(folder: string): void {
    if (this.byFolder.has(folder)) void this.fetchAgain(folder).catch(() => undefined); // told where they are asked for
  }

  /** Fetches the options of every module that runs, until the result is disposed. */
  follow(mirror: Pick<Mirror, 'modules' | 'onDidChangeModule'>): Disposable {
    const fetchAll = (): void => {
      for (const { folder, kind } of mirror.modules) {
        // What cannot be fetched is told where somebody asks for it.
        if (kind !== 'recording' && !this.asked.has(folder)) void this.fetch(folder).catch(() => undefined);
      }
    };
    fetchAll();
    return mirror.onDidChangeModule(fetchAll);
  }

  changed(configuration: ConfigurationSnapshot): void {
    this.byFolder.set(configuration.folder, configuration);
    this.emitter.fire(configuration.folder);
  }

  dispose(): void {
    this.store.dispose();
  }

  private async ask(calls: CoreCalls, folder: string): Promise<ConfigurationSnapshot> {
    const configuration = await calls.configuration(folder);
    // What was told meanwhile is newer.
    if (!this.byFolder.has(folder)) this.changed({ ...configuration, folder });
    return configuration;
  }

  private forget(): void {
    const folders = [...this.byFolder.keys()];
    this.byFolder.clear();
    this.asked.clear();
    for (const folder of folders) this.emitter.fire(folder);
  }
}
