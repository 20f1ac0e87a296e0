import { basename } from 'node:path';
import { RelativePattern, Uri, window, workspace } from 'vscode';
import { DisposableStore, MutableDisposable, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import { singleFlight } from '../base/singleFlight';
import type { ActiveModule } from './activeModule';
import { packageFolders } from './moduleFolders';

/**
 * The folder whose options are shown: that of the active module, or of one that is open and not installed. Of several
 * of these it is the one whose file was edited last.
 */
export class ConfigurationFolder implements Disposable {
  private readonly store = new DisposableStore();
  private readonly emitter = this.store.add(new Emitter<void>());
  private open: string | undefined;
  private shown: string | undefined;
  private readonly watching = this.store.add(new MutableDisposable<Disposable>());
  private readonly look = singleFlight(() => this.lookAtFolders());
  private readonly manifestEmitter = this.store.add(new Emitter<string>());
  readonly onDidChange = this.emitter.event;
  /** The package.json of the open folder was changed, by whatever program; those of installed ones are watched anyway. */
  readonly onDidChangeManifest = this.manifestEmitter.event;

  constructor(private readonly active: ActiveModule) {
    this.store.add(active.onDidChange(() => this.follow()));
    this.store.add(workspace.onDidChangeWorkspaceFolders(() => void this.look()));
    this.store.add(
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (basename(uri.path) === 'package.json') void this.look();
      }),
    );
    this.store.add(window.onDidChangeActiveTextEditor((editor) => editor && void this.look()));
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
    const modules = (await packageFolders()).flatMap(({ isModule, uri }) => (isModule ? [uri.fsPath] : []));
    const edited = window.activeTextEditor && workspace.getWorkspaceFolder(window.activeTextEditor.document.uri);
    const open = [edited?.uri.fsPath, this.open, ...modules].find((folder) => folder && modules.includes(folder));
    if (this.store.isDisposed) return;
    if (open !== this.open) this.watching.value = open === undefined ? undefined : this.watch(open);
    this.open = open;
    this.follow();
  }

  private watch(folder: string): Disposable {
    const watcher = workspace.createFileSystemWatcher(new RelativePattern(Uri.file(folder), 'package.json'));
    watcher.onDidChange(() => this.manifestEmitter.fire(folder));
    watcher.onDidCreate(() => this.manifestEmitter.fire(folder));
    return watcher;
  }

  private follow(): void {
    if (this.folder === this.shown) return;
    this.shown = this.folder;
    this.emitter.fire();
  }
}
