import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { useWorkbench } from './support/useWorkbench';
import { themes, type Theme } from './support/workbench';

for (const theme of Object.keys(themes) as Theme[]) {
  describe(`issues and events in the ${theme} theme`, () => {
    const makeFolder = tempFolder();
    const workbench = useWorkbench(() => ({ theme, target: installModule('troubled', makeFolder()) }));

    before(async () => {
      await workbench().showContainer('PM2 Modules');
      await workbench().welcomeButton('Modules', 'Install Current Folder as Module').click();
      await workbench()
        .row('Modules', /troubled.*online/)
        .waitFor();
      await workbench().showOnly('Modules', 'Actions', 'Issues'); // only rows in sight are in the page
    });

    const run = async (action: string): Promise<void> => {
      await workbench().clickInline(workbench().row('Actions', action), 'Run Action…');
    };

    it('say that there are none yet', async () => {
      const view = await workbench().expandView('Issues');
      await view.getByText('troubled has reported no issue.').waitFor();
      await workbench().screenshot('reports-1-none');
    });

    it('are told in a notification, which leads to the issue', async () => {
      await run('notify error');
      await workbench().clickNotification('troubled reports an issue: TypeError', 'Show Issue');
      const issue = workbench().row('Issues', /TypeError: Cannot read properties/);
      await issue.and(workbench().page.locator('[aria-selected="true"]')).waitFor();
    });

    it('show an issue with its frames, and open the line of one', async () => {
      await workbench().unfold(workbench().row('Issues', /TypeError: Cannot read properties/));
      await workbench().row('Issues', 'at Object.load (lib/users.js:5:15)').waitFor();
      await workbench().screenshot('reports-2-issue');
      await workbench().row('Issues', 'at Object.load (lib/users.js:5:15)').click();
      await workbench().page.locator('.tabs-container .tab', { hasText: 'users.js' }).waitFor();
      await workbench().screenshot('reports-3-line');
    });

    it('make one row and four notifications of a flood', async () => {
      await workbench().runCommand('Notifications: Clear All Notifications');
      // Its row may be below those that are in sight.
      await workbench().runCommand('PM2 Module: Run Action…');
      await workbench().pick('flood');
      await workbench()
        .row('Issues', /×100,000 The queue is full/)
        .waitFor();
      const labels = await workbench().rowTexts('Issues');
      assert.equal(labels.filter((label) => label.includes('The queue is full')).length, 1);
      await workbench().screenshot('reports-4-flood');
      await workbench().runCommand('Notifications: Show Notifications');
      const told = workbench().page.locator('.notifications-center .notification-list-item-message');
      await eventually('four notifications', async () => {
        const texts = (await told.allTextContents()).filter((text) => text.includes('The queue is full'));
        assert.deepEqual(
          texts.map((text) => text.replace(/: The queue is full.*/, '')),
          [
            'troubled, 1,000 times by now',
            'troubled, 100 times by now',
            'troubled, 10 times by now',
            'troubled reports an issue',
          ],
        );
        return true;
      });
      await workbench().runCommand('Notifications: Clear All Notifications');
    });

    it('show text as it is, whatever it is', async () => {
      await run('notify nasty');
      await workbench().row('Issues', '<b>bold</b> $(alert) [link](command:x) red').waitFor();
      await workbench().screenshot('reports-5-nasty');
    });

    it('keep issues of an earlier life, paler, and clear them', async () => {
      await workbench().runCommand('PM2 Module: Restart');
      await workbench()
        .row('Issues', /generation 1/)
        .waitFor();
      await workbench().screenshot('reports-6-earlier');
      await workbench().clickViewAction('Issues', 'Clear Issues');
      await workbench().view('Issues').getByText('troubled has reported no issue.').waitFor();
    });

    it('are counted on the activity bar while nobody looks', async () => {
      const badge = workbench().page.locator('.activitybar .action-item', {
        has: workbench().page.locator('.action-label[aria-label^="PM2 Modules"]'),
      });
      await workbench().runCommand('View: Show Explorer');
      await workbench().page.locator('.explorer-folders-view').waitFor();
      await workbench().runCommand('PM2 Module: Run Action…');
      await workbench().pick('notify object');
      await badge.locator('.badge-content', { hasText: '1' }).waitFor();
      await workbench().screenshot('reports-7-badge');
      await workbench().runCommand('View: Show PM2 Modules');
      await workbench().row('Issues', '{"success":false').waitFor();
      await badge.locator('.badge-content').waitFor({ state: 'hidden' });
    });

    it('show events with their payloads', async () => {
      const view = await workbench().expandView('Events');
      await view.waitFor();
      const row = workbench().row('Events', /started.*×2.*\/min/);
      await row.click();
      await workbench()
        .row('Events', /"pid":/)
        .waitFor();
      await workbench().clickInline(row, 'Show Payloads');
      await workbench().page.locator('.tabs-container .tab', { hasText: 'started.json' }).waitFor();
      await workbench().screenshot('reports-8-events');
    });
  });
}
