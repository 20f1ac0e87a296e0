import { dirname } from 'node:path';
import { Uri, workspace, type TextDocument } from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable';
import { isOwnFile } from '../../../base/isOwnFile';
import { isWithin } from '../../../base/isWithin';
import { isRecord } from '../../../base/records';
import { isModulePackage } from '../../../core/manifest/isModulePackage';
import type { SourceRequest } from '../../../shared/sourceApi';

/** Which documents belong to a module: all others are none of this extension's business, and cost nothing. */
export class ModuleScope implements Disposable {
  private readonly disposables = new DisposableStore();
  /** By folder: the folder of the package that it belongs to, when that is a module's. */
  private readonly known = new Map<string, Promise<string | undefined>>();

  constructor() {
    const watcher = this.disposables.add(workspace.createFileSystemWatcher('**/package.json'));
    const forget = (): void => this.known.clear();
    for (const event of [watcher.onDidCreate, watcher.onDidChange, watcher.onDidDelete]) {
      this.disposables.add(event(forget));
    }
    this.disposables.add(workspace.onDidChangeTextDocument(({ document }) => isManifest(document.uri) && forget()));
  }

  /** The module's folder; undefined for what belongs to none, or lies outside the workspace's local folders. */
  moduleOf(uri: Uri): Promise<string | undefined> {
    const root = workspaceFolderOf(uri);
    if (root === undefined || !isOwnFile(uri.fsPath, root)) return Promise.resolve(undefined);
    const folder = dirname(uri.fsPath);
    const known = this.known.get(folder) ?? findModule(folder, root);
    this.known.set(folder, known);
    return known;
  }

  /** What the core is told when it is asked about a document; undefined when it belongs to no module. */
  async requestFor(document: TextDocument): Promise<SourceRequest | undefined> {
    const folder = workspaceFolderOf(document.uri);
    if (folder === undefined || (await this.moduleOf(document.uri)) === undefined) return undefined;
    const texts = workspace.textDocuments
      .filter((other) => other.uri.scheme === 'file' && (other.isDirty || other === document))
      .filter((other) => isOwnFile(other.uri.fsPath, folder))
      .filter((other) => isManifest(other.uri) || isCode(other))
      .map((other) => ({ file: other.uri.fsPath, text: other.getText() }));
    return { folder, file: document.uri.fsPath, texts };
  }

  dispose(): void {
    this.disposables.dispose();
  }
}

export function isManifest({ scheme, path }: Uri): boolean {
  return scheme === 'file' && path.endsWith('/package.json');
}

/** Languages in which modules are written. */
export const codeLanguages = ['javascript', 'javascriptreact', 'typescript', 'typescriptreact'];

export function isCode({ languageId, uri }: TextDocument): boolean {
  return uri.scheme === 'file' && codeLanguages.includes(languageId);
}

function workspaceFolderOf(uri: Uri): string | undefined {
  return uri.scheme === 'file' ? workspace.getWorkspaceFolder(uri)?.uri.fsPath : undefined;
}

async function findModule(folder: string, root: string): Promise<string | undefined> {
  for (let at = folder; isWithin(at, root); at = dirname(at)) {
    const json = await readManifest(Uri.joinPath(Uri.file(at), 'package.json'));
    if (isModulePackage(json)) return at;
    if (isRecord(json) && json.name !== undefined) return undefined;
    if (at === dirname(at)) return undefined;
  }
  return undefined;
}

/** As it is in the editor; as it is on disk while that is half typed. What cannot be parsed at all says nothing. */
async function readManifest(uri: Uri): Promise<unknown> {
  const opened = workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  const typed = opened && parsed(opened.getText());
  if (typed !== undefined) return typed;
  try {
    return parsed(new TextDecoder().decode(await workspace.fs.readFile(uri)));
  } catch {
    return undefined; // there is none
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
