import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { writePublished } from '../support/publishedPackages';
import { tempFolder } from '../support/tempFolder';
import { openFile } from './support/openFile';
import { showByKey } from './support/showByKey';
import { useWorkbench } from './support/useWorkbench';
import { PATIENCE_MS, themes, type Theme } from './support/workbench';

/** What is in sight takes a click within this time, in milliseconds. */
const CLICK_PATIENCE_MS = 3_000;

for (const theme of Object.keys(themes) as Theme[]) {
  describe(`package.json in the ${theme} theme`, () => {
    const makeFolder = tempFolder();
    let manifest = '';
    const workbench = useWorkbench(() => {
      const file = writePublished('pm2-logrotate', makeFolder());
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace(
          '"max_memory_restart" : "500M"',
          '"max_memory_restrat": "500M",\n      "time": "true"',
        ),
      );
      manifest = file;
      return { theme, target: path.dirname(file) };
    });

    it('shows problems where they are, and what is overridden', async () => {
      const { page, pm2Home } = workbench();
      mkdirSync(pm2Home, { recursive: true });
      const conf = { 'pm2-logrotate': { retain: '0010', compress: 'true' } };
      writeFileSync(path.join(pm2Home, 'module_conf.json'), JSON.stringify(conf));
      await open(':30:1');
      await page.locator('.codelens-decoration', { hasText: '2 overridden' }).waitFor();
      await page.locator('.codelens-decoration', { hasText: 'Reset All' }).waitFor();
      await page.locator('.view-line', { hasText: '→ 10' }).waitFor();
      await page.locator('.squiggly-error').first().waitFor();
      await page.locator('.squiggly-warning').first().waitFor();
      await workbench().screenshot('package.json with problems and overrides');
    });

    it('says of an option what the module gets', async () => {
      const { page } = workbench();
      await open(`:${lineOf('"retain"')}:8`);
      const told = page.locator('.monaco-hover:visible', { hasText: 'The module gets: 10 (number)' });
      const ask = (): Promise<void> => showByKey(workbench(), ['Control+K', 'Control+I'], told);
      await ask();
      await workbench().screenshot('package.json hover on an option');
      // Whatever changes in the editor, and a mouse that leaves it, take it away: then one asks once more.
      const reset = async (): Promise<boolean> => {
        await ask();
        await told.getByText('Reset', { exact: true }).click({ timeout: CLICK_PATIENCE_MS });
        return true;
      };
      await eventually('the reset is clicked', reset, PATIENCE_MS);
      await page.locator('.codelens-decoration', { hasText: '1 overridden' }).waitFor();
      await page.keyboard.press('Escape');
    });

    it('resets all that is overridden, after a question', async () => {
      const { page, pm2Home } = workbench();
      writeFileSync(path.join(pm2Home, 'module_conf.json'), '{ "pm2-logrotate": { "compress": "true" } }');
      await page.locator('.codelens-decoration', { hasText: '1 overridden' }).waitFor();
      await page.locator('.codelens-decoration a', { hasText: 'Reset All' }).click();
      const question = page.locator('.monaco-dialog-box');
      await question.getByText('Reset the option "compress" of "pm2-logrotate"?').waitFor();
      await question.getByRole('button', { name: 'Reset All' }).click();
      await page.locator('.codelens-decoration', { hasText: 'No overrides' }).waitFor();
      const conf = JSON.parse(readFileSync(path.join(pm2Home, 'module_conf.json'), 'utf8')) as Record<string, unknown>;
      assert.deepEqual(Object.keys(conf['pm2-logrotate'] ?? {}), []);
    });

    it('completes the options of PM2', async () => {
      const { page } = workbench();
      await open(`:${lineOf('"script"')}:26`);
      await page.keyboard.press('End');
      await page.keyboard.press('Enter');
      await page.keyboard.type('"kill_t');
      const entry = page.locator('.suggest-widget .monaco-list-row.focused', { hasText: 'kill_timeout' });
      await showByKey(workbench(), 'Control+Space', entry);
      await workbench().screenshot('package.json completion of an option');
      await page.keyboard.press('Enter');
      await page.locator('.view-line', { hasText: '"kill_timeout": 5000,' }).waitFor();
    });

    /** Opens package.json, or goes there in it. */
    async function open(place: string): Promise<void> {
      await openFile(workbench(), `package.json${place}`);
      await workbench().page.locator('.editor-instance .view-line', { hasText: '"config"' }).first().waitFor();
    }

    function lineOf(text: string): number {
      const lines = readFileSync(manifest, 'utf8').split('\n');
      return lines.findIndex((line) => line.includes(text)) + 1;
    }
  });
}
