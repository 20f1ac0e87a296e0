import { commands, ConfigurationTarget, l10n, Range, Uri, window, workspace } from 'vscode';
import type { Remedy } from '../base/errors';
import { commands as ours, settingsSection } from './names';
import type { CoreClient } from './coreClient';
import type { Installation } from './installation';
import { localize } from './localize';

/** What a button does, and what is written on it. */
export interface Button {
  readonly title: string;
  readonly press: () => unknown;
}

/** What the ways out need to be taken. */
export interface RemedyOptions {
  readonly core: CoreClient;
  readonly installation: Installation;
  /** Does what failed once more, after a button that changed what was in its way. */
  readonly again?: (() => unknown) | undefined;
}

/** Turns the ways out that an error or notice names into buttons. */
export function remedyButtons(remedies: readonly Remedy[], options: RemedyOptions): readonly Button[] {
  return remedies.flatMap((remedy) => [remedyButton(remedy, options), ...leaveButtons(remedy, options)]);
}

/** Beside a way out that ends what somebody else may need: to let it be. */
function leaveButtons(remedy: Remedy, { installation }: RemedyOptions): readonly Button[] {
  const title = l10n.t('Leave');
  switch (remedy.kind) {
    case 'takeOver':
      return [{ title, press: () => installation.forget(remedy.folder) }];
    case 'stopDaemon':
      return [{ title, press: () => undefined }];
    default:
      return [];
  }
}

function remedyButton(remedy: Remedy, { core, installation, again }: RemedyOptions): Button {
  switch (remedy.kind) {
    case 'openFile':
      return { title: l10n.t('Open'), press: () => openFile(remedy.file, remedy.line, remedy.column) };
    case 'openSetting':
      return {
        title: l10n.t('Set {0}', `${settingsSection}.${remedy.key}`),
        press: () => commands.executeCommand('workbench.action.openSettings', `${settingsSection}.${remedy.key}`),
      };
    case 'setSetting':
      return {
        title: localize(remedy.label),
        press: async () => {
          await setSetting(remedy.key, remedy.value);
          await again?.();
        },
      };
    case 'runInTerminal':
      return { title: l10n.t('Run {0}', remedy.command), press: () => runInTerminal(remedy.command, remedy.cwd) };
    case 'showLogs':
      return { title: l10n.t('Show Log'), press: () => commands.executeCommand(ours.showLogs, remedy.moduleId) };
    case 'showIssue': {
      const { moduleId: module, process, issue } = remedy;
      return {
        title: l10n.t('Show Issue'),
        press: () => commands.executeCommand(ours.showIssues, { module, process, issue }),
      };
    }
    case 'restart':
      return { title: l10n.t('Restart Now'), press: () => commands.executeCommand(ours.restart, remedy.moduleId) };
    case 'takeOver':
      return {
        title: l10n.t('Take Over'),
        press: () => installation.takeOver(remedy.folder),
      };
    case 'undoIgnore':
      return { title: l10n.t('Undo'), press: () => core.calls.undoIgnore(remedy.moduleId, remedy.path) };
    case 'stopDaemon':
      return { title: l10n.t('Stop It'), press: () => core.calls.stopDaemon(remedy.home) };
  }
}

/** Opens a file in an editor; line and column count from 1. */
export async function openFile(file: string, line = 1, column = 1): Promise<void> {
  const selection = new Range(line - 1, column - 1, line - 1, column - 1);
  await window.showTextDocument(Uri.file(file), { selection });
}

/** For the user, thus for all workspaces: the key is without our section. */
async function setSetting(key: string, value: string): Promise<void> {
  await workspace.getConfiguration(settingsSection).update(key, value, ConfigurationTarget.Global);
}

function runInTerminal(command: string, cwd: string): void {
  const terminal = window.createTerminal({ name: command, cwd });
  terminal.show();
  terminal.sendText(command);
}
