import { dirname } from 'node:path';
import { l10n, window, workspace } from 'vscode';
import { DisposableStore, type Disposable } from '../../../base/disposable';
import type { ConfigurationCalls } from '../../../shared/configurationApi';
import { escapeLinks } from '../../plainText';
import { isManifest } from './moduleScope';

/** Renames that are remembered; who undoes more than that has other worries. */
const MAX_RENAMES = 20;

interface Renamed {
  readonly folder: string;
  readonly from: string;
  readonly to: string;
}

/**
 * Lets what users have set for an option follow its new name, once package.json is saved with it, and back when that is
 * undone. It asks first: `module_conf.json` is shared with a PM2 that may run the module under its old names.
 */
export class RenamedOptions implements Disposable {
  private readonly disposables = new DisposableStore();
  private renames: Renamed[] = [];

  constructor(
    private readonly calls: () => ConfigurationCalls,
    onError: (error: unknown) => void,
  ) {
    this.disposables.add(
      workspace.onDidSaveTextDocument((document) => {
        if (!isManifest(document.uri)) return;
        this.saved(document.uri.fsPath, document.getText()).catch(onError);
      }),
    );
  }

  /** The edit that renames was made; whether it is kept shows when package.json is saved. */
  add(renamed: Renamed): void {
    const others = this.renames.filter(({ folder, from, to }) => {
      return folder !== renamed.folder || from !== renamed.from || to !== renamed.to;
    });
    this.renames = [...others, renamed].slice(-MAX_RENAMES);
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async saved(file: string, text: string): Promise<void> {
    const names = new Set(Object.keys(configOf(text)));
    const concerned = this.renames.filter(({ folder }) => dirname(file) === folder);
    for (const { folder, from, to } of concerned) {
      if (names.has(from) === names.has(to)) continue;
      await this.offer(folder, names.has(to) ? from : to, names.has(to) ? to : from);
    }
  }

  private async offer(folder: string, from: string, to: string): Promise<void> {
    const value = await this.calls().getOption(folder, from);
    if (value === undefined) return;
    const move = l10n.t('Move');
    const question = l10n.t('The option "{0}" is set in module_conf.json. Move its value to "{1}" too?', from, to);
    if ((await window.showInformationMessage(escapeLinks(question), move)) !== move) return;
    await this.calls().setOption(folder, to, typeof value === 'string' ? value : JSON.stringify(value));
    await this.calls().unsetOption(folder, from);
  }
}

function configOf(text: string): object {
  try {
    const { config } = JSON.parse(text) as { config?: unknown };
    return typeof config === 'object' && config !== null ? config : {};
  } catch {
    return {};
  }
}
