import { eventually } from '../../support/eventually';
import { PATIENCE_MS, type Workbench } from './workbench';

/** The keys do nothing in a window that still starts, and what takes the focus closes the list: then one asks again, in milliseconds. */
const ATTEMPT_MS = 5_000;

/** Opens a file of the workspace by its name, with the cursor at a line and column when they follow: `app.js:53:1`. */
export async function openFile(workbench: Workbench, place: string): Promise<void> {
  const { page, quickInput, picks } = workbench;
  const [name = '', line, column] = place.split(':');
  const wait = { timeout: ATTEMPT_MS };
  const open = async (): Promise<boolean> => {
    if (!(await quickInput.isVisible())) await page.keyboard.press('Control+P');
    await quickInput.fill(place, wait);
    // What was opened last stands first until the text has been looked at.
    await picks.and(page.locator('[data-index="0"]')).filter({ hasText: name }).waitFor(wait);
    await page.keyboard.press('Enter');
    await page.locator('.tab.active', { hasText: name }).waitFor(wait);
    await page.locator('.monaco-editor.focused').first().waitFor(wait);
    // A file that was open already is in front before the cursor is where it was sent.
    if (line !== undefined) await page.locator(POSITION, { hasText: `Ln ${line}, Col ${column ?? 1}` }).waitFor(wait);
    return true;
  };
  await eventually(`${place} is open`, open, PATIENCE_MS);
}

/** Where the status bar says where the cursor is. */
const POSITION = '.statusbar-item[id="status.editor.selection"]';
