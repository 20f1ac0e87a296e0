import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { findMarked } from '../../scripts/testRun/markedProcesses.mjs';
import { eventually } from '../support/eventually';
import { projectRoot } from '../support/projectRoot';
import { tempFolder } from '../support/tempFolder';
import { openBrowser } from '../vscode-host/browser';

/** How long something may take to appear on a busy machine, in milliseconds. */
const PATIENCE_MS = 60_000;

/** A run of `npm start`, without npm around it. */
class Start {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  output = '';

  constructor(environment: Record<string, string>) {
    this.process = spawn(process.execPath, [path.join(projectRoot, 'scripts', 'start.mjs')], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, CI: 'true', DISPLAY: '', WAYLAND_DISPLAY: '', ...environment },
    });
    const read = (data: Buffer): unknown => (this.output += data.toString());
    this.process.stdout?.on('data', read);
    this.process.stderr?.on('data', read);
    this.ended = new Promise((resolve) => this.process.once('exit', resolve));
  }

  /** Waits until its output matches; returns what the first group of the expression has matched. */
  async says(what: string, expression: RegExp): Promise<string> {
    const look = (): string | undefined => {
      assert.equal(this.process.exitCode, null, this.output);
      return expression.exec(this.output)?.[1];
    };
    return eventually(what, look, PATIENCE_MS);
  }

  /** Folder of the copy of the sample module. */
  sample(): Promise<string> {
    return this.says('the folder of the sample module', /The sample module is in (.+)\. Ctrl/);
  }

  /** Address of the VS Code server. */
  address(): Promise<string> {
    return this.says('the address of the server', /VS Code is at\s+(http:\S+)/);
  }
}

/** The PATH of this process without any desktop VS Code. */
const pathWithoutCode = (process.env.PATH ?? '')
  .split(path.delimiter)
  .filter((folder) => !existsSync(path.join(folder, 'code')))
  .join(path.delimiter);

async function inBrowser(address: string, act: (page: Page) => Promise<void>): Promise<void> {
  const browser = await openBrowser();
  try {
    browser.page.setDefaultTimeout(PATIENCE_MS);
    await browser.page.goto(address);
    await act(browser.page);
  } finally {
    await browser.close();
  }
}

/** What of ours is in a folder for temporary files. */
function leftIn(temp: string): string[] {
  return readdirSync(temp).filter((name) => name.startsWith('pm2m-'));
}

describe('npm start', () => {
  const makeFolder = tempFolder();
  let start: Start | undefined;

  afterEach(async () => {
    start?.process.kill('SIGINT');
    await start?.ended;
    start = undefined;
  });

  it('opens the sample module in a VS Code server that only its token lets in, and ends without a trace', async () => {
    const temp = makeFolder();
    start = new Start({ PATH: pathWithoutCode, TMPDIR: temp });
    const sample = await start.sample();
    assert.deepEqual(readdirSync(sample).sort(), ['index.js', 'lib', 'node_modules', 'package.json']);
    const address = new URL(await start.address());
    assert.equal(address.hostname, '127.0.0.1');
    assert.equal((await fetch(address.origin)).status, 403);

    await inBrowser(address.href, (page) => page.getByRole('treeitem', { name: 'package.json' }).waitFor());

    start.process.kill('SIGINT');
    assert.equal(await start.ended, 0);
    await assert.rejects(fetch(address.origin));
    assert.deepEqual(leftIn(temp), []);
  });

  it('ends the sample module when it is ended while the module runs', async () => {
    const temp = makeFolder();
    start = new Start({ PATH: pathWithoutCode, TMPDIR: temp });
    const mark = `PM2_MODULES_START=${path.dirname(await start.sample())}`;
    await inBrowser(await start.address(), async (page) => {
      await page.locator('.activitybar .action-label[aria-label="PM2 Modules"]').click();
      await page.getByRole('button', { name: 'Install Current Folder as Module' }).click();
      await page.getByRole('treeitem', { name: /^hello-module.*online/ }).waitFor();
      assert.ok(findMarked(mark).some(({ command }) => command.endsWith('hello-module/index.js')));
      start?.process.kill('SIGINT');
      assert.equal(await start?.ended, 0);
    });
    assert.deepEqual(findMarked(mark), []);
    assert.deepEqual(leftIn(temp), []);
  });

  it('prefers the desktop VS Code on PATH, and ends when its window is closed', async () => {
    const folder = makeFolder();
    const code = path.join(folder, 'code');
    const record = path.join(folder, 'arguments');
    const close = path.join(folder, 'close');
    writeFileSync(
      code,
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${record}.tmp'\nmv '${record}.tmp' '${record}'\nwhile [ ! -e '${close}' ]; do sleep 0.1; done\n`,
    );
    chmodSync(code, 0o755);
    start = new Start({ PATH: folder + path.delimiter + pathWithoutCode, TMPDIR: folder });
    const sample = await start.sample();
    await eventually('code was started', () => existsSync(record), PATIENCE_MS);
    const args = readFileSync(record, 'utf8').trim().split('\n');
    assert.equal(args.at(-1), sample);
    assert.ok(args.includes(`--extensionDevelopmentPath=${projectRoot}`));
    writeFileSync(close, '');
    assert.equal(await start.ended, 0);
    assert.equal(existsSync(sample), false);
  });

  it('falls back to the server when none can be downloaded, and opens the default browser there', async () => {
    const folder = makeFolder();
    const record = path.join(folder, 'address');
    const open = path.join(folder, 'xdg-open');
    writeFileSync(open, `#!/bin/sh\nprintf '%s' "$1" > '${record}.tmp'\nmv '${record}.tmp' '${record}'\n`);
    chmodSync(open, 0o755);
    start = new Start({
      ...{ PATH: folder + path.delimiter + pathWithoutCode, TMPDIR: folder },
      ...{ CI: '', DISPLAY: ':99', npm_config_https_proxy: 'http://127.0.0.1:9' }, // where nobody listens
    });
    const address = await start.address();
    assert.match(start.output, /No desktop VS Code can be downloaded: .*ECONNREFUSED|did not open a window/);
    await eventually('the browser was opened', () => existsSync(record), PATIENCE_MS);
    assert.equal(readFileSync(record, 'utf8'), address);
  });

  it('leaves nothing behind when its terminal is closed', async () => {
    const temp = makeFolder();
    start = new Start({ PATH: pathWithoutCode, TMPDIR: temp });
    const address = new URL(await start.address());
    start.process.stdout?.destroy();
    start.process.stderr?.destroy();
    start.process.kill('SIGHUP');
    assert.equal(await start.ended, 0);
    await assert.rejects(fetch(address.origin));
    assert.deepEqual(leftIn(temp), []);
  });

  it('falls back to the server when the desktop VS Code does not open', async () => {
    const folder = makeFolder();
    const code = path.join(folder, 'code');
    writeFileSync(code, '#!/bin/sh\nexit 1\n');
    chmodSync(code, 0o755);
    start = new Start({ PATH: folder + path.delimiter + pathWithoutCode, TMPDIR: folder });
    await start.address();
    assert.match(start.output, /code did not open a window \(1\)/);
  });
});
