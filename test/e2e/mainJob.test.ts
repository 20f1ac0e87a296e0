import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { useWorkbench } from './support/useWorkbench';
import { themes, type Theme } from './support/workbench';

for (const theme of Object.keys(themes) as Theme[]) {
  describe(`the main job in the ${theme} theme`, () => {
    const makeFolder = tempFolder();
    let folder: string;

    const workbench = useWorkbench(() => {
      folder = installModule('pm2-server-monit', makeFolder());
      return { theme, target: folder };
    });

    it('has the extension among the installed ones', async () => {
      await workbench().runCommand('Extensions: Show Installed Extensions');
      await workbench().page.locator('.extension-list-item', { hasText: 'module-studio' }).waitFor();
      await workbench().screenshot('0-extension');
    });

    it('offers to install the open folder', async () => {
      await workbench().showContainer('PM2 Modules');
      await workbench().welcomeButton('Modules', 'Install Current Folder as Module').waitFor();
      await workbench().screenshot('1-welcome');
    });

    it('installs it with one click and shows it online with its probes', async () => {
      await workbench().welcomeButton('Modules', 'Install Current Folder as Module').click();
      await workbench()
        .row('Modules', /pm2-server-monit.*online/)
        .waitFor();
      await workbench()
        .row('Probes', /CPU usage.*%/)
        .waitFor();
      await workbench().screenshot('2-online');
    });

    it('runs an action from its row and shows the reply', async () => {
      const row = workbench().row('Actions', 'processes/users');
      await workbench().clickInline(row, 'Run Action…');
      await workbench()
        .row('Actions', /processes\/users.*→/)
        .waitFor();
      await workbench().screenshot('3-action');
    });

    it('shows its log', async () => {
      await workbench().runCommand('PM2 Module: Show Log');
      await eventually('the log', async () =>
        (await workbench().outputLines()).some((line) => line.includes('network metrics')),
      );
      await workbench().screenshot('4-log');
    });

    it('shows its traffic', async () => {
      await workbench().runCommand('PM2 Module: Show Traffic');
      await eventually('the traffic', async () =>
        (await workbench().outputLines()).some((line) => line.includes('axm:monitor')),
      );
      await workbench().screenshot('5-traffic');
    });

    it('restarts it on a save', async () => {
      const entry = path.join(folder, 'src', 'index.js');
      writeFileSync(entry, `${readFileSync(entry, 'utf8')}\nconsole.log('saved again');\n`);
      await workbench().runCommand('PM2 Module: Show Log');
      await eventually('the log', async () =>
        (await workbench().outputLines()).some((line) => line.includes('saved again')),
      );
      await workbench().screenshot('6-saved');
    });
  });
}
