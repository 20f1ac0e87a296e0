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

  it('still follows the options of a module through its code, for that runs nothing', async () => {
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    const code = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'index.js'));
    const position = code.positionAt(code.getText().indexOf('.greeting') + 1);
    const found = await vscode.commands.executeCommand<vscode.LocationLink[]>(
      'vscode.executeDefinitionProvider',
      code.uri,
      position,
    );
    assert.ok(found.some((place) => 'targetUri' in place && place.targetUri.path.endsWith('/package.json')));
  });
});
