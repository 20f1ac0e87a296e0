import { l10n, window, workspace, type Memento } from 'vscode';
import { contextKeys } from './names';
import { contextKey } from './contextKey';
import type { Installation } from './installation';
import type { Mirror } from './mirror';
import { packageFolders, type PackageFolder } from './moduleFolders';
import { escapeLinks } from './plainText';
import type { Problems } from './problems';
import { isAutoInstallAskedByFolder, setting } from './settings';

/** Where the answer to "may this folder install itself?" is remembered, before the folder's path. */
const CONSENT_KEY = 'autoInstall';

export interface AutoInstallOptions {
  readonly installation: Installation;
  readonly mirror: Mirror;
  readonly problems: Problems;
  /** The workspace's memory. */
  readonly memory: Memento;
}

/**
 * Makes the function that looks at the workspace's folders: whether one is a module, for the views' first words, and
 * which are to be installed unasked.
 */
export function autoInstall(options: AutoInstallOptions): () => Promise<void> {
  const setFolderIsModule = contextKey(contextKeys.folderIsModule);
  const setFoldersAreKnown = contextKey(contextKeys.foldersAreKnown);
  return async () => {
    const folders = await packageFolders();
    setFolderIsModule(folders.some(({ isModule }) => isModule));
    setFoldersAreKnown(true);
    if (!workspace.isTrusted) return;
    await Promise.all(
      folders
        .filter(({ uri, isModule }) => isModule && setting('autoInstall', uri))
        .filter(({ uri }) => !options.mirror.moduleInFolder(uri.fsPath))
        .map((folder) => installUnasked(folder, options)),
    );
  };
}

async function installUnasked(folder: PackageFolder, options: AutoInstallOptions): Promise<void> {
  if (!(await mayInstall(folder, options.memory))) return;
  try {
    await options.installation.install(folder.uri.fsPath);
  } catch (error) {
    options.problems.show(error);
  }
}

/** What the user set for himself counts; what a folder's settings ask for is asked once per folder. */
async function mayInstall({ uri, name }: PackageFolder, memory: Memento): Promise<boolean> {
  if (!isAutoInstallAskedByFolder(uri)) return true;
  const key = `${CONSENT_KEY}/${uri.fsPath}`;
  const known = memory.get<boolean>(key);
  if (known !== undefined) return known;
  const yes = l10n.t('Install');
  const never = l10n.t('Never Here');
  const question = l10n.t('This folder’s settings ask to install the module {0} each time it is opened.', name);
  const answer = await window.showInformationMessage(escapeLinks(question), yes, never);
  if (answer !== undefined) await memory.update(key, answer === yes);
  return answer === yes;
}
