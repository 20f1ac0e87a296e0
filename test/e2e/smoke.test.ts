import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { themes, Workbench, type Theme } from './support/workbench';

for (const theme of Object.keys(themes) as Theme[]) {
  describe(`a workbench in the ${theme} theme`, () => {
    const makeFolder = tempFolder();
    let workbench: Workbench;

    before(async () => {
      workbench = await Workbench.open({ theme, target: installModule('hello-module', makeFolder()) });
    });

    after(() => workbench.close());

    it('shows the folder of the module', async () => {
      await workbench.page.getByRole('treeitem', { name: 'package.json' }).waitFor();
      await workbench.screenshot('folder');
    });

    it('has the extension among the installed ones', async () => {
      await workbench.runCommand('Extensions: Show Installed Extensions');
      await workbench.page.locator('.extension-list-item', { hasText: 'module-studio' }).waitFor();
      await workbench.screenshot('extensions');
    });
  });
}
