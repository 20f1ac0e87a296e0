import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { projectRoot } from '../support/projectRoot';
import { findVscode } from '../vscode/findVscode';
import { quietSettings } from '../vscode-host/quietSettings';
import type { Flood } from './floods/inHost';
import type { Part } from './part';
import { markdownTable } from './table';

const BYTES_PER_MB = 1024 ** 2;

/** What floods of packets cost the editor, in a real VS Code. */
export const floodsPart: Part = {
  name: 'floods',
  measure: async ({ folder }) => ({ text: section(await measure(folder)) }),
};

async function measure(folder: string): Promise<readonly Flood[]> {
  const result = path.join(folder, 'result.json');
  const workspace = path.join(folder, 'work');
  const settings = path.join(folder, 'user', 'User', 'settings.json');
  mkdirSync(workspace);
  mkdirSync(path.dirname(settings), { recursive: true });
  writeFileSync(settings, JSON.stringify(quietSettings));
  await runTests({
    vscodeExecutablePath: await findVscode(),
    extensionDevelopmentPath: projectRoot,
    extensionTestsPath: await bundle(),
    extensionTestsEnv: { PM2_MODULES_BENCH_RESULT: result },
    launchArgs: [
      workspace,
      `--user-data-dir=${path.join(folder, 'user')}`,
      `--extensions-dir=${path.join(folder, 'extensions')}`,
    ],
  });
  return JSON.parse(readFileSync(result, 'utf8')) as readonly Flood[];
}

async function bundle(): Promise<string> {
  const outfile = path.join(projectRoot, 'dist', 'test', 'bench', 'floods.js');
  const entry = path.join(projectRoot, 'test', 'bench', 'floods', 'inHost.ts');
  await build({
    entryPoints: [entry],
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

function section(floods: readonly Flood[]): string {
  const head = ['', 'arrived', 'late, ms', 'memory, MB'];
  return `## Floods

In a real VS Code with the Probes and Events views and the traffic channel open; here the figures themselves count, of the machine that
is named above. *Late* is by how much timers of the extension host, in which all extensions run, were late: half of them, one in a
hundred, the worst. *Memory* is that of the extension host with all its threads: before, at most, and some seconds later.

${markdownTable(head, floods.map(row))}
`;
}

function row({ name, arrived, delaysMs: { p50, p99, max }, memory: { before, peak, after } }: Flood): string[] {
  const late = [p50, p99, max].map((ms) => ms.toFixed(ms < 10 ? 1 : 0)).join(' · ');
  return [name, arrived, late, [before, peak, after].map((bytes) => Math.round(bytes / BYTES_PER_MB)).join(' · ')];
}
