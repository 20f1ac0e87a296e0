import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator } from 'playwright-core';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';
import { useWorkbench } from './support/useWorkbench';

describe('a module', () => {
  const makeFolder = tempFolder();
  let folder: string;

  const workbench = useWorkbench(() => {
    folder = installModule('pmx-cjs', makeFolder());
    return { theme: 'dark', target: folder };
  });

  const row = (text: string | RegExp): Locator => workbench().row('Modules', text);

  /** What a row below it says of its process. */
  const pid = (): Promise<number> => numberIn(/pid (\d+)/);
  const generation = (): Promise<number> => numberIn(/generation (\d+)/);

  async function numberIn(expression: RegExp): Promise<number> {
    return Number(expression.exec(await row(expression).innerText())?.[1]);
  }

  it('is installed by the palette', async () => {
    await workbench().runCommand('PM2 Module: Install Current Folder as Module');
    await row(/^pmx-cjs.*online/).waitFor();
  });

  it('is stopped, started and restarted by the buttons of its row', async () => {
    const first = await pid();
    await workbench().clickInline(row(/^pmx-cjs/), 'Stop');
    await row(/^pmx-cjs.*stopped/).waitFor();
    assert.deepEqual(workbench().processes('pmx-cjs/index.js'), []);
    await workbench().screenshot('stopped');
    await workbench().clickInline(row(/^pmx-cjs/), 'Start');
    await row(/^pmx-cjs.*online/).waitFor();
    await eventually('another process', async () => (await pid()) !== first); // its row is painted below the module's
    const second = await pid();
    await workbench().clickInline(row(/^pmx-cjs/), 'Restart');
    await eventually('another process', async () => (await pid()) !== second);
  });

  it('is stopped and started by the palette, which says only what can be done', async () => {
    await workbench().runCommand('PM2 Module: Stop');
    await row(/^pmx-cjs.*stopped/).waitFor();
    await workbench().runCommand('PM2 Module: Start');
    await row(/^pmx-cjs.*online/).waitFor();
  });

  it('is offered with all one can do with it in the status bar', async () => {
    const item = workbench().statusBarItem('pm2Modules.status');
    assert.match(await item.innerText(), /pmx-cjs/);
    await item.click();
    await workbench().picks.filter({ hasText: 'Restart' }).first().waitFor();
    await workbench().screenshot('manage');
    await workbench().pick('Show Log');
    await eventually('its log', async () =>
      (await workbench().outputLines()).some((line) => line.includes('greeting')),
    );
    await eventually('of this channel', async () =>
      (await workbench().outputChannel()).includes('PM2 Module: pmx-cjs'),
    );
  });

  it('keeps its life while a saved file does not parse, and says so', async () => {
    const entry = path.join(folder, 'index.js');
    const source = readFileSync(entry, 'utf8');
    const running = await pid();
    writeFileSync(entry, `${source}\nconst half = (;\n`);
    await row(/^pmx-cjs.*online · waiting for a save that parses/).waitFor();
    assert.equal(await pid(), running);
    await workbench().screenshot('does not parse');
    writeFileSync(entry, `${source}\nconsole.log('whole');\n`);
    await row(/saved index.js.*up in/).waitFor();
    assert.notEqual(await pid(), running);
  });

  it('is not restarted by saves while that is paused, but once when it is resumed', async () => {
    await workbench().clickInline(row('restarts on save'), 'Pause Restart on Save');
    await row('restart on save is paused').waitFor();
    await workbench().screenshot('paused');
    const life = await generation();
    writeFileSync(path.join(folder, 'paused.js'), '// saved while paused\n');
    await workbench().clickInline(row('restart on save is paused'), 'Resume Restart on Save');
    await row(/saved paused.js.*up in/).waitFor();
    await row('restarts on save').waitFor();
    assert.equal(await generation(), life + 1);
  });

  it('shows its traffic from the start when moduleDebug is on', async () => {
    writeFiles(folder, { '.vscode/settings.json': { 'pm2Modules.moduleDebug': true } });
    await row(/configuration changed/).waitFor();
    await workbench().showOutput('PM2 Module Traffic: pmx-cjs');
    await eventually('packets', async () => (await workbench().outputLines()).some((line) => line.includes('axm:')));
    await workbench().screenshot('traffic');
  });

  it('comes back when the window is reloaded, in another process', async () => {
    const before = await pid();
    await workbench().load();
    await workbench().showContainer('PM2 Modules');
    await row(/^pmx-cjs.*online/).waitFor();
    assert.notEqual(await pid(), before);
    assert.deepEqual(workbench().processes('pmx-cjs/index.js'), [await pid()]);
  });

  it('is gone when it is uninstalled by the menu of its row, and its folder is not', async () => {
    await workbench().chooseFromMenu(row(/^pmx-cjs/), 'Uninstall');
    // A view that is laid out anew can look empty for a moment, so its offer alone is no proof.
    await row(/^pmx-cjs/).waitFor({ state: 'detached' });
    await workbench().welcomeButton('Modules', 'Install Current Folder as Module').waitFor();
    await eventually('its process is gone', () => workbench().processes('pmx-cjs/index.js').length === 0);
    assert.match(readFileSync(path.join(folder, 'index.js'), 'utf8'), /pmx/);
    await workbench().statusBarItem('pm2Modules.status').waitFor({ state: 'hidden' });
  });
});
