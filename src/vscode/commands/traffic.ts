import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { l10n, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { ModuleSnapshot } from '../../shared/module';
import type { TrafficSaved } from '../../shared/output';
import type { Host } from '../host';
import { escapeLinks } from '../plainText';
import type { CommandHandlers } from '../registerCommands';
import { openFile } from '../remedies';
import { stampedName } from '../stampedName';
import { readArgument } from './argument';
import { pickModule } from './picks';

type Names = 'saveTraffic' | 'openTraffic' | 'closeRecording';

/** Recordings of traffic: made here, looked at anywhere. */
export function trafficCommands(host: Host): Pick<CommandHandlers, Names> {
  return {
    saveTraffic: async (given) => {
      const module = await pickModule(host, given, ({ kind }) => kind !== 'recording');
      if (!module) return;
      const { file } = readArgument(given);
      if (file === undefined) await askAndSave(host, module);
      else await host.core.calls.recordTraffic(module.id, file, false);
    },
    openTraffic: async (given) => {
      const file = readArgument(given).file ?? (await chooseRecording());
      if (file === undefined) return;
      const id = await host.core.calls.openRecording(file);
      host.active.choose(id);
      // Its row is so new that it was not painted yet.
      host.trees.modules.refresh();
      await host.trees.modules.reveal(id);
    },
    closeRecording: async (given) => {
      const module = await pickModule(host, given, ({ kind }) => kind === 'recording');
      if (module?.kind === 'recording') await host.installation.uninstall(module.id);
    },
  };
}

async function askAndSave(host: Host, module: ModuleSnapshot): Promise<void> {
  const items = [
    { label: l10n.t('Save what is kept'), detail: l10n.t('The last 1,000 messages, both ways.'), follow: false },
    {
      label: l10n.t('Save what is kept, and record what follows'),
      detail: l10n.t('Until you stop it, or the file has 200 MB.'),
      follow: true,
    },
  ];
  const picked = await window.showQuickPick(items, {
    title: l10n.t('Save Traffic Recording'),
    placeHolder: l10n.t('Secrets are masked. Look through the file before you give it away.'),
  });
  const uri = picked && (await chooseTarget(module));
  if (uri) tell(await record(host, module, { file: uri.fsPath, follow: picked.follow }));
}

async function record(
  host: Host,
  module: ModuleSnapshot,
  { file, follow }: { readonly file: string; readonly follow: boolean },
): Promise<TrafficSaved> {
  const recording = host.core.calls.recordTraffic(module.id, file, follow);
  if (!follow) return recording;
  const title = escapeLinks(l10n.t('Recording the traffic of {0}. Cancel ends it.', host.mirror.shownName(module)));
  return window.withProgress({ location: ProgressLocation.Notification, title, cancellable: true }, (_, token) => {
    token.onCancellationRequested(() => host.core.tell((calls) => calls.stopRecordingTraffic(module.id)));
    return recording;
  });
}

async function chooseTarget({ name, folder }: ModuleSnapshot): Promise<Uri | undefined> {
  const file = `${stampedName(name, Date.now())}.jsonl`;
  return window.showSaveDialog({
    defaultUri: Uri.file(join(dirname(folder), file)),
    filters: { [l10n.t('Traffic recordings')]: ['jsonl'] },
  });
}

async function chooseRecording(): Promise<string | undefined> {
  const [first] = workspace.workspaceFolders ?? [];
  const picked = await window.showOpenDialog({
    title: l10n.t('Open Traffic Recording'),
    defaultUri: first?.uri ?? Uri.file(homedir()),
    filters: { [l10n.t('Traffic recordings')]: ['jsonl'] },
  });
  return picked?.[0]?.fsPath;
}

/** The file may be opened at once; nobody waits for the answer. */
function tell({ file, messages, skipped }: TrafficSaved): void {
  const saved = l10n.t('{0} messages are saved as {1}.', messages, file);
  const missing = skipped > 0 ? ` ${l10n.t('{0} that were too large or too many are not among them.', skipped)}` : '';
  const open = l10n.t('Open');
  void window.showInformationMessage(escapeLinks(`${saved}${missing}`), open).then(async (pressed) => {
    if (pressed === open) await openFile(file);
  });
}
