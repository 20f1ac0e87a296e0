import { installModule } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { useWorkbench } from './support/useWorkbench';

describe('a workbench in Simplified Chinese', () => {
  const makeFolder = tempFolder();

  const workbench = useWorkbench(() => ({
    theme: 'light',
    target: installModule('hello-module', makeFolder()),
    language: 'zh-cn',
  }));

  it('has the views and buttons of the extension in that language', async () => {
    await workbench().showContainer('PM2 模块');
    await workbench().screenshot('chinese welcome');
    await workbench().welcomeButton('模块', '将当前文件夹安装为模块').click();
    await workbench()
      .row('模块', /^hello-module.*在线/)
      .waitFor();
    await workbench().row('操作', 'set greeting').waitFor();
    await workbench().screenshot('chinese');
  });
});
