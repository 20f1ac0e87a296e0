import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { useWorkbench } from './support/useWorkbench';
import { themes, type Theme } from './support/workbench';

/** What another program has written is shown within this time once the editor watches, in milliseconds. */
const WATCH_PATIENCE_MS = 3_000;

for (const theme of Object.keys(themes) as Theme[]) {
  describe(`configuration in the ${theme} theme`, () => {
    const makeFolder = tempFolder();
    let folder = '';
    const workbench = useWorkbench(() => ({
      theme,
      target: (folder = installModule('configured', makeFolder())),
      settings: { 'pm2Modules.autoInstall': false },
    }));

    const confFile = (): string => path.join(workbench().pm2Home, 'module_conf.json');
    const section = (): unknown =>
      (JSON.parse(readFileSync(confFile(), 'utf8')) as { configured?: unknown }).configured;
    const shows = (text: string): Promise<unknown> =>
      eventually(`a row "${text}"`, async () => (await workbench().rowTexts('Configuration')).includes(text));
    const box = (text: string): Promise<void> =>
      workbench().page.locator('.quick-input-message', { hasText: text }).waitFor();

    it('shows the options of a module that is only open', async () => {
      await workbench().showContainer('PM2 Modules');
      await workbench().expandView('Configuration');
      await shows('days_interval 7');
      await shows('password ••••••');
      const manifest = path.join(folder, 'package.json');
      const text = readFileSync(manifest, 'utf8');
      await eventually('another program’s change is seen', async () => {
        writeFileSync(manifest, text.replace('7', '8')); // again, while the editor only begins to watch
        const row = workbench().row('Configuration', /^days_interval\s*8/);
        await row.waitFor({ timeout: WATCH_PATIENCE_MS });
        return true;
      });
      writeFileSync(manifest, text);
      await shows('days_interval 7');
    });

    it('sets one in a box that says what would come of the text', async () => {
      const install = { name: 'Install Current Folder as Module' };
      await workbench().view('Modules').getByRole('button', install).click();
      await workbench()
        .row('Modules', /online/)
        .waitFor();
      await workbench().showOnly('Modules', 'Configuration');
      await workbench().clickInline(workbench().row('Configuration', 'days_interval'), 'Set Option…');
      await workbench().quickInput.fill('ten');
      await box('The default is a number, so this must be one.');
      await workbench().quickInput.fill('0010');
      await box('The module gets the number 10, not this text.');
      await workbench().screenshot('configuration-1-box');
      await workbench().quickInput.fill('2');
      await box('Default: 7.');
      await workbench().quickInput.press('Enter');
      await shows('days_interval 2 (default 7)');
      assert.deepEqual(section(), { days_interval: '2' });
      await workbench()
        .row('Modules', /configuration changed/)
        .waitFor();
      await shows('module_conf.json shared with your PM2');
    });

    it('sets what is true or false by a choice, and a member of an object alone', async () => {
      await workbench().clickInline(workbench().row('Configuration', 'compress'), 'Set Option…');
      await workbench().pick('true');
      await shows('compress true (default false)');
      await workbench().unfold(workbench().row('Configuration', 'database'));
      await workbench().clickInline(workbench().row('Configuration', /^host/), 'Set Option…');
      await box('Default: localhost.');
      await workbench().quickInput.fill('db.example');
      await workbench().quickInput.press('Enter');
      await shows('host db.example (default localhost)');
      await shows('port replaced (default 5432)');
      await workbench().screenshot('configuration-2-set');
    });

    it('shows a secret when it is asked to, and hides it again', async () => {
      await workbench().clickInline(workbench().row('Configuration', 'password'), 'Reveal Value');
      await shows('password s3cret-default');
      await workbench().clickInline(workbench().row('Configuration', 'password'), 'Hide Value');
      await shows('password ••••••');
      const all = await workbench().view('Configuration').textContent();
      assert.doesNotMatch(all ?? '', /s3cret|t0ken/);
    });

    it('follows another program, and resets one option and all', async () => {
      const conf = { configured: { days_interval: '5', compress: 'true', extra: '1' } };
      writeFileSync(confFile(), JSON.stringify(conf, undefined, 4));
      await shows('days_interval 5 (default 7)');
      await shows('extra 1 (not in package.json)');
      await workbench().clickInline(workbench().row('Configuration', 'days_interval'), 'Reset Option');
      await shows('days_interval 7');
      assert.deepEqual(section(), { compress: 'true', extra: '1' });
      await workbench().clickViewAction('Configuration', 'Reset All Options…');
      await workbench().dialog.getByText('Reset 2 options of "configured"?').waitFor();
      await workbench().screenshot('configuration-3-reset');
      await workbench().clickDialog('Reset All');
      await shows('compress false');
      assert.deepEqual(section(), {});
    });

    it('says what is wrong with the file, and opens it there', async () => {
      writeFileSync(confFile(), '{\n    "configured": {\n        "days_interval": "3",\n    }\n}');
      const problem = workbench().row('Configuration', /not valid JSON \(line 4, column 5\)/);
      await problem.waitFor();
      await shows('days_interval 7');
      await problem.click();
      await workbench().page.locator('.tab.active', { hasText: 'module_conf.json' }).waitFor();
      await workbench().screenshot('configuration-4-broken');
      await workbench().clickInline(workbench().row('Configuration', 'days_interval'), 'Set Option…');
      await workbench().notifications.filter({ hasText: 'It was left as it is' }).waitFor();
    });
  });
}
