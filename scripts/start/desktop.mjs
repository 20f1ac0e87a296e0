import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { downloadDesktopVscode } from '../setup/desktopVscode.mjs';

/** A window that ends with an error within this time has not opened, in milliseconds. */
const OPENING_MS = 10_000;

/**
 * A VS Code that was started. `ended` resolves when its window was closed or it ended for any other reason, and tells
 * whether it had been open at all.
 * @typedef {{ ended: Promise<boolean>, close(): Promise<void> | void }} StartedVscode
 */

/**
 * Opens the desktop VS Code whose `code` is on PATH.
 * @param {import('./session.mjs').Session} session
 * @returns {StartedVscode | undefined} undefined when there is none
 */
export function openCodeOnPath(session) {
  const code = findCode();
  if (!code) return undefined;
  console.log(`Opening ${code}`);
  // With --wait, `code` stays until the window is closed.
  return open(code, ['--wait', ...windowArguments(session)], session);
}

/**
 * Opens a desktop VS Code that is downloaded for it.
 * @param {import('./session.mjs').Session} session
 * @returns {Promise<StartedVscode | undefined>} undefined when it cannot be downloaded, or there is no display
 */
export async function openDownloaded(session) {
  if (!hasDisplay()) return undefined;
  try {
    return open(await downloadDesktopVscode(session.root), windowArguments(session), session);
  } catch (error) {
    console.log(`No desktop VS Code can be downloaded: ${error.message}`);
    return undefined;
  }
}

/** Whether there is a screen to open windows and browsers on. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** The `code` in a terminal of a remote VS Code only talks to the window it belongs to: it is no desktop's. */
function findCode() {
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code'];
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute);
  const files = folders.flatMap((folder) => names.map((name) => path.join(folder, name)));
  return files.find((file) => existsSync(file) && !file.includes('remote-cli'));
}

function windowArguments({ root, sample, userData, extensions }) {
  return [
    '--new-window',
    `--extensionDevelopmentPath=${root}`,
    `--user-data-dir=${userData}`,
    `--extensions-dir=${extensions}`,
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    sample,
  ];
}

function open(executable, args, { env }) {
  const isWindows = process.platform === 'win32';
  const child = spawn(isWindows ? `"${executable}"` : executable, isWindows ? args.map((arg) => `"${arg}"`) : args, {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    shell: isWindows, // a .cmd cannot be started without one
    detached: !isWindows, // a group of its own, which can be ended as a whole
  });
  const startedAt = Date.now();
  const ended = new Promise((resolve) => {
    const end = (how) => {
      const hasOpened = how === 0 || Date.now() - startedAt > OPENING_MS;
      if (!hasOpened) console.log(`${executable} did not open a window (${how}).`);
      resolve(hasOpened);
    };
    child.once('error', (error) => end(error.message));
    child.once('exit', (code, signal) => end(code ?? signal));
  });
  return { ended, close: () => endTree(child, isWindows) };
}

function endTree(child, isWindows) {
  if (isWindows) {
    spawnSync('taskkill', ['/PID', String(child.pid), '/T', '/F']);
    return;
  }
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // It has ended already.
  }
}
