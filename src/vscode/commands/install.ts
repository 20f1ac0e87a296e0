import { basename } from 'node:path';
import { l10n, Uri, window, workspace } from 'vscode';
import { UserError } from '../../base/errors';
import { message } from '../../base/message';
import type { Host } from '../host';
import { folderOf, noFolderError, packageFolders } from '../moduleFolders';
import { escapeIcons, escapeLinks } from '../plainText';
import type { CommandHandlers } from '../registerCommands';
import { slowProgress } from '../slowProgress';
import { requireTrust } from '../trust';

export function installCommands(host: Host): Pick<CommandHandlers, 'installFolder'> {
  return {
    installFolder: async (given) => {
      requireTrust();
      const folder = given instanceof Uri ? folderOf(given) : await chooseFolder();
      if (folder !== undefined) await installFolder(host, folder);
    },
  };
}

/** Installs a folder, or restarts it when it is installed, and shows its row: also when it crashed, for the row says why. */
async function installFolder(host: Host, folder: string): Promise<void> {
  const { core, mirror, active, installation, trees } = host;
  const installed = mirror.moduleInFolder(folder);
  const starting: Promise<unknown> = installed ? core.calls.restart(installed.id) : installation.install(folder);
  const cancelled = new AbortController();
  const cancel = (): void => {
    cancelled.abort();
    const module = mirror.moduleInFolder(folder);
    if (module) core.tell(() => installation.uninstall(module.id));
  };
  try {
    await slowProgress(escapeLinks(l10n.t('Starting {0}', basename(folder))), starting, cancel);
  } catch (error) {
    // That it did not come up is what was asked for.
    if (!cancelled.signal.aborted) throw error;
  } finally {
    const module = mirror.moduleInFolder(folder);
    if (module) {
      active.choose(module.id);
      await trees.modules.reveal(module.id);
    }
  }
}

/** The only open folder, or in a workspace of several the one with a package.json that the user picks. */
async function chooseFolder(): Promise<string | undefined> {
  const open = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  if (open.length === 0) throw noFolderError();
  if (open.length === 1) return open[0]?.uri.fsPath;
  const folders = await packageFolders();
  if (folders.length === 0) throw new UserError(message('None of the open folders holds a package.json.'));
  if (folders.length === 1) return folders[0]?.uri.fsPath;
  const items = [...folders]
    .sort((one, other) => Number(other.isModule) - Number(one.isModule))
    .map(({ name, uri }) => ({ label: escapeIcons(name), description: uri.fsPath, uri }));
  const placeHolder = l10n.t('Which folder is the module?');
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true }))?.uri.fsPath;
}
