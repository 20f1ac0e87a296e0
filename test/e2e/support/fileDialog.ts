import { eventually } from '../../support/eventually';
import type { Workbench } from './workbench';

/** A dialog that took the path is gone by then, in milliseconds. */
const CLOSE_PATIENCE_MS = 3_000;

/** Types a path into the file dialog, which forgets it while it still reads the folder that it opened with. */
export async function choosePath(workbench: Workbench, file: string): Promise<void> {
  const box = workbench.quickInput;
  await workbench.picks.filter({ hasText: '..' }).first().waitFor();
  await eventually('the dialog takes the path', async () => {
    if (!(await box.isVisible())) return true;
    await box.fill(file, { timeout: CLOSE_PATIENCE_MS });
    if ((await box.inputValue({ timeout: CLOSE_PATIENCE_MS })) !== file) return false;
    await box.press('Enter', { timeout: CLOSE_PATIENCE_MS });
    await box.waitFor({ state: 'hidden', timeout: CLOSE_PATIENCE_MS });
    return true;
  });
}
