import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { installModule } from '../support/modulePackages';
import { projectRoot } from '../support/projectRoot';
import { themes, Workbench, type Theme } from './support/workbench';

/** How many visitors the log greets before the save: enough that there is something to see of both lives. */
const GREETED = 3;
/** How wide the views are, in pixels: a little wider than at first, so that their rows are whole. */
const SIDEBAR_WIDTH = 400;

/** Pixels of a picture for one of the page: sharp on good screens, and less than 400 KB. */
const PIXEL_RATIO = 1.75;

/** Makes the pictures of the README: the sample module while one works on it. */
async function main(): Promise<void> {
  for (const theme of Object.keys(themes) as Theme[]) {
    const folder = mkdtempSync(path.join(tmpdir(), 'pm2m-'));
    const module = installModule('hello-module', folder);
    const workbench = await Workbench.open({
      theme,
      target: module,
      settings: { 'editor.minimap.enabled': false, 'breadcrumbs.enabled': false, 'editor.fontSize': 13 },
    });
    try {
      await work(workbench, module);
      const file = path.join(projectRoot, 'media', 'readme', `${theme}.png`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, await picture(workbench));
      console.log(path.relative(projectRoot, file));
    } finally {
      await workbench.close();
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    }
  }
}

/** Installs the module, has it greet some visitors, saves a file, and runs an action. */
async function work(workbench: Workbench, module: string): Promise<void> {
  await workbench.runCommand('PM2 Module: Install Current Folder as Module');
  await workbench.row('Modules', /hello-module.*online/).waitFor();
  await widenSidebar(workbench);
  await workbench.view('Issues').locator('.pane-header').click(); // there are none
  await workbench.row('Modules', /^index\.js/).click();
  await workbench.runCommand('PM2 Module: Show Log');
  await greeted(workbench, GREETED);
  const saved = path.join(module, 'lib', 'visitors.js');
  writeFileSync(saved, readFileSync(saved, 'utf8').replace("'Ada'", "'Ada', 'Alan'"));
  await workbench.row('Modules', /saved lib\/visitors\.js.*up in/).waitFor();
  await workbench.clickInline(workbench.row('Actions', 'set greeting'), 'Run Action…');
  await workbench.answer('handed over as it is typed', 'Good morning');
  await workbench.row('Actions', /set greeting.*→/).waitFor();
  await greeted(workbench, 2 * GREETED);
  await workbench.row('Probes', /^stay/).waitFor({ timeout: 60_000 }); // somebody has left
  await workbench.page.locator('.monaco-editor .view-line', { hasText: 'greeting = text' }).click();
  await workbench.page.mouse.move(200, 18);
}

/** The log has told of so many visitors. */
function greeted(workbench: Workbench, count: number): Promise<true> {
  return eventually(
    `${count} visitors in the log`,
    async () => (await workbench.outputLines()).filter((line) => line.includes(' inside')).length >= count || undefined,
    60_000,
  );
}

async function widenSidebar({ page }: Workbench): Promise<void> {
  const box = await page.locator('.part.sidebar').boundingBox();
  if (!box) throw new Error('There is no sidebar.');
  const edge = box.x + box.width;
  await page.mouse.move(edge, 200);
  await page.mouse.down();
  await page.mouse.move(box.x + SIDEBAR_WIDTH, 200, { steps: 5 });
  await page.mouse.up();
}

/** What is on screen, sharper than the page is drawn. */
async function picture({ page }: Workbench): Promise<Buffer> {
  const { width = 0, height = 0 } = page.viewportSize() ?? {};
  const browser = await page.context().newCDPSession(page);
  await browser.send('Emulation.setDeviceMetricsOverride', {
    width,
    height,
    deviceScaleFactor: PIXEL_RATIO,
    mobile: false,
  });
  const { data } = await browser.send('Page.captureScreenshot', { format: 'png' });
  return Buffer.from(data, 'base64');
}

void main();
