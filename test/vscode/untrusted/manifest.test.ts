import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Pm2ModulesApi } from '../../../src/vscode/api';
import { eventually } from '../../support/eventually';

describe('a package.json in a workspace that is not trusted', () => {
  it('is looked through, and runs nothing', async () => {
    const api = await vscode.extensions.getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio')?.activate();
    const [folder] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(api && folder);
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, 'package.json'));
    await vscode.window.showTextDocument(document);
    const edit = new vscode.WorkspaceEdit();
    const at = document.getText().indexOf('"apps": [');
    assert.ok(at >= 0);
    edit.insert(document.uri, document.positionAt(at + '"apps": ['.length), '{"script": "gone.js"}, ');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await eventually('the missing start file', () =>
      vscode.languages.getDiagnostics(document.uri).some(({ code }) => code === 'start-missing'),
    );
    assert.deepEqual(await api.snapshots(), []);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });
});
