import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { tooltipOf } from './support/tooltip';
import { useWorkbench } from './support/useWorkbench';
import { themes, type Theme } from './support/workbench';

for (const theme of Object.keys(themes) as Theme[]) {
  describe(`probes in the ${theme} theme`, () => {
    const makeFolder = tempFolder();
    const workbench = useWorkbench(() => ({
      theme,
      target: installModule('watchful', makeFolder()),
      settings: { 'pm2Modules.autoInstall': false },
    }));

    it('draw a line behind the value, and warn of an alert that is in force', async () => {
      await workbench().showContainer('PM2 Modules');
      await workbench().welcomeButton('Modules', 'Install Current Folder as Module').click();
      // Only rows in sight are there.
      await workbench()
        .row('Modules', /online/)
        .waitFor();
      await workbench().showOnly('Modules', 'Probes');
      await workbench()
        .row('Probes', /queue.*> 500.*[▁-█]{3,}/)
        .waitFor();
      await workbench()
        .row('Probes', /users.*users.*[▁-█]{3,}/)
        .waitFor();
      await workbench()
        .row('Probes', /^requests/)
        .waitFor();
      await workbench().screenshot('probes-1-lines');
    });

    it('begin with the main probe and the status of the module, and end with those of the runtime', async () => {
      await eventually('the order', async () => {
        const texts = await workbench().rowTexts('Probes');
        return (
          (texts[0] ?? '').startsWith('queue') &&
          (texts[1] ?? '').startsWith('latency') &&
          (texts.at(-1) ?? '').startsWith('Runtime')
        );
      });
    });

    it('keep selection and unfolded groups while values change', async () => {
      const view = workbench().view('Probes');
      await workbench().unfold(workbench().row('Probes', 'Runtime'));
      await workbench().row('Probes', 'Heap Size').waitFor();
      await workbench()
        .row('Probes', /^users/)
        .click();
      const value = await workbench()
        .row('Probes', /^queue/)
        .textContent();
      await eventually(
        'another value',
        async () =>
          (await workbench()
            .row('Probes', /^queue/)
            .textContent()) !== value,
      );
      await view.locator('.monaco-list-row.selected', { hasText: /^users/ }).waitFor();
      await workbench().row('Probes', 'Heap Size').waitFor();
    });

    it('tell kind, range and alert in the tooltip', async () => {
      const told = await tooltipOf(workbench(), workbench().row('Probes', /^idle/), 'Last change');
      assert.match(told, /Type metric/);
      assert.match(told, /Last 10 minutes 3 to 3/);
      assert.match(told, /Alert > 100: not in force/);
      await workbench().screenshot('probes-2-tooltip');
    });

    it('are of a module whose tooltip tells what it has declared, without secrets', async () => {
      const told = await tooltipOf(workbench(), workbench().row('Modules', /^watchful/), 'Library');
      await workbench().screenshot('probes-3-module');
      assert.match(told, /Library pmx 1\.6\.8/);
      assert.match(told, /Mode demonstration/);
      assert.match(told, /Token ••••••/);
      assert.match(told, /password ••••••/);
      assert.doesNotMatch(told, /s3cret|abcdef/);
    });

    it('are narrowed to those whose name has the words of a filter', async () => {
      await workbench().clickViewAction('Probes', 'Filter Probes…');
      await workbench().answer('Words of the names that are shown', 'latency');
      await eventually('the filtered rows', async () => {
        const texts = await workbench().rowTexts('Probes');
        return texts.length === 4 && texts[0]?.startsWith('latency') && texts[1]?.startsWith('Runtime (2)');
      });
      await workbench().screenshot('probes-4-filter');
    });

    it('are pinned to the status bar, also when the window is loaded anew, and a click there shows their row', async () => {
      await workbench().clickViewAction('Probes', 'Filter Probes…');
      await workbench().answer('Words of the names that are shown', '');
      const item = workbench().statusBarItem('pm2Modules.probe.1');
      await workbench().clickInline(workbench().row('Probes', /^queue/), 'Pin to Status Bar');
      await item.filter({ hasText: /queue 9\d\d > 500/ }).waitFor();
      await workbench().clickInline(workbench().row('Probes', /^users/), 'Pin to Status Bar');
      await workbench()
        .statusBarItem('pm2Modules.probe.2')
        .filter({ hasText: /\d+ users/ })
        .waitFor();
      await workbench().screenshot('probes-5-pinned');
      await workbench().load();
      await workbench().showContainer('PM2 Modules');
      await workbench()
        .row('Modules', /watchful.*online/)
        .waitFor();
      await item.filter({ hasText: /queue 9\d\d > 500/ }).waitFor();
      await item.click();
      await workbench().view('Probes').locator('.monaco-list-row.selected', { hasText: 'queue' }).waitFor();
      await workbench().clickInline(workbench().row('Probes', /^queue/), 'Unpin from Status Bar');
      await item.filter({ hasText: /\d+ users/ }).waitFor();
      await workbench().statusBarItem('pm2Modules.probe.2').waitFor({ state: 'hidden' });
    });
  });
}
