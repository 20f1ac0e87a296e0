import { existsSync } from 'node:fs';
import type { Memento } from 'vscode';
import type { Log } from '../base/log';
import type { FolderSettings } from '../shared/coreApi';
import type { ModuleId } from '../shared/module';
import type { CoreClient } from './coreClient';
import type { Mirror } from './mirror';

/** Where the folders of this workspace's modules are remembered. */
const FOLDERS_KEY = 'installedFolders';

export interface InstallationOptions {
  readonly core: CoreClient;
  readonly mirror: Mirror;
  /** The workspace's memory. */
  readonly memory: Memento;
  readonly settingsOf: (folder: string) => FolderSettings;
  readonly log: Log;
}

/** What is installed in this window, remembered so that a reload starts it again. */
export class Installation {
  private readonly underWay = new Map<string, Promise<ModuleId>>();

  constructor(private readonly options: InstallationOptions) {}

  get folders(): readonly string[] {
    return this.options.memory.get<readonly string[]>(FOLDERS_KEY, []);
  }

  /**
   * Installs and starts a folder; whoever asks for one that is being installed shares it. A module that crashed at once
   * stays installed: its next save may mend it.
   */
  install(folder: string): Promise<ModuleId> {
    return this.adopt(folder, () => this.options.core.calls.installFolder(folder, this.options.settingsOf(folder)));
  }

  /** The same for a folder that runs in another window, which gives it up. */
  takeOver(folder: string): Promise<ModuleId> {
    return this.adopt(folder, () => this.options.core.calls.takeOver(folder, this.options.settingsOf(folder)));
  }

  async uninstall(id: ModuleId): Promise<void> {
    const folder = this.options.mirror.module(id)?.folder;
    await this.options.core.calls.uninstall(id);
    if (folder !== undefined) await this.forget(folder);
  }

  /** Installs what was installed before a reload or a crash. Gives what failed, without what is there all the same. */
  async restore(): Promise<readonly unknown[]> {
    const { mirror, log } = this.options;
    const failures: unknown[] = [];
    const restoreOne = async (folder: string): Promise<void> => {
      if (mirror.moduleInFolder(folder)) return;
      if (!existsSync(folder)) {
        log.info(`${folder} is gone: its module is not installed again.`);
        await this.forget(folder);
        return;
      }
      try {
        await this.install(folder);
      } catch (error) {
        log.warn(`${folder}: ${String(error)}`);
        if (mirror.moduleInFolder(folder)) return;
        failures.push(error);
        await this.remember(folder); // what is in its way now may be gone after the next reload
      }
    };
    await Promise.all(this.folders.map(restoreOne));
    return failures;
  }

  /** The core let go of a module unasked, such as one that another window took over. */
  async forget(folder: string): Promise<void> {
    if (!this.folders.includes(folder)) return;
    await this.options.memory.update(
      FOLDERS_KEY,
      this.folders.filter((other) => other !== folder),
    );
  }

  private adopt(folder: string, install: () => Promise<ModuleId>): Promise<ModuleId> {
    const underWay = this.underWay.get(folder);
    if (underWay) return underWay;
    const adopting = this.adoptAlone(folder, install).finally(() => this.underWay.delete(folder));
    this.underWay.set(folder, adopting);
    return adopting;
  }

  private async adoptAlone(folder: string, install: () => Promise<ModuleId>): Promise<ModuleId> {
    await this.remember(folder);
    try {
      return await install();
    } catch (error) {
      if (!this.options.mirror.moduleInFolder(folder)) await this.forget(folder);
      throw error;
    }
  }

  private async remember(folder: string): Promise<void> {
    if (!this.folders.includes(folder)) await this.options.memory.update(FOLDERS_KEY, [...this.folders, folder]);
  }
}
