import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Pm2ModulesApi } from '../../../src/vscode/api';

describe('a workspace that is not trusted', () => {
  it('runs nothing, and says why', async () => {
    const api = await vscode.extensions.getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio')?.activate();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(api && folder);
    await assert.rejects(api.installFolder(folder.uri), /not trusted/);
    await assert.rejects(api.runAction('hello-module', 'set greeting'), /not trusted/);
    await vscode.commands.executeCommand('pm2Modules.installFolder');
    assert.deepEqual(await api.snapshots(), []);
  });
});
