import { eventually } from '../../support/eventually';
import type { Workbench } from './workbench';

/** Opens a file of the workspace by its name, with the cursor at a line and column when they follow: `app.js:53:1`. */
export async function openFile(workbench: Workbench, place: string): Promise<void> {
  const { page, quickInput, picks } = workbench;
  await page.keyboard.press('Control+P');
  await quickInput.fill(place);
  const name = place.split(':')[0] ?? '';
  // What was opened last stands first until the text has been looked at.
  await eventually(`${name} is the first pick`, async () => (await picks.first().innerText()).includes(name));
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: name }).waitFor();
  await page.locator('.monaco-editor.focused').first().waitFor();
}
