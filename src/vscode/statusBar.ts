import { MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { throttle } from '../base/throttle';
import type { Status } from '../shared/module';
import { escapeIcons } from './plainText';
import type { Host } from './host';
import { commands } from './names';
import { setCommand } from './setCommand';
import { moduleStatus, onlyProcess, statusIcon } from './statuses';
import { describeProcess, describeSeveral, speakProcess } from './views/processWords';

/** The status bar changes at most this often. */
const REFRESH_INTERVAL_MS = 250;

/** `● my-module`: the active module with its status. A click offers all that one can do with it. */
export function statusBar({ mirror, active, wording }: Pick<Host, 'mirror' | 'active' | 'wording'>): Disposable {
  const disposables = new DisposableStore();
  const item = disposables.add(window.createStatusBarItem('pm2Modules.status', StatusBarAlignment.Left));
  const paint = (): void => {
    const { module } = active;
    if (!module) {
      item.hide();
      return;
    }
    const status = moduleStatus(module);
    const name = mirror.shownName(module);
    const words = wording();
    const only = onlyProcess(module);
    const icon = statusIcon(status);
    const isErrored = status === 'errored';
    item.name = 'PM2 Module';
    setCommand(item, { command: commands.manage, title: '', arguments: [module.id] });
    item.text = `$(${icon.id}) ${escapeIcons(name)}`;
    item.color = textColor(status);
    item.backgroundColor = isErrored ? new ThemeColor('statusBarItem.errorBackground') : undefined;
    item.tooltip = new MarkdownString().appendText(
      `${name}: ${only ? describeProcess(only, words) : describeSeveral(module.processes, words)}`,
    );
    item.accessibilityInformation = {
      label: [name, ...module.processes.map((process) => speakProcess(process, !only, words))].join(', '),
      role: 'button',
    };
    item.show();
  };
  const refresh = disposables.add(throttle(paint, REFRESH_INTERVAL_MS));
  disposables.add(active.onDidChange(refresh));
  disposables.add(mirror.onDidChangeModule(refresh));
  disposables.add(mirror.onDidChangeUsage(refresh));
  disposables.add(mirror.onDidRemoveModule(refresh));
  return disposables;
}

/** Text needs more contrast than an icon: the icons' green cannot be read in light themes. */
function textColor(status: Status): ThemeColor | undefined {
  switch (status) {
    case 'online':
      return new ThemeColor('charts.green');
    case 'waiting restart':
      return new ThemeColor('list.warningForeground');
    default:
      return undefined;
  }
}
