import { commands as registry, l10n, QuickPickItemKind, Uri, window, type QuickPickItem } from 'vscode';
import type { ModuleSnapshot } from '../../shared/module';
import type { Host } from '../host';
import { commands } from '../names';
import { escapeIcons } from '../plainText';
import type { CommandHandlers } from '../registerCommands';
import { isRunning } from '../statuses';
import { moduleItem, pickModule, themeIcon } from './picks';

type Names = 'showLogs' | 'showTraffic' | 'openManifest' | 'manage';

/** Looking at a module: its output, its manifest, and the list of all one can do with it. */
export function moduleCommands(host: Host): Pick<CommandHandlers, Names> {
  return {
    showLogs: async (given) => {
      const module = await pickModule(host, given);
      if (module) host.output.showLogs(module.id);
    },
    showTraffic: async (given) => {
      const module = await pickModule(host, given);
      if (module) await host.output.showTraffic(module.id);
    },
    openManifest: async (given) => {
      const module = await pickModule(host, given);
      if (module) await registry.executeCommand('vscode.open', Uri.file(module.manifest));
    },
    manage: async (given) => {
      const module = await pickModule(host, given);
      if (module) await manage(host, module);
    },
  };
}

interface ManageItem extends QuickPickItem {
  readonly run?: () => unknown;
}

async function manage(host: Host, module: ModuleSnapshot): Promise<void> {
  const title = escapeIcons(host.mirror.shownName(module));
  const others = host.mirror.modules.filter(({ id }) => id !== module.id);
  const items: ManageItem[] = [
    ...offers(module).map(([label, icon, command]): ManageItem => ({
      label,
      iconPath: themeIcon({ id: icon }),
      run: () => registry.executeCommand(command, module.id),
    })),
    ...(others.length > 0 ? [{ label: l10n.t('Other modules'), kind: QuickPickItemKind.Separator }] : []),
    ...others.map((other): ManageItem => ({ ...moduleItem(host, other), run: () => manage(host, other) })),
  ];
  await (await window.showQuickPick(items, { title }))?.run?.();
}

type Offer = readonly [label: string, icon: string, command: string];

function offers(module: ModuleSnapshot): readonly Offer[] {
  if (module.kind === 'recording') {
    return [
      [l10n.t('Show Log'), 'output', commands.showLogs],
      [l10n.t('Show Traffic'), 'arrow-swap', commands.showTraffic],
      [l10n.t('Close Recording'), 'close', commands.closeRecording],
    ];
  }
  const life = isRunning(module)
    ? ([
        [l10n.t('Restart'), 'debug-restart', commands.restart],
        [l10n.t('Stop'), 'debug-stop', commands.stop],
      ] as const)
    : ([[l10n.t('Start'), 'debug-start', commands.start]] as const);
  const watching = {
    on: [[l10n.t('Pause Restart on Save'), 'debug-pause', commands.pauseWatching]],
    paused: [[l10n.t('Resume Restart on Save'), 'debug-continue', commands.resumeWatching]],
    off: [],
  } as const;
  return [
    ...life,
    [l10n.t('Run Action…'), 'play', commands.runAction],
    [l10n.t('Show Log'), 'output', commands.showLogs],
    [l10n.t('Show Traffic'), 'arrow-swap', commands.showTraffic],
    [l10n.t('Save Traffic Recording…'), 'save', commands.saveTraffic],
    ...watching[module.watching],
    [l10n.t('Set Option…'), 'settings', commands.setConfig],
    [l10n.t('Open package.json'), 'go-to-file', commands.openManifest],
    [l10n.t('Uninstall'), 'trash', commands.uninstall],
  ];
}
