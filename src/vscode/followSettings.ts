import type { Disposable } from '../base/disposable';
import type { CoreClient } from './coreClient';
import type { Mirror } from './mirror';
import type { Output } from './output';
import { coreSettings, folderSettings, onDidChangeSettings } from './settings';

/** Tells the core of changed settings, and shows traffic where it is now asked for. */
export function followSettings(core: CoreClient, mirror: Mirror, output: Output): Disposable {
  return onDidChangeSettings(() => {
    core.tell((calls) => calls.setSettings(coreSettings(process.env)));
    for (const { folder } of mirror.modules) {
      core.tell((calls) => calls.setFolderSettings(folder, folderSettings(folder)));
    }
    output.followSettings();
  });
}
