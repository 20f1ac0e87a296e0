import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Pm2ModulesApi } from '../../../src/vscode/api';
import { inputVariable, resultVariable } from './variables';

/** What the code that measures is given, in the extension host of a real VS Code. */
export interface Host<Input> {
  readonly api: Pm2ModulesApi;
  /** Empty; removed when all is over. */
  readonly folder: string;
  readonly input: Input;
}

/** Makes the `run` that VS Code calls: activates our extension, measures, and leaves the result for who started VS Code. */
export function inHost<Input, Result>(measure: (host: Host<Input>) => Promise<Result>): () => Promise<void> {
  return async () => {
    const extension = vscode.extensions.getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio');
    if (!extension) throw new Error('The extension is not there.');
    const api = await extension.activate();
    const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'in-host-')));
    const input = JSON.parse(process.env[inputVariable] ?? '{}') as Input;
    try {
      const result = await measure({ api, folder, input });
      writeFileSync(process.env[resultVariable] ?? '', JSON.stringify(result));
    } finally {
      for (const { id } of await api.snapshots()) await vscode.commands.executeCommand('pm2Modules.uninstall', id);
      rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    }
  };
}
