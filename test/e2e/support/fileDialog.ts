import { eventually } from '../../support/eventually';
import type { Workbench } from './workbench';

/** Types a path into the file dialog, which forgets it while it still reads the folder that it opened with. */
export async function choosePath(workbench: Workbench, file: string): Promise<void> {
  const box = workbench.quickInput;
  await workbench.picks.filter({ hasText: '..' }).first().waitFor();
  await eventually('the dialog takes the path', async () => {
    if (!(await box.isVisible())) return true;
    await box.fill(file, { timeout: 2_000 });
    if ((await box.inputValue()) === file) await box.press('Enter', { timeout: 2_000 });
    await workbench.page.waitForTimeout(250);
    return !(await box.isVisible());
  });
}
