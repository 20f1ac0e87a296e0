import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/setup/chromium.mjs';

const CHROMIUM_ARGUMENTS = [
  '--no-sandbox', // root may not have one
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-features=LocalNetworkAccessChecks',
];

export interface Browser {
  readonly page: Page;
  close(): Promise<void>;
}

/** Opens a headless Chromium with a profile of its own, thus one in which no folder is trusted yet. */
export async function openBrowser(viewport = { width: 1280, height: 800 }): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error('No Chromium on PATH: run "npm test", which installs one, or set CHROMIUM_PATH.');
  const profile = mkdtempSync(path.join(tmpdir(), 'pm2m-chromium-'));
  const removeProfile = (): void => rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  process.once('exit', removeProfile);
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: CHROMIUM_ARGUMENTS,
    viewport,
    // It is killed when this process exits; whether a signal means that is not the browser's to say.
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    close: async () => {
      await context.close();
      process.removeListener('exit', removeProfile);
      removeProfile();
    },
  };
}
