import type { Locator } from 'playwright-core';
import { eventually } from '../../support/eventually';
import type { Workbench } from './workbench';

/** VS Code shows a tooltip half a second after the pointer has come to rest: the first attempt takes so long, in milliseconds. */
const TOOLTIP_MS = 1_500;
/** It may take some attempts on a busy machine. */
const TOOLTIPS_MS = 60_000;

/** A row that changes takes its tooltip away: then the pointer comes once more. `part`: by which the tooltip is known. */
export async function tooltipOf(workbench: Workbench, row: Locator, part: string): Promise<string> {
  const hover = workbench.page.locator('.workbench-hover-container', { hasText: part });
  let timeout = TOOLTIP_MS;
  const look = async (): Promise<string | undefined> => {
    await workbench.view('Events').locator('.pane-header').hover();
    await row.locator('.label-name').hover();
    try {
      return (await hover.textContent({ timeout })) ?? undefined;
    } finally {
      timeout *= 1.5; // a machine that is that slow gets more
    }
  };
  const text = await eventually('the tooltip', look, TOOLTIPS_MS);
  return text.replaceAll('\u00a0', ' ');
}
