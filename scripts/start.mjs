// npm start: sets up what is missing, builds, and opens a real VS Code with the extension on a copy of the sample module.
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureNode } from './setup/node.mjs';
import { ensurePackages } from './setup/packages.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

async function main() {
  await ensureNode(root);
  ensurePackages(root);
  const build = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (build.status !== 0) throw new Error('The extension cannot be built: see above.');

  const told = new Promise((resolve) => {
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => resolve('told'));
  });
  process.stdout.on('error', () => undefined); // of a terminal that was closed: what is to be ended still is
  // Loaded only now: their packages may have been installed a moment ago.
  const { makeSession } = await import('./start/session.mjs');
  const { openCodeOnPath, openDownloaded } = await import('./start/desktop.mjs');
  const { openServer } = await import('./start/server.mjs');
  const session = makeSession(root);
  console.log(`The sample module is in ${session.sample}. Ctrl+C ends it all.`);
  try {
    for (const open of [openCodeOnPath, openDownloaded, openServer]) {
      const vscode = await Promise.race([open(session), told]); // a download may take minutes
      if (vscode === 'told') return;
      if (!vscode) continue;
      const hasOpened = await Promise.race([told, vscode.ended]);
      await vscode.close();
      if (hasOpened) return;
    }
    throw new Error('No VS Code: put the "code" command of a desktop VS Code on PATH, and try again.');
  } finally {
    await session.end();
  }
}

try {
  await main();
  process.exit(0);
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
