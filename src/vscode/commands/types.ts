import { l10n, Uri, window, workspace, WorkspaceEdit, type ExtensionContext } from 'vscode';
import { UserError } from '../../base/errors';
import { message } from '../../base/message';
import type { PmxTypes } from '../../shared/sourceApi';
import type { Host } from '../host';
import { noFolderError, packageFolders } from '../moduleFolders';
import type { CommandHandlers } from '../registerCommands';

export function typesCommands({ core, extensionUri }: Host): Pick<CommandHandlers, 'addPmxTypes'> {
  return {
    addPmxTypes: async (given) => {
      const file = given instanceof Uri ? given : await moduleFile();
      const folder = workspace.getWorkspaceFolder(file)?.uri.fsPath;
      const plan =
        folder === undefined ? undefined : await core.calls.planPmxTypes({ folder, file: file.fsPath, texts: [] });
      if (plan?.isAsked !== true) {
        throw new UserError(
          message('{0} belongs to no module that uses pmx, so types for it would change nothing.', file.fsPath),
        );
      }
      if (plan.file === undefined) {
        void window.showInformationMessage(l10n.t('This module has types for pmx already.'));
        return;
      }
      await write(plan.file, plan, extensionUri);
    },
  };
}

/** What is shown, or the only module that is open. */
async function moduleFile(): Promise<Uri> {
  const shown = window.activeTextEditor?.document.uri;
  if (shown?.scheme === 'file' && workspace.getWorkspaceFolder(shown)) return shown;
  const folders = await packageFolders();
  const folder = folders.find(({ isModule }) => isModule);
  if (!folder) throw noFolderError();
  return Uri.joinPath(folder.uri, 'package.json');
}

/** As one edit, which can be undone in the Explorer. */
async function write(file: string, { projects }: PmxTypes, extension: ExtensionContext['extensionUri']): Promise<void> {
  const types = await workspace.fs.readFile(Uri.joinPath(extension, 'media', 'types', 'pmx.d.ts'));
  const edit = new WorkspaceEdit();
  edit.createFile(Uri.file(file), { contents: types, ignoreIfExists: true });
  for (const project of projects) {
    const contents = new TextEncoder().encode(project.text);
    edit.createFile(Uri.file(project.file), { contents, overwrite: true });
  }
  if (!(await workspace.applyEdit(edit))) {
    throw new UserError(message('{0} could not be written.', file));
  }
}
