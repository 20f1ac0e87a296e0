import type { Locator } from 'playwright-core';
import { eventually } from '../../support/eventually';
import { PATIENCE_MS, type Workbench } from './workbench';

/** What a key shows is there within this time, in milliseconds, unless the editor was not ready for the key. */
const ATTEMPT_MS = 3_000;

/** What is shown to one who asks is not shown by itself in an editor that is still starting: then one asks once more. */
export async function showByKey({ page }: Workbench, keys: string | readonly string[], shown: Locator): Promise<void> {
  const chord = [keys].flat();
  const show = async (): Promise<boolean> => {
    if (await shown.isVisible()) return true;
    await page.keyboard.press('Escape');
    for (const key of chord) await page.keyboard.press(key);
    await shown.waitFor({ timeout: ATTEMPT_MS });
    return true;
  };
  await eventually(`${chord.join(' ')} shows it`, show, PATIENCE_MS);
}
