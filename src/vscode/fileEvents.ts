import { workspace, type Uri } from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { FileEvent } from '../shared/coreApi';
import type { CoreClient } from './coreClient';

/** Tells the core what the editor itself saves, makes, moves and deletes: watchers are blind on some file systems. */
export function fileEvents(core: CoreClient): Disposable {
  const tell = (kind: FileEvent['kind'], { scheme, fsPath }: Uri): void => {
    if (scheme === 'file') core.tell((calls) => calls.fileChanged({ kind, path: fsPath }));
  };
  const disposables = new DisposableStore();
  disposables.add(workspace.onDidSaveTextDocument(({ uri }) => tell('saved', uri)));
  disposables.add(workspace.onDidCreateFiles(({ files }) => files.forEach((uri) => tell('created', uri))));
  disposables.add(workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => tell('deleted', uri))));
  disposables.add(
    workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) {
        tell('deleted', oldUri);
        tell('created', newUri);
      }
    }),
  );
  return disposables;
}
