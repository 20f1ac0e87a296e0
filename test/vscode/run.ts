import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { installModule } from '../support/modulePackages';
import { projectRoot } from '../support/projectRoot';
import { quietSettings } from '../vscode-host/quietSettings';
import { findVscode } from './findVscode';
import { findLabels, type Label } from './labels';

/** What ringReporter.cjs leaves. */
interface Result {
  readonly passed: number;
  readonly failures: readonly { readonly title: string; readonly message: string }[];
}

const extensionTestsPath = path.join(projectRoot, 'dist', 'test', 'vscode', 'index.js');

/** Runs VS Code once per label, or only for the labels named on the command line, and adds the results up. */
async function main(names: readonly string[]): Promise<void> {
  const labels = findLabels().filter(({ name }) => names.length === 0 || names.includes(name));
  const executable = await findVscode();
  const results: Result[] = [];
  for (const label of labels) {
    console.log(`\n  VS Code: ${label.name}`);
    results.push(await runLabel(executable, label));
  }
  const failures = results.flatMap((result) => result.failures);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const file = process.env.PM2_MODULES_TEST_RESULT;
  if (file) writeFileSync(file, JSON.stringify({ passed, failures }));
  process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
}

async function runLabel(executable: string, label: Label): Promise<Result> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pm2m-'));
  const resultFile = path.join(folder, 'result.json');
  let how = 'ended without a result';
  try {
    await launch(executable, label, folder, {
      PM2_MODULES_TEST_LABEL: label.name,
      PM2_MODULES_TEST_RESULT: resultFile,
      PM2_HOME: path.join(folder, 'pm2'),
    });
  } catch (error) {
    how = error instanceof Error ? error.message : String(error);
  }
  const result = existsSync(resultFile) ? (JSON.parse(readFileSync(resultFile, 'utf8')) as Result) : undefined;
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
  const inLabel = (title: string): string => `${label.name} › ${title}`;
  if (!result) return { passed: 0, failures: [{ title: inLabel('VS Code'), message: how }] };
  const failures = result.failures.map(({ title, message }) => ({ title: inLabel(title), message }));
  if (result.passed + failures.length === 0) failures.push({ title: inLabel('VS Code'), message: 'It ran no test.' });
  return { passed: result.passed, failures };
}

/** Resolves when VS Code ended with 0. */
async function launch(executable: string, label: Label, folder: string, env: Record<string, string>): Promise<void> {
  const userDataFolder = path.join(folder, 'user');
  mkdirSync(path.join(userDataFolder, 'User'), { recursive: true });
  const settings = { ...quietSettings, ...label.settings };
  writeFileSync(path.join(userDataFolder, 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
  const launchArgs = [
    makeWorkspace(label, path.join(folder, 'work')),
    `--user-data-dir=${userDataFolder}`,
    `--extensions-dir=${path.join(folder, 'extensions')}`,
  ];
  if (label.trust === 'trusted') {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: projectRoot,
      extensionTestsPath,
      extensionTestsEnv: env,
      launchArgs,
    });
  } else await runRestricted(executable, launchArgs, env);
}

/** As `runTests`, which would switch Workspace Trust off. */
async function runRestricted(executable: string, launchArgs: string[], env: Record<string, string>): Promise<void> {
  const args = [
    ...launchArgs,
    '--no-sandbox',
    '--disable-gpu-sandbox',
    '--disable-updates',
    '--skip-welcome',
    '--skip-release-notes',
    `--extensionTestsPath=${extensionTestsPath}`,
    `--extensionDevelopmentPath=${projectRoot}`,
  ];
  const child = spawn(executable, args, { stdio: ['ignore', 'inherit', 'inherit'], env: { ...process.env, ...env } });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? signal));
  });
  if (code !== 0) throw new Error(`Test run ended with ${String(code)}`);
}

/** Copies the label's folders; returns the folder, or the file of a multi-root workspace. */
function makeWorkspace({ folders }: Label, into: string): string {
  mkdirSync(into);
  const copies = folders.map((name) => installModule(name, into));
  if (copies.length === 1 && copies[0] !== undefined) return copies[0];
  const file = path.join(into, 'modules.code-workspace');
  writeFileSync(file, JSON.stringify({ folders: copies.map((copy) => ({ path: copy })) }));
  return file;
}

void main(process.argv.slice(2));
