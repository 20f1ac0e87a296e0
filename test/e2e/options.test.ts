import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { openFile } from './support/openFile';
import { showByKey as showByKeyIn } from './support/showByKey';
import { useWorkbench } from './support/useWorkbench';
import { PATIENCE_MS } from './support/workbench';

/** The editor goes on to the next problem within this time, in milliseconds. */
const KEY_PATIENCE_MS = 2_000;

/** Options in the code of a published module, as one types and clicks. */
describe('options in the code of a module', () => {
  const makeFolder = tempFolder();
  let folder: string;

  const workbench = useWorkbench(() => {
    folder = installModule('pm2-logrotate', makeFolder());
    return { theme: 'dark', target: folder, settings: { 'files.autoSave': 'off' } };
  });

  const press = (keys: string): Promise<void> => workbench().page.keyboard.press(keys);
  const type = (text: string): Promise<void> => workbench().page.keyboard.type(text, { delay: 20 });
  const tab = (name: string): Locator => workbench().page.locator('.tab.active', { hasText: name });
  const suggestions = (): Locator => workbench().page.locator('.suggest-widget .monaco-list-row');

  const open = (place: string): Promise<void> => openFile(workbench(), place);

  const showByKey = (key: string, shown: Locator): Promise<void> => showByKeyIn(workbench(), key, shown);

  afterEach(async () => {
    await press('Escape');
    await workbench().runCommand('File: Revert File');
  });

  it('complete with type and default behind a dot', async () => {
    await open('app.js:53:1');
    await press('End');
    await press('Enter');
    await type('conf.rot');
    // By its type it is told from the words of the file, which TypeScript offers.
    await showByKey(
      'Control+Space',
      suggestions()
        .filter({ hasText: /rotateInterval\s*string/ })
        .first(),
    );
    await press('Control+Space');
    await workbench().screenshot('option completion');
    // Only one of them: it would not wait for several.
    await suggestions()
      .filter({ hasText: /rotateModule\s*boolean/ })
      .waitFor();
  });

  it('lead to package.json, and are renamed in the code with it', async () => {
    mkdirSync(workbench().pm2Home, { recursive: true });
    const confFile = path.join(workbench().pm2Home, 'module_conf.json');
    writeFileSync(confFile, JSON.stringify({ 'pm2-logrotate': { retain: '7' }, other: { a: '1' } }, undefined, 4));
    await open('app.js:48:35');
    await showByKey('F12', tab('package.json'));
    const box = workbench().page.locator('.rename-box input');
    await showByKey('F2', box);
    assert.equal(await box.inputValue(), 'retain');
    await box.fill('keep');
    await press('Enter');
    await workbench().page.locator('.editor-instance .view-line', { hasText: '"keep"' }).waitFor();
    await workbench().runCommand('File: Save All Files');
    await eventually('the code has the new name', () =>
      readFileSync(path.join(folder, 'app.js'), 'utf8').includes('parseInt(conf.keep)'),
    );
    await workbench().clickNotification('retain', 'Move');
    await eventually('what was set has followed', () => {
      const written = JSON.parse(readFileSync(confFile, 'utf8')) as Record<string, unknown>;
      return JSON.stringify(written) === '{"pm2-logrotate":{"keep":"7"},"other":{"a":"1"}}';
    });
    await workbench().screenshot('option renamed');
  });

  it('are greyed when nothing reads them, and offer a way out when there are none of that name', async () => {
    await open('app.js:49:35');
    await press('End');
    await press('Enter');
    await type('var SIZE = conf.max_sizes;');
    await press('Escape');
    const squiggle = workbench().page.locator('.squiggly-warning').first();
    await squiggle.waitFor();
    const told = workbench().page.locator('.marker-widget', { hasText: 'Did you mean "max_size"?' });
    await eventually(
      'the problem is shown at its place',
      async () => {
        await press('F8'); // goes on to the next problem, of whichever file
        await told.waitFor({ timeout: KEY_PATIENCE_MS });
        return true;
      },
      PATIENCE_MS,
    );
    await workbench().screenshot('option unknown');
    await press('Escape');
    await open('app.js:50:20');
    await showByKey('Control+.', workbench().page.locator('.action-widget', { hasText: 'Change to "max_size"' }));
    await workbench().screenshot('option fixes');
    await press('Enter');
    await squiggle.waitFor({ state: 'hidden' });
  });
});
