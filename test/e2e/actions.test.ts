import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';
import { useWorkbench } from './support/useWorkbench';
import { PATIENCE_MS } from './support/workbench';

/** By then a row says that its action was given up, once the setting counts, in milliseconds. */
const GIVE_UP_PATIENCE_MS = 3_000;

/** Actions that a person must be able to get away from, and one with more to say than a row has room for. */
const MORE_ACTIONS = `
io.action('never replies', () => {});
io.action('describe', (reply) => reply({ names: ['Ada', 'Grace', 'Linus'], open: true, since: 1_700_000_000_000 }));
`;

describe('the actions of a module', () => {
  const makeFolder = tempFolder();
  let folder: string;

  const workbench = useWorkbench(() => {
    folder = installModule('hello-module', makeFolder());
    appendFileSync(path.join(folder, 'index.js'), MORE_ACTIONS);
    return { theme: 'light', target: folder };
  });

  const row = (text: string | RegExp): Locator => workbench().row('Actions', text);

  it('stand there once the module was installed by the palette', async () => {
    await workbench().runCommand('PM2 Module: Install Current Folder as Module');
    await row('describe').waitFor();
    await row(/set greeting.*takes an argument/).waitFor();
  });

  it('run by the button of their row, and show the reply there', async () => {
    await workbench().clickInline(row('see everybody off'), 'Run Action…');
    await row(/see everybody off.*→ {"seenOff":\d+}/).waitFor();
  });

  it('ask for an argument, and run nothing when Escape is pressed', async () => {
    await workbench().clickInline(row('set greeting'), 'Run Action…');
    await workbench().quickInput.waitFor();
    await workbench().quickInput.fill('Ahoy');
    await workbench().screenshot('argument');
    await workbench().quickInput.press('Escape');
    await workbench().quickInput.waitFor({ state: 'hidden' });
    assert.match(await row('set greeting').innerText(), /takes an argument/);
  });

  it('remember the argument that they were given last', async () => {
    await workbench().clickInline(row('set greeting'), 'Run Action…');
    await workbench().answer('The argument is handed over as it is typed', 'Servus');
    await row(/set greeting.*→ {"greeting":"Servus"}/).waitFor();
    await workbench().runCommand('PM2 Module: Run Action…');
    await workbench().pick('set greeting');
    await workbench().picks.filter({ hasText: 'Servus' }).first().waitFor();
    await workbench().screenshot('argument given before');
    await workbench().pick('Servus');
  });

  it('run by Enter on the row that has the keyboard, and never by a click on it', async () => {
    await row('describe').click();
    assert.doesNotMatch(await row('describe').innerText(), /→/);
    await workbench().page.keyboard.press('Enter');
    await row(/describe.*→ {"names":/).waitFor();
  });

  it('open a long reply as a document', async () => {
    await workbench().clickInline(row('describe'), 'Show Reply');
    await workbench().page.getByRole('tab', { name: 'describe.json' }).waitFor();
    await workbench().page.locator('.monaco-editor .view-line', { hasText: '"Grace"' }).waitFor();
    await workbench().screenshot('reply');
  });

  it('are cancelled while they run, which says that the module goes on', async () => {
    await workbench().clickInline(row('never replies'), 'Run Action…');
    await row(/never replies.*running/).waitFor();
    await workbench().screenshot('action runs');
    await workbench().clickInline(row('never replies'), 'Cancel Action');
    await row(/never replies.*Stopped waiting for "never replies". The module goes on with it/).waitFor();
  });

  it('are given up after the time that a setting says', async () => {
    writeFiles(folder, { '.vscode/settings.json': { 'pm2Modules.actions.timeoutMs': 200 } });
    const givenUp = row(/never replies.*did not reply within 0.2 s/);
    const running = row(/never replies.*running/);
    const run = async (): Promise<boolean> => {
      if (await givenUp.isVisible()) return true;
      if (await running.isVisible()) {
        // It began before the setting counted, unless it is being given up just now.
        await running.hover({ timeout: GIVE_UP_PATIENCE_MS });
        await running.locator('.action-label[aria-label="Cancel Action"]').click({ timeout: GIVE_UP_PATIENCE_MS });
      } else await workbench().clickInline(row('never replies'), 'Run Action…');
      await givenUp.waitFor({ timeout: GIVE_UP_PATIENCE_MS });
      return true;
    };
    await eventually('no reply', run, PATIENCE_MS);
    await workbench().screenshot('no reply');
  });
});
