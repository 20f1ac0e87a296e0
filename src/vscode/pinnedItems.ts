import { isDeepStrictEqual } from 'node:util';
import { MarkdownString, StatusBarAlignment, ThemeColor, window, type StatusBarItem } from 'vscode';
import { DisposableStore, MutableDisposable, type Disposable } from '../base/disposable';
import { throttle } from '../base/throttle';
import type { ModuleId, ModuleSnapshot } from '../shared/module';
import type { ProbeSnapshot } from '../shared/probe';
import type { Interests } from './interests';
import type { Mirror } from './mirror';
import { commands } from './names';
import type { PinnedProbes } from './pinnedProbes';
import { escapeIcons } from './plainText';
import { setCommand } from './setCommand';
import { probeIcon } from './views/probeRows';
import { pinText, probeTooltip, speakProbe } from './views/probeWords';
import type { Wording } from './wording';

/** Values change at most this often. */
const REFRESH_INTERVAL_MS = 250;

export interface PinnedItemsOptions {
  readonly mirror: Mirror;
  readonly pins: PinnedProbes;
  readonly interests: Interests;
  readonly wording: () => Wording;
}

interface Shown {
  readonly module: ModuleSnapshot;
  readonly process: string;
  readonly probe: ProbeSnapshot;
}

/** `∿ 12 users` in the status bar for each probe that is pinned and sent. A click shows it in its view. */
export function pinnedItems({ mirror, pins, interests, wording }: PinnedItemsOptions): Disposable {
  const disposables = new DisposableStore();
  const items: StatusBarItem[] = [];
  const interest = disposables.add(new MutableDisposable());
  let watched: readonly ModuleId[] = [];
  const itemAt = (index: number): StatusBarItem => {
    const id = `pm2Modules.probe.${index + 1}`;
    // To the right of the module, in the order in which they were pinned.
    return (items[index] ??= disposables.add(window.createStatusBarItem(id, StatusBarAlignment.Left, -1 - index)));
  };
  const paint = (): void => {
    const known = pins.all.filter(({ process }) => mirror.moduleOfProcess(process) !== undefined);
    const modules = [...new Set(known.flatMap(({ process }) => mirror.moduleOfProcess(process)?.id ?? []))].sort();
    if (!isDeepStrictEqual(modules, watched)) interest.value = interests.watch('probes', (watched = modules));
    const shown = known.flatMap((pin): Shown[] => {
      const module = mirror.moduleOfProcess(pin.process);
      const probe = mirror.probesOf(pin.process).find(({ name }) => name === pin.probe);
      return module && probe ? [{ module, process: pin.process, probe }] : [];
    });
    for (const [index, one] of shown.entries()) paintItem(itemAt(index), one, wording());
    for (const item of items.slice(shown.length)) item.hide();
  };
  const refresh = disposables.add(throttle(paint, REFRESH_INTERVAL_MS));
  disposables.add(pins.onDidChange(refresh));
  disposables.add(mirror.onDidChangeProbes(refresh));
  disposables.add(mirror.onDidChangeModule(refresh));
  disposables.add(mirror.onDidRemoveModule(refresh));
  return disposables;
}

function paintItem(item: StatusBarItem, { module, process, probe }: Shown, wording: Wording): void {
  const isInForce = probe.alert?.state === 'inForce';
  item.name = `PM2 Module: ${probe.name}`;
  item.text = `$(${probeIcon(probe).id}) ${escapeIcons(pinText(probe, wording))}`;
  item.backgroundColor = isInForce ? new ThemeColor('statusBarItem.warningBackground') : undefined;
  const lines = [['', module.name] as const, ...probeTooltip(probe, wording)];
  const text = lines.map((line) => line.filter(Boolean).join(' ')).join('\n');
  item.tooltip = new MarkdownString().appendText(text);
  setCommand(item, {
    command: commands.showProbe,
    title: '',
    arguments: [{ module: module.id, process, probe: probe.name }],
  });
  item.accessibilityInformation = { label: `${module.name}, ${speakProbe(probe, wording)}`, role: 'button' };
  item.show();
}
