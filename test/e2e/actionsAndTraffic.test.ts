import { mkdirSync, readFileSync } from 'node:fs';
import assert from 'node:assert/strict';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { choosePath } from './support/fileDialog';
import { useWorkbench } from './support/useWorkbench';
import { themes, type Theme, type Workbench } from './support/workbench';

/** The text of the editor in front, as far as it is on screen. */
async function editorText(workbench: Workbench): Promise<string> {
  const lines = await workbench.page.locator('.editor-instance .view-lines .view-line').allTextContents();
  return lines.map((line) => line.replaceAll('\u00a0', ' ')).join('\n');
}

for (const theme of Object.keys(themes) as Theme[]) {
  describe(`actions and traffic in the ${theme} theme`, () => {
    const makeFolder = tempFolder();
    let folder = '';
    let recording = '';
    const workbench = useWorkbench(() => {
      folder = installModule('chores', makeFolder());
      recording = path.join(makeFolder(), 'traffic', 'chores.jsonl');
      mkdirSync(path.dirname(recording));
      return { theme, target: folder, settings: { 'pm2Modules.autoInstall': true } };
    });

    async function editorSays(text: RegExp): Promise<void> {
      await eventually(`the editor says ${String(text)}`, async () => {
        const said = await workbench().notifications.allTextContents();
        assert.deepEqual(said, []);
        return text.test(await editorText(workbench()));
      });
    }

    /** Makes room for the actions: rows out of sight are not in the page. */
    async function foldOtherViews(): Promise<void> {
      await workbench().showOnly('Modules', 'Actions');
    }

    it('asks for an argument, and offers the last ones the next time', async () => {
      await workbench().showContainer('PM2 Modules');
      const row = workbench().row('Actions', 'set level');
      await row.waitFor();
      await foldOtherViews();
      await workbench().clickInline(row, 'Run Action…');
      await workbench().answer('How much is logged', 'debug');
      await workbench()
        .row('Actions', /set level.*"level":"debug"/)
        .waitFor();
      await workbench().clickInline(row, 'Run Action…');
      await workbench().picks.filter({ hasText: 'debug' }).first().waitFor();
      await workbench().screenshot('actions-1-argument');
      await workbench().quickInput.fill('info');
      await workbench().picks.filter({ hasText: 'info' }).first().waitFor();
      await workbench().quickInput.press('Enter');
      await workbench()
        .row('Actions', /set level.*"level":"info"/)
        .waitFor();
    });

    it('shows the output of a scoped run while it grows', async () => {
      const row = workbench().row('Actions', /^sweep/);
      await workbench().clickInline(row, 'Run Action…');
      await workbench().answer('handed over as it is typed', '12+');
      await workbench()
        .row('Actions', /sweep.*running .* lines/)
        .waitFor();
      await workbench().clickInline(row, 'Show Output');
      await editorSays(/State\s+running · \d+ lines[^]*swept room 3\b/);
      await workbench().screenshot('actions-2-running');
      await workbench().clickInline(workbench().row('Actions', 'enough'), 'Run Action…');
      await editorSays(/State\s+ended after [^]*swept room 12\b[^]*swept$/m);
    });

    it('stops waiting for an action that does not reply, and offers a restart', async () => {
      const row = workbench().row('Actions', /^keep silent/);
      await workbench().clickInline(row, 'Run Action…');
      await workbench().clickInline(row, 'Cancel Action');
      await workbench()
        .row('Actions', /keep silent.*Stopped waiting .* The module goes on with it\./)
        .waitFor();
      await eventually('a restart is offered', async () => {
        await row.hover();
        return row.locator('.action-label[aria-label="Restart"]').isVisible();
      });
    });

    it('hangs the last runs under their action, from which each opens', async () => {
      await workbench().unfold(workbench().row('Actions', /^set level/));
      await workbench()
        .row('Actions', /debug → {"level":"debug"}/)
        .click();
      await editorSays(/Argument\s+debug[^]*"level": "debug"/);
      await workbench().screenshot('actions-3-runs');
      await workbench()
        .row('Actions', /^set level/)
        .locator('.monaco-tl-twistie')
        .click();
    });

    it('takes a CPU profile, which opens in the editor', async () => {
      await workbench().unfold(workbench().row('Actions', /^Profiling/));
      await workbench().clickInline(workbench().row('Actions', 'Start CPU profile'), 'Run Action…');
      await workbench()
        .row('Actions', /Start CPU profile.*→/)
        .waitFor();
      const stop = workbench().row('Actions', 'Stop CPU profile');
      await workbench().clickInline(stop, 'Run Action…');
      await workbench()
        .row('Actions', /Stop CPU profile.*→ chores-.*\.cpuprofile/)
        .waitFor();
      await workbench().clickInline(stop, 'Open Profile');
      await workbench().page.locator('.tab', { hasText: '.cpuprofile' }).waitFor();
      await workbench().screenshot('actions-4-profile');
      // Out of the profile's webview, which keeps keys to itself.
      await workbench().row('Actions', 'Heap snapshot').click();
    });

    it('saves its traffic, and shows the recording as a module that does not run', async () => {
      await workbench().runCommand('PM2 Module: Save Traffic Recording…');
      await workbench().pick('Save what is kept');
      await choosePath(workbench(), recording);
      await workbench().notifications.filter({ hasText: 'messages are saved as' }).waitFor();
      assert.match(readFileSync(recording, 'utf8'), /"dir":"meta"[^]*"dir":"pm2->module"/);

      await workbench().runCommand('PM2 Module: Open Traffic Recording…');
      await choosePath(workbench(), recording);
      await workbench()
        .row('Modules', /chores \(recording\).*messages of/)
        .waitFor();
      await workbench()
        .row('Actions', /sweep.*"swept"/)
        .waitFor();
      await workbench().runCommand('PM2 Module: Show Traffic');
      await workbench().pick('chores (recording)');
      await eventually('the recorded traffic', async () =>
        (await workbench().outputLines()).some((line) => line.includes('axm:')),
      );
      await workbench().screenshot('actions-5-recording');
      await workbench().clickInline(workbench().row('Modules', 'chores (recording)'), 'Close Recording');
      await eventually('it is gone', async () => (await workbench().row('Modules', '(recording)').count()) === 0);
    });

    it('keeps the runs when the window is loaded anew', async () => {
      await workbench().load();
      await workbench().showContainer('PM2 Modules');
      await workbench().showOnly('Actions'); // rows out of sight are not in the page
      await workbench()
        .row('Actions', /sweep.*"swept"/)
        .waitFor();
    });
  });
}
