import { dirname } from 'node:path';
import { languages, window, workspace, type TextDocument } from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable';
import { Emitter } from '../../../base/event';
import type { Configurations } from '../../configurations';
import type { Mirror } from '../../mirror';
import { manifestSelector, mayBeModule } from './documents';

/** Which of the documents in the editor are modules' package.json, and when what is said of them may be another. */
export class ModuleManifests implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly configurationEmitter = this.disposables.add(new Emitter<void>());
  private readonly filesEmitter = this.disposables.add(new Emitter<void>());

  /** Options may have other values. */
  readonly onDidChangeConfiguration = this.configurationEmitter.event;
  /** Files that a package.json names may have come or gone, or load something else. */
  readonly onDidChangeFiles = this.filesEmitter.event;

  constructor(
    private readonly mirror: Mirror,
    private readonly configurations: Configurations,
  ) {
    const fireFiles = (): void => this.filesEmitter.fire();
    this.disposables.add(workspace.onDidCreateFiles(fireFiles));
    this.disposables.add(workspace.onDidDeleteFiles(fireFiles));
    this.disposables.add(workspace.onDidRenameFiles(fireFiles));
    this.disposables.add(workspace.onDidSaveTextDocument(fireFiles));
    // What happened in a terminal or another program shows when the editor is looked at again.
    this.disposables.add(window.onDidChangeWindowState(({ focused }) => (focused ? fireFiles() : undefined)));
    this.disposables.add(configurations.onDidChange(() => this.configurationEmitter.fire()));
  }

  /** Those that are open. */
  get open(): readonly TextDocument[] {
    return workspace.textDocuments.filter((document) => isManifest(document) && this.mayBe(document));
  }

  /** Whether the core may have something to say about a package.json. */
  mayBe(document: TextDocument): boolean {
    return mayBeModule(document, (file) => this.mirror.modules.some(({ folder }) => folder === dirname(file)));
  }

  /** To be called by who shows values of a module's options: from then on changes of them are told. */
  followConfiguration(document: TextDocument): void {
    // Without an answer there is nothing to follow; the next question asks again.
    this.configurations.fetch(dirname(document.uri.fsPath)).catch(() => undefined);
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

export function isManifest(document: TextDocument): boolean {
  return languages.match(manifestSelector, document) > 0;
}
