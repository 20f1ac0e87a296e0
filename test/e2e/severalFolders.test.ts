import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';
import { writeModule } from '../support/writeModule';
import { openFile } from './support/openFile';
import { useWorkbench } from './support/useWorkbench';
import { PATIENCE_MS } from './support/workbench';

const LIVES = 'setInterval(() => {}, 60_000);\n';

describe('a workspace of several folders', () => {
  const makeFolder = tempFolder();
  const folder = makeFolder();
  const npm = path.join(folder, 'bin', 'npm');
  const record = path.join(folder, 'npm was run');

  /** A folder for each thing that can go wrong, and for what goes well. */
  function writeWorkspace(): string {
    const folders = [
      installModule('hello-module', folder),
      writeModule(path.join(folder, 'copies'), 'hello-module', { 'index.js': `console.log('a copy'); ${LIVES}` }),
      installModule('pmx-cjs', folder),
      installModule('plain', folder),
      writeModule(
        folder,
        'two-apps',
        { 'web.js': LIVES, 'worker.js': LIVES },
        {
          apps: [
            { name: 'web', script: 'web.js' },
            { name: 'worker', script: 'worker.js' },
          ],
          config: { workers: 2 },
        },
      ),
      writeModule(
        folder,
        'crashes',
        { 'index.js': "const user = undefined;\n\nconsole.log('hello');\nuser.id;\n" },
        { apps: [{ script: 'index.js' }] },
      ),
      writeModule(folder, 'needs-express', { 'index.js': "require('express');\n" }, { apps: [{ script: 'index.js' }] }),
      writeModule(folder, 'broken', { 'index.js': LIVES }),
    ];
    writeFileSync(path.join(folder, 'broken', 'package.json'), '{\n  "name": "broken"\n  "main": "index.js"\n}\n');
    writeFiles(folder, {
      'bin/npm': `#!/bin/sh\nprintf '%s\\n' "$PWD" "$@" > '${record}.tmp'\nmv '${record}.tmp' '${record}'\n`,
    });
    chmodSync(npm, 0o755);
    const file = path.join(folder, 'modules.code-workspace');
    writeFileSync(file, JSON.stringify({ folders: folders.map((path) => ({ path })) }));
    return file;
  }

  const workbench = useWorkbench(() => ({
    theme: 'dark',
    target: writeWorkspace(),
    settings: {
      // A shell that reads no start-up file, in which another npm may come first.
      'terminal.integrated.profiles.linux': { plain: { path: '/bin/sh' } },
      'terminal.integrated.defaultProfile.linux': 'plain',
    },
    env: { PATH: path.dirname(npm) + path.delimiter + (process.env.PATH ?? '') },
  }));

  const explorerRow = (name: string): Locator =>
    workbench().page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: name }).first();

  const install = (target: Locator): Promise<void> =>
    workbench().chooseFromMenu(target, 'Install Current Folder as Module', () => workbench().showContainer('Explorer'));

  it('shows the options of the module whose file was opened last, as long as none is installed', async () => {
    await workbench().showContainer('PM2 Modules');
    await workbench().expandView('Configuration');
    await workbench()
      .row('Configuration', /greeting\s*Hello/)
      .waitFor();
    await openFile(workbench(), 'worker.js');
    await workbench()
      .row('Configuration', /workers\s*2/)
      .waitFor();
    await workbench().screenshot('options of the open file');
    await openFile(workbench(), 'visitors.js');
    await workbench()
      .row('Configuration', /greeting\s*Hello/)
      .waitFor();
    await workbench().view('Configuration').locator('.pane-header').click();
  });

  it('is asked which one is the module', async () => {
    await workbench().showContainer('PM2 Modules');
    await workbench().welcomeButton('Modules', 'Install a Folder as Module').click();
    await workbench().picks.filter({ hasText: 'hello-module' }).first().waitFor();
    await workbench().screenshot('which folder');
    await workbench().pick('hello-module');
    await workbench()
      .row('Modules', /hello-module.*online/)
      .waitFor();
    // Rows out of sight are not in the page, and those above grow while their modules run.
    await workbench().view('Probes').locator('.pane-header').waitFor();
    await workbench().showOnly('Modules');
  });

  it('tells folders of one name apart, in the view and by their output channels', async () => {
    await workbench().chooseFromMenu(
      workbench().page.locator('.explorer-folders-view .monaco-list-row').filter({ hasText: 'hello-module' }).nth(1),
      'Install Current Folder as Module',
      () => workbench().showContainer('Explorer'),
    );
    await workbench()
      .row('Modules', /^hello-module \(copies\/hello-module\).*online/)
      .waitFor();
    await workbench().showOutput('PM2 Module: hello-module (copies/hello-module)');
    await eventually('its log', async () => (await workbench().outputLines()).some((line) => line.endsWith('a copy')));
    await workbench().screenshot('same name');
  });

  it('installs a folder by its menu in the explorer', async () => {
    await install(explorerRow('pmx-cjs'));
    await workbench()
      .row('Modules', /pmx-cjs.*online/)
      .waitFor();
  });

  it('installs a folder by the menu of its package.json, and tells its processes apart everywhere', async () => {
    const manifest = explorerRow('two-apps')
      .locator('xpath=following-sibling::*')
      .filter({ hasText: 'package.json' })
      .first();
    await install(manifest);
    await workbench()
      .row('Modules', /two-apps.*2 of 2 online/)
      .waitFor();
    await workbench()
      .row('Modules', /^two-apps:web.*online/)
      .waitFor();
    await workbench()
      .row('Modules', /^two-apps:worker.*online/)
      .waitFor();
    await workbench().screenshot('several modules');
  });

  it('says at once why a module crashed, and opens the line', async () => {
    await install(explorerRow('crashes'));
    const row = workbench().row('Modules', /^crashes.*errored.*Cannot read properties of undefined/);
    await row.waitFor();
    await workbench()
      .notifications.filter({ hasText: /"crashes" stopped at once: .*index.js:4/ })
      .waitFor();
    await workbench().screenshot('crashed');
    await row.click();
    await workbench().page.locator('.monaco-editor .line-numbers.active-line-number', { hasText: '4' }).waitFor();
    await workbench().screenshot('crashed line');
  });

  it('offers to install what a module misses, in a terminal of its folder', async () => {
    await install(explorerRow('needs-express'));
    await workbench()
      .notifications.filter({ hasText: /"needs-express" stopped at once: Cannot find module 'express'/ })
      .waitFor();
    await workbench().screenshot('missing dependency');
    await workbench().clickNotification('needs-express', 'Run npm install');
    await eventually('npm was run', () => existsSync(record), PATIENCE_MS); // the first terminal takes a while
    assert.deepEqual(readFileSync(record, 'utf8').trim().split('\n'), [path.join(folder, 'needs-express'), 'install']);
    await workbench().screenshot('missing dependency terminal');
  });

  it('says where a package.json is broken, and goes there', async () => {
    await install(explorerRow('broken'));
    await workbench()
      .notifications.filter({ hasText: /package\.json, line 3, column 3: a comma is missing/ })
      .waitFor();
    await workbench().screenshot('broken');
    await workbench().clickNotification('a comma is missing', 'Open');
    await workbench().page.locator('.monaco-editor .line-numbers.active-line-number', { hasText: '3' }).waitFor();
  });

  it('asks which module a command is meant for, and speaks of that one from then on', async () => {
    await workbench().runCommand('PM2 Module: Stop');
    await workbench().picks.filter({ hasText: 'pmx-cjs' }).waitFor();
    await workbench().screenshot('which module');
    await workbench().pick('pmx-cjs');
    const item = workbench().statusBarItem('pm2Modules.status');
    await item.getByRole('button', { name: 'pmx-cjs, stopped' }).waitFor();
    await item.click();
    await workbench().picks.filter({ hasText: 'Other modules' }).waitFor();
    await workbench().screenshot('manage several');
  });
});
