import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { require as requireTypeScript } from 'tsx/cjs/api';
import { ensureVscodeHost, isSupported } from '../../test/vscode-host/setup.mjs';
import { hasDisplay } from './desktop.mjs';

/** Bytes of chance in the token without which nobody gets into the server. */
const TOKEN_BYTES = 20;

/**
 * Starts the VS Code server from npm on the loopback interface, prints its address, and opens the browser where there
 * is a display. The extension is installed by a link to this project.
 * @param {import('./session.mjs').Session} session
 * @returns {Promise<import('./desktop.mjs').StartedVscode | undefined>} undefined on platforms that it does not run on
 */
export async function openServer(session) {
  if (!isSupported) return undefined;
  ensureVscodeHost();
  const load = (file) => requireTypeScript(`../../test/vscode-host/${file}.ts`, import.meta.url);
  const { linkExtension } = load('linkExtension');
  const { startServer } = load('server');
  const { workbenchUrl } = load('workbenchUrl');
  linkExtension(session.extensions);
  const connectionToken = randomBytes(TOKEN_BYTES).toString('hex');
  const server = await startServer({
    userDataFolder: session.userData,
    extensionsFolder: session.extensions,
    connectionToken,
    env: session.env,
  });
  const url = workbenchUrl(server, { target: session.sample, connectionToken });
  console.log(`\nVS Code is at\n\n  ${url}\n`);
  openBrowser(url);
  return { ended: server.ended.then(() => true), close: () => server.stop() };
}

/** The default browser is the user's own: it stays when we end. */
function openBrowser(url) {
  if (!hasDisplay() || process.env.CI) return;
  const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  child.once('error', () => console.log('Open it in a browser.'));
  child.unref();
}
