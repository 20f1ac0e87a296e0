import { basename } from 'node:path';
import { workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { singleFlight } from '../base/singleFlight';
import type { Installation } from './installation';
import type { Problems } from './problems';
import { onDidChangeSettings } from './settings';
import type { RowTree } from './views/rowTree';

export interface StartupOptions {
  readonly installation: Installation;
  readonly problems: Problems;
  readonly modulesTree: RowTree;
  /** Looks at the workspace's folders and installs what is to be installed unasked. */
  readonly lookAtFolders: () => Promise<void>;
}

/** Begins what a window begins by itself: modules of before a reload, modules that are to be installed unasked. */
export class Startup implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly look: () => Promise<void>;
  private begun: Promise<void>;

  constructor({ installation, problems, modulesTree, lookAtFolders }: StartupOptions) {
    this.look = singleFlight(lookAtFolders);
    const restore = async (): Promise<void> => {
      if (workspace.isTrusted) for (const failure of await installation.restore()) problems.show(failure);
    };
    const begin = async (): Promise<void> => {
      await restore();
      await this.look();
    };
    const lookAgain = (): void => problems.guard(this.look());
    this.begun = begin().catch((error: unknown) => problems.show(error));
    this.disposables.add(
      workspace.onDidGrantWorkspaceTrust(() => {
        this.begun = begin().catch((error: unknown) => problems.show(error));
      }),
    );
    this.disposables.add(workspace.onDidChangeWorkspaceFolders(lookAgain));
    this.disposables.add(onDidChangeSettings(lookAgain));
    this.disposables.add(
      workspace.onDidSaveTextDocument(({ uri }) => {
        if (basename(uri.path) === 'package.json') lookAgain();
      }),
    );
    // A package.json may have come from outside the editor while nobody looked.
    this.disposables.add(
      modulesTree.view.onDidChangeVisibility(({ visible }) => {
        if (visible) lookAgain();
      }),
    );
  }

  /** Resolves when nothing that a window begins by itself is under way. */
  async settled(): Promise<void> {
    await this.begun;
    await this.look().catch(() => undefined); // shown where it was begun
  }

  dispose(): void {
    this.disposables.dispose();
  }
}
