import { basename } from 'node:path';
import { workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { singleFlight } from '../base/singleFlight';
import type { ActiveModule } from './activeModule';
import { packageFolders } from './moduleFolders';

/** The folder whose options are shown: that of the active module, or of a module that is open and not installed. */
export class ConfigurationFolder implements Disposable {
  private readonly store = new DisposableStore();
  private readonly emitter = this.store.add(new Emitter<void>());
  private open: string | undefined;
  private shown: string | undefined;
  private readonly look = singleFlight(() => this.lookAtFolders());
  readonly onDidChange = this.emitter.event;

  constructor(private readonly active: ActiveModule) {
    this.store.add(active.onDidChange(() => this.follow()));
    this.store.add(workspace.onDidChangeWorkspaceFolders(() => void this.look()));
    this.store.add(
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (basename(uri.path) === 'package.json') void this.look();
      }),
    );
    void this.look();
  }

  get folder(): string | undefined {
    const { module } = this.active;
    return module && module.kind !== 'recording' ? module.folder : this.open;
  }

  dispose(): void {
    this.store.dispose();
  }

  private async lookAtFolders(): Promise<void> {
    this.open = (await packageFolders()).find(({ isModule }) => isModule)?.uri.fsPath;
    this.follow();
  }

  private follow(): void {
    if (this.folder === this.shown) return;
    this.shown = this.folder;
    this.emitter.fire();
  }
}
