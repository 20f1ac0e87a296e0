import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { findMarked } from '../../../scripts/testRun/markedProcesses.mjs';
import { eventually } from '../../support/eventually';
import { projectRoot } from '../../support/projectRoot';
import { openBrowser, type Browser } from '../../vscode-host/browser';
import { linkExtension } from '../../vscode-host/linkExtension';
import { startServer, type VscodeServer } from '../../vscode-host/server';
import { workbenchUrl } from '../../vscode-host/workbenchUrl';

const EXTENSION = 'module-studio.pm2-module-studio';
/** How long something may take to appear on a busy machine, in milliseconds. */
export const PATIENCE_MS = 60_000;
/** The palette shows what it knew when it was opened: so long until it is opened again, at first, in milliseconds. */
const PALETTE_PATIENCE_MS = 1_500;
/** A row that the mouse is over shows its inline actions within this time, in milliseconds. */
const INLINE_PATIENCE_MS = 1_500;
/** What is in sight takes a click, and what was clicked shows it, within this time, in milliseconds. */
const CLICK_PATIENCE_MS = 5_000;
const ROW_HEIGHT_PX = 22;
/** VS Code ignores clicks on the items of a menu that has only just opened, in milliseconds. */
const MENU_DEAF_MS = 250;
/** What the mouse has left is hidden within this time, in milliseconds. */
const HOVER_PATIENCE_MS = 1_000;
/** A menu that is not open or does not close within this time, in milliseconds, is opened again. */
const MENU_PATIENCE_MS = 3_000;
/** Where the mouse hovers over nothing: the empty part of the title bar. */
const IDLE_MOUSE = { x: 200, y: 18 };

/** The themes that people see first, and what VS Code calls their kinds. */
export const themes = {
  dark: { name: 'Dark Modern', kind: 'vs-dark' },
  light: { name: 'Light Modern', kind: 'vs' },
} as const;
export type Theme = keyof typeof themes;

export interface WorkbenchOptions {
  readonly theme: Theme;
  /** Absolute path of a folder or `.code-workspace` file; without one the window is empty. */
  readonly target?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Default: `trusted`, thus without Workspace Trust. */
  readonly trust?: 'trusted' | 'restricted' | 'ask';
  /** How long the extension host outlives a closed page, in seconds; default: VS Code's 3 hours. */
  readonly reconnectionGraceSeconds?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Of the extension's texts; the workbench's own stay English. */
  readonly language?: string;
}

/** What all windows of a workbench share. */
interface Started {
  /** For temporary files. */
  readonly folder: string;
  readonly server: VscodeServer;
  readonly browser: Browser;
}

/** What of an element in the page is used here: the project is not compiled with the types of browsers. */
interface LineElement {
  readonly textContent: string;
  getBoundingClientRect(): { readonly top: number };
}

/** A VS Code in a browser, with the extension installed, and the ways in which a person uses it. */
export class Workbench {
  private constructor(
    /** For what this class has no word for. */
    readonly page: Page,
    private readonly started: Started,
    private readonly options: WorkbenchOptions,
  ) {
    page.setDefaultTimeout(PATIENCE_MS);
  }

  /** Starts everything; resolves when the workbench is on screen. */
  static async open(options: WorkbenchOptions): Promise<Workbench> {
    const folder = mkdtempSync(path.join(tmpdir(), 'pm2m-e2e-'));
    const extensionsFolder = path.join(folder, 'extensions');
    linkExtension(extensionsFolder);
    const server = await startServer({
      extensionsFolder,
      settings: { 'workbench.colorTheme': themes[options.theme].name, ...options.settings },
      env: { PM2_HOME: path.join(folder, 'pm2'), ...options.env },
      ...(options.language ? { language: options.language } : {}),
      ...(options.trust ? { trust: options.trust } : {}),
      ...(options.reconnectionGraceSeconds === undefined
        ? {}
        : { reconnectionGraceSeconds: options.reconnectionGraceSeconds }),
    });
    const browser = await openBrowser().catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    const workbench = new Workbench(browser.page, { folder, server, browser }, options);
    await workbench.load();
    return workbench;
  }

  /** `PM2_HOME` of the extension host, unless `env` gave another. */
  get pm2Home(): string {
    return path.join(this.started.folder, 'pm2');
  }

  /** The processes below the server whose command line contains the text, such as those of a module. */
  processes(text: string): readonly number[] {
    return findMarked(`PM2_HOME=${this.pm2Home}`)
      .filter(({ command }) => command.includes(text))
      .map(({ pid }) => pid);
  }

  /** Another window of the same server, on the same folder. It ends with the first one. */
  async openAnother(): Promise<Workbench> {
    const page = await this.page.context().newPage();
    const another = new Workbench(page, this.started, this.options);
    await another.load();
    return another;
  }

  /** Ends the window, the browser and the server, and with them the extension host. */
  async close(): Promise<void> {
    const { browser, server, folder } = this.started;
    await browser.close();
    await server.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  }

  /** Loads the page anew, as *Developer: Reload Window* does. */
  async load(): Promise<void> {
    await this.page.goto(workbenchUrl(this.started.server, { target: this.options.target }));
    const { kind } = themes[this.options.theme];
    await this.page.locator(`.monaco-workbench.${kind} .part.activitybar`).waitFor({ timeout: PATIENCE_MS });
  }

  /** Saves what is on screen, with the mouse out of the way, as `.test/screenshots/<theme>/<name>.png`. */
  async screenshot(name: string): Promise<void> {
    await this.page.mouse.move(IDLE_MOUSE.x, IDLE_MOUSE.y);
    const hover = this.page.locator('.workbench-hover');
    await hover.waitFor({ state: 'hidden', timeout: HOVER_PATIENCE_MS }).catch(() => undefined); // the focus may hold one
    const folder = path.join(projectRoot, '.test', 'screenshots', this.options.theme);
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({ path: path.join(folder, `${name}.png`) });
  }

  // Commands, quick picks and input boxes

  /** Runs a command by its title in the palette, such as `PM2 Module: Restart`; waits until the palette has it. */
  async runCommand(title: string): Promise<void> {
    const command = this.picks.filter({ hasText: title }).first();
    let timeout = PALETTE_PATIENCE_MS;
    const run = async (): Promise<boolean> => {
      await this.page.keyboard.press('F1');
      try {
        await this.quickInput.fill(`>${title}`, { timeout });
        await command.waitFor({ timeout });
        await command.click({ timeout: CLICK_PATIENCE_MS });
        return true;
      } catch (error) {
        timeout *= 1.5; // a machine that is that slow gets more
        await this.page.keyboard.press('Escape');
        throw error;
      }
    };
    await eventually(`the command "${title}"`, run, PATIENCE_MS);
  }

  /** The field of whatever quick pick or input box is open. */
  get quickInput(): Locator {
    return this.page.locator('.quick-input-widget .quick-input-filter input');
  }

  /** The rows of the open quick pick. */
  get picks(): Locator {
    return this.page.locator('.quick-input-list .monaco-list-row');
  }

  /** Clicks the first row of the open quick pick whose label contains the text. */
  async pick(label: string): Promise<void> {
    await this.picks.filter({ hasText: label }).first().click();
  }

  /**
   * Types into the open input box and confirms; resolves when the text was accepted. `prompt` is what the box asks for,
   * by which it is told from an older one.
   */
  async answer(prompt: string, text: string): Promise<void> {
    const box = this.page.locator('.quick-input-message', { hasText: prompt });
    await box.waitFor();
    await this.quickInput.fill(text);
    await this.quickInput.press('Enter');
    await box.waitFor({ state: 'hidden' });
  }

  // Views and their rows

  /** Shows a view container, by its title in the activity bar; one that is shown already stays. */
  async showContainer(title: string): Promise<void> {
    // Some say their keys behind it, or what their badge counts.
    const label = `:is([aria-label="${title}"], [aria-label^="${title} ("], [aria-label^="${title} - "])`;
    const entry = this.page.locator(`.activitybar .action-item:has(.action-label${label})`);
    // A click just when a window that starts opens it anew would hide it.
    const show = async (): Promise<boolean> => {
      if ((await entry.getAttribute('aria-selected')) === 'true') return true;
      await entry.click();
      await entry.and(this.page.locator('[aria-selected="true"]')).waitFor({ timeout: CLICK_PATIENCE_MS });
      return true;
    };
    await eventually(`${title} is shown`, show, PATIENCE_MS);
  }

  /** The section of a view, by the view's name, whatever its description says. */
  view(name: string): Locator {
    return this.page.locator('.pane').filter({ has: this.page.locator(headerOf(name)) });
  }

  /** A button among the words of an empty view; one of that name in its title is another. */
  welcomeButton(view: string, title: string): Locator {
    return this.view(view).locator('.welcome-view-content').getByRole('button', { name: title });
  }

  /** Opens the section of a view if it is folded. */
  async expandView(name: string): Promise<Locator> {
    await this.fold(this.view(name).locator('.pane-header'), false);
    return this.view(name);
  }

  /** Unfolds these views of the container on screen, and folds all others. */
  async showOnly(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.view(name).locator('.pane-header').waitFor(); // the container may still open
    const wanted = this.page.locator(names.map((name) => headerOf(name)).join(', '));
    for (const header of await this.page.locator('.sidebar .pane-header').all()) {
      await this.fold(header, (await header.and(wanted).count()) === 0);
    }
  }

  /** Unfolds a row; one that is unfolded stays. */
  async unfold(row: Locator): Promise<void> {
    const unfold = async (): Promise<boolean> => {
      if ((await row.getAttribute('aria-expanded')) === 'true') return true;
      await row.locator('.monaco-tl-twistie').click({ timeout: CLICK_PATIENCE_MS });
      await row.and(this.page.locator('[aria-expanded="true"]')).waitFor({ timeout: CLICK_PATIENCE_MS });
      return true;
    };
    await eventually('the row is unfolded', unfold, PATIENCE_MS);
  }

  private async fold(header: Locator, isFolded: boolean): Promise<void> {
    const state = String(!isFolded);
    const fold = async (): Promise<boolean> => {
      if ((await header.getAttribute('aria-expanded')) === state) return true;
      await header.click({ timeout: CLICK_PATIENCE_MS });
      await header.and(this.page.locator(`[aria-expanded="${state}"]`)).waitFor({ timeout: CLICK_PATIENCE_MS });
      return true;
    };
    await eventually(`the view is ${isFolded ? 'folded' : 'unfolded'}`, fold, PATIENCE_MS);
  }

  /** Clicks an action in the title of a view. */
  async clickViewAction(view: string, action: string): Promise<void> {
    const header = this.view(view).locator('.pane-header');
    await header.hover();
    await header.locator(`.action-label[aria-label="${action}"]`).click();
  }

  /** The rows of a view's tree, in the order in which they stand there. */
  rows(view: string): Locator {
    return this.view(view).getByRole('treeitem');
  }

  /** The first row of a view whose label and description contain the text. */
  row(view: string, text: string | RegExp): Locator {
    return this.rows(view).filter({ hasText: text }).first();
  }

  /** Label and description of each row, with a space between. */
  async rowTexts(view: string): Promise<string[]> {
    const rows = await this.rows(view).all();
    const texts = await Promise.all(
      rows.map((row) => row.locator('.label-name, .label-description').allTextContents()),
    );
    return texts.map((parts) => parts.join(' ').replaceAll('\u00a0', ' ').trim());
  }

  /** Clicks the inline action of a row, by the title of its command. */
  async clickInline(row: Locator, action: string): Promise<void> {
    const button = row.locator(`.action-label[aria-label="${action}"]`);
    // A row that is repainted, or that stands at the edge of its view, loses the pointer: then it takes another try.
    const click = async (): Promise<boolean> => {
      await row.hover();
      try {
        await button.waitFor({ timeout: INLINE_PATIENCE_MS });
        await button.click({ timeout: CLICK_PATIENCE_MS });
        return true;
      } catch (error) {
        await this.page.mouse.wheel(0, ROW_HEIGHT_PX);
        throw error;
      }
    };
    await eventually(`"${action}" of the row is clicked`, click, PATIENCE_MS);
  }

  /**
   * Opens the context menu of a row, file or whatever else, and chooses an item. Is tried again when something comes in
   * between; `arrive` is what brings the target into sight each time.
   */
  async chooseFromMenu(target: Locator, item: string, arrive?: () => Promise<void>): Promise<void> {
    const menu = this.page.locator('.monaco-menu');
    const entry = menu.locator('.action-menu-item', { hasText: item }).first();
    const choose = async (): Promise<boolean> => {
      if (await menu.first().isVisible()) await this.page.keyboard.press('Escape'); // it came too late
      await arrive?.();
      await target.click({ button: 'right', timeout: MENU_PATIENCE_MS });
      await entry.waitFor({ timeout: MENU_PATIENCE_MS });
      await this.page.waitForTimeout(MENU_DEAF_MS);
      await entry.click({ timeout: MENU_PATIENCE_MS });
      await entry.waitFor({ state: 'hidden', timeout: MENU_PATIENCE_MS });
      return true;
    };
    await eventually(`"${item}" is chosen from the menu`, choose, PATIENCE_MS);
  }

  // What the window says

  /** Texts of the notifications on screen. */
  get notifications(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item-message');
  }

  /** Clicks a button of the notification that contains the text. */
  async clickNotification(text: string, button: string): Promise<void> {
    const notification = this.page.locator('.notifications-toasts .notification-list-item', { hasText: text });
    await notification.locator('.monaco-button', { hasText: button }).click();
  }

  /** The open modal dialog. */
  get dialog(): Locator {
    return this.page.locator('.monaco-dialog-box');
  }

  async clickDialog(button: string): Promise<void> {
    await this.dialog.locator('.monaco-button', { hasText: button }).click();
  }

  /** A status bar item of the extension, by the id that it was made with. */
  statusBarItem(id: string): Locator {
    return this.page.locator(`.statusbar-item[id="${EXTENSION}.${id}"]`);
  }

  // Output channels

  /** Shows an output channel, by its name; the list has those that were there when it was opened. */
  async showOutput(channel: string): Promise<void> {
    const show = async (): Promise<boolean> => {
      await this.runCommand('Output: Show Output Channels...');
      await this.picks.filter({ hasText: channel }).first().click({ timeout: CLICK_PATIENCE_MS });
      return true;
    };
    await eventually(`the output channel ${channel}`, show, PATIENCE_MS);
    await this.page.locator('.part.panel .view-lines').waitFor();
  }

  /** Name of the output channel on screen. */
  async outputChannel(): Promise<string> {
    return this.page.locator('.part.panel select[aria-label="Switch Output"]').first().inputValue();
  }

  /** The lines of the output channel that are in sight. */
  async outputLines(): Promise<string[]> {
    const lines = this.page.locator('.part.panel .view-lines .view-line');
    const seen = await lines.evaluateAll((elements: LineElement[]) =>
      elements.map((element) => ({ top: element.getBoundingClientRect().top, text: element.textContent })),
    );
    return seen.sort((a, b) => a.top - b.top).map(({ text }) => text.replaceAll('\u00a0', ' '));
  }
}

/** Selector of the header of a view, whatever its description says. */
function headerOf(view: string): string {
  return `:is([aria-label="${view} Section"], [aria-label^="${view} - "]).pane-header`;
}
