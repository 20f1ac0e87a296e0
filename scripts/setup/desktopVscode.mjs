import path from 'node:path';
import { downloadAndUnzipVSCode } from '@vscode/test-electron';

/** How long a download may stand still, in milliseconds. */
const DOWNLOAD_TIMEOUT_MS = 15_000;

/**
 * Downloads a desktop VS Code, unless it is there already, and resolves with its executable; rejects when it cannot be had.
 * @param {string} root folder of the project
 * @returns {Promise<string>}
 */
export function downloadDesktopVscode(root) {
  return downloadAndUnzipVSCode({
    cachePath: path.join(root, '.vscode-test'),
    timeout: DOWNLOAD_TIMEOUT_MS,
    reporter: quietReporter(),
  });
}

/** One line when a download begins. The library's own reporter draws on a terminal for ever once a download has failed. */
function quietReporter() {
  let hasBegun = false;
  return {
    report: ({ stage }) => {
      if (stage !== 'downloading' || hasBegun) return;
      hasBegun = true;
      console.log('Downloading a desktop VS Code');
    },
    error: () => undefined, // who asked for it gets the error
  };
}
