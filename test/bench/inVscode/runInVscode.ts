import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { projectRoot } from '../../support/projectRoot';
import { findVscode } from '../../vscode/findVscode';
import { quietSettings } from '../../vscode-host/quietSettings';
import { inputVariable, resultVariable } from './variables';

export interface VscodeRun {
  /** Names the file beside this one whose `run` is called in the extension host: what `inHost` made. */
  readonly entry: string;
  /** Empty, but for the workspace in it. */
  readonly folder: string;
  /** Settings of the workspace. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** JSON for the code in the extension host. */
  readonly input?: unknown;
}

/** Where the extension of such a run keeps what outlives a window. */
export function storageOf(folder: string): string {
  return path.join(userFolder(folder), 'globalStorage', 'module-studio.pm2-module-studio');
}

/** The folder that the window of such a run is open on. */
export function workspaceOf(folder: string): string {
  return path.join(folder, 'work');
}

/** Has a real VS Code run our extension and the code that measures it; resolves with what that code returned. */
export async function runInVscode<Result>({ entry, folder, settings = {}, input }: VscodeRun): Promise<Result> {
  const result = path.join(folder, 'result.json');
  const workspace = workspaceOf(folder);
  writeJson(path.join(userFolder(folder), 'settings.json'), quietSettings);
  // A window that is connected to another machine, as the server's is, takes what concerns the machine from here alone.
  writeJson(path.join(workspace, '.vscode', 'settings.json'), settings);
  await runTests({
    vscodeExecutablePath: await findVscode(),
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: await bundle(entry),
    extensionTestsEnv: { [resultVariable]: result, [inputVariable]: JSON.stringify(input ?? {}) },
    launchArgs: [
      workspace,
      `--user-data-dir=${path.join(folder, 'user')}`,
      `--extensions-dir=${path.join(folder, 'extensions')}`,
    ],
  });
  return JSON.parse(readFileSync(result, 'utf8')) as Result;
}

function writeJson(file: string, content: unknown): void {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(content));
}

function userFolder(folder: string): string {
  return path.join(folder, 'user', 'User');
}

async function bundle(entry: string): Promise<string> {
  const outfile = path.join(projectRoot, 'dist', 'test', 'bench', `${entry}.js`);
  await build({
    entryPoints: [path.join(__dirname, `${entry}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    external: ['vscode'],
    logLevel: 'warning',
  });
  return outfile;
}
