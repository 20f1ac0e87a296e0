import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser';
import { startServer, type ServerOptions, type VscodeServer } from './server';
import { workbenchUrl } from './workbenchUrl';

/** Leads the lines that the tests print, among all that a workbench logs. */
const MARK = '@@extension-tests@@';

/** Exit codes of runs that ended otherwise than by the tests' own result. */
const PAGE_CRASHED = 70;
const SERVER_ENDED = 71;
const NO_RESULT = 72;
const TIMED_OUT = 124;

export interface ExtensionTestsOptions {
  readonly extensionDevelopmentPaths: readonly string[];
  /** A module that exports `run(): Promise<void>`. */
  readonly extensionTestsPath: string;
  /** Absolute path of a folder, or of a `.code-workspace` file. */
  readonly target?: string | undefined;
  readonly server: Omit<ServerOptions, 'isTestRun'>;
  readonly timeoutMs: number;
  /** Print also what the workbench and the server say. */
  readonly isVerbose: boolean;
  /** Takes a line of the tests' output, or one that says why the run failed. */
  readonly print: (line: string) => void;
}

/** Runs tests in the extension host of a VS Code server, and resolves with the exit code that desktop VS Code would give. */
export async function runExtensionTests(options: ExtensionTestsOptions): Promise<number> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pm2m-tests-'));
  const resultFile = path.join(folder, 'result.json');
  const server = await startServer({
    ...options.server,
    isTestRun: true,
    ...(options.isVerbose ? { onOutput: options.print } : {}),
  });
  try {
    const browser = await openBrowser();
    try {
      const { code, why } = await runInPage(browser.page, server, resultFile, options);
      if (why !== undefined) options.print(why);
      return why === undefined ? verdict(code, resultFile, options.print) : code;
    } finally {
      await browser.close();
    }
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** How VS Code ended the run; `why` when it was not the tests that ended it. */
interface RunEnd {
  readonly code: number;
  readonly why?: string;
}

async function runInPage(
  page: Page,
  server: VscodeServer,
  resultFile: string,
  { isVerbose, print, timeoutMs, ...options }: ExtensionTestsOptions,
): Promise<RunEnd> {
  await page.exposeFunction('codeAutomationLog', (type: string, [first, ...rest]: unknown[]) => {
    if (typeof first === 'string' && first.startsWith(MARK)) print(first.slice(MARK.length));
    else if (isVerbose) print(format(`[workbench ${type}]`, first, ...rest));
  });
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<RunEnd>((resolve, reject) => {
    page.exposeFunction('codeAutomationExit', (code: number) => resolve({ code })).catch(reject);
    page.on('crash', () => resolve({ code: PAGE_CRASHED, why: 'The page crashed.' }));
    void server.ended.then((how) => resolve({ code: SERVER_ENDED, why: `The VS Code server ended (${how}).` }));
    timer = setTimeout(() => resolve({ code: TIMED_OUT, why: `No result within ${timeoutMs} ms.` }), timeoutMs);
  });
  const url = workbenchUrl(server, {
    target: options.target,
    extensionDevelopmentPaths: options.extensionDevelopmentPaths,
    extensionTestsPath: path.join(__dirname, 'in-host.cjs'),
    environment: {
      EXTENSION_TESTS_MARK: MARK,
      EXTENSION_TESTS_MODULE: path.resolve(options.extensionTestsPath),
      EXTENSION_TESTS_RESULT: resultFile,
    },
  });
  try {
    await page.goto(url);
    return await end;
  } finally {
    clearTimeout(timer);
  }
}

/** VS Code reports 0 also when the extension host dies in the middle of a run: the file that in-host.cjs writes decides. */
function verdict(code: number, resultFile: string, print: (line: string) => void): number {
  if (!existsSync(resultFile)) {
    print('The extension host ended before the tests did.');
    return NO_RESULT;
  }
  const result: unknown = JSON.parse(readFileSync(resultFile, 'utf8'));
  const isOk = typeof result === 'object' && result !== null && 'ok' in result && result.ok === true;
  return isOk ? code : code || 1;
}
