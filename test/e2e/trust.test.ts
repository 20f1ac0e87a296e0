import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';
import { useWorkbench } from './support/useWorkbench';

describe('a folder that is not trusted, and asks to be installed when it is opened', () => {
  const makeFolder = tempFolder();

  const workbench = useWorkbench(() => {
    const folder = installModule('hello-module', makeFolder());
    writeFiles(folder, { '.vscode/settings.json': { 'pm2Modules.autoInstall': true } });
    return { theme: 'light', target: folder, trust: 'restricted' };
  });

  it('is not run, and the view says why', async () => {
    await workbench().showContainer('PM2 Modules');
    await workbench().view('Modules').getByText('Modules run code. Trust this workspace to run them.').waitFor();
    await workbench().welcomeButton('Modules', 'Manage Workspace Trust').waitFor();
    await workbench().screenshot('untrusted');
  });

  it('is not run by the command either, which leads to where it is trusted', async () => {
    await workbench().runCommand('PM2 Module: Install Current Folder as Module');
    await workbench().clickNotification('this workspace is not trusted yet', 'Manage Workspace Trust');
    await workbench().page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().waitFor();
    await workbench().screenshot('manage trust');
  });

  it('asks once it is trusted, and runs when that is wanted', async () => {
    await workbench().page.locator('.workspace-trust-editor .monaco-button', { hasText: 'Trust' }).first().click();
    await workbench().notifications.filter({ hasText: 'ask to install the module hello-module' }).waitFor();
    await workbench().screenshot('asks to install');
    await workbench().clickNotification('ask to install the module hello-module', 'Install');
    await workbench()
      .row('Modules', /^hello-module.*online/)
      .waitFor();
  });

  it('is installed without a question from then on', async () => {
    await workbench().runCommand('PM2 Module: Uninstall');
    await workbench().welcomeButton('Modules', 'Install Current Folder as Module').waitFor();
    await workbench().load();
    await workbench().showContainer('PM2 Modules');
    await workbench()
      .row('Modules', /^hello-module.*online/)
      .waitFor();
  });
});
