import path from 'node:path';
import { downloadDesktopVscode } from '../../scripts/setup/desktopVscode.mjs';
import { ensureVscodeHost, isSupported } from '../vscode-host/setup.mjs';
import { projectRoot } from '../support/projectRoot';

/**
 * The executable that the tests run in: a downloaded desktop VS Code, or the stand-in that runs the VS Code server from
 * npm. The desktop needs a display and a network; where one is missing, Linux x64 takes the server. The variable
 * VSCODE_TEST (`desktop` or `server`) decides otherwise.
 */
export async function findVscode(): Promise<string> {
  const wish = process.env.VSCODE_TEST;
  const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY ?? process.env.WAYLAND_DISPLAY);
  if (wish === 'desktop' || (wish !== 'server' && (hasDisplay || !isSupported))) {
    try {
      return await downloadDesktopVscode(projectRoot);
    } catch (error) {
      if (wish === 'desktop' || !isSupported) throw error;
      console.log('No desktop VS Code can be downloaded here: the tests run in the VS Code server from npm.');
    }
  }
  ensureVscodeHost();
  return path.join(projectRoot, 'test', 'vscode-host', 'code.mjs');
}
