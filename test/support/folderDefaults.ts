import type { FolderSettings } from '../../src/shared/coreApi';

/** The settings as they ship. */
export const folderDefaults: FolderSettings = {
  nodePath: '',
  watchIgnore: [],
  watchDelayMs: 0,
  watchUsePolling: 'auto',
  waitForSaveThatParses: true,
  moduleDebug: false,
  warmRestart: true,
};
