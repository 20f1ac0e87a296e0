import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { require as requireTypeScript } from 'tsx/cjs/api';
import { endMarkedProcesses } from '../testRun/markedProcesses.mjs';

/** Processes that were told to end have ended, or are killed, after this time, in milliseconds. */
const END_GRACE_MS = 8_000;

/**
 * What one `npm start` makes: a folder with a copy of the sample module, settings, extensions and a PM2_HOME of its own.
 * @typedef {{
 *   root: string, folder: string, sample: string, userData: string, extensions: string, env: Record<string, string>,
 *   end(): Promise<void>,
 * }} Session
 */

/**
 * @param {string} root folder of the project
 * @returns {Session}
 */
export function makeSession(root) {
  const { installModule } = requireTypeScript('../../test/support/modulePackages.ts', import.meta.url);
  const parent = process.platform === 'darwin' ? '/tmp' : tmpdir(); // macOS' own is too long for unix sockets
  const folder = mkdtempSync(path.join(parent, 'pm2m-start-'));
  const inFolder = (name) => path.join(folder, name);
  mkdirSync(inFolder('extensions'));
  return {
    root,
    folder,
    sample: installModule('hello-module', folder),
    userData: inFolder('user'),
    extensions: inFolder('extensions'),
    env: { PM2_HOME: inFolder('pm2'), PM2_MODULES_START: folder },
    end: async () => {
      await endMarkedProcesses(`PM2_MODULES_START=${folder}`, END_GRACE_MS);
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
