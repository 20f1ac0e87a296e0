import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Pm2ModulesApi } from '../../../src/vscode/api';

describe('a workspace of several folders', () => {
  let api: Pm2ModulesApi;
  const folderOf = (name: string): vscode.Uri => {
    const folder = vscode.workspace.workspaceFolders?.find((candidate) => candidate.name === name);
    assert.ok(folder);
    return folder.uri;
  };

  before(async () => {
    const activated = await vscode.extensions
      .getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio')
      ?.activate();
    assert.ok(activated);
    api = activated;
  });

  it('installs the one folder that holds a package.json without asking', async () => {
    await vscode.commands.executeCommand('pm2Modules.installFolder');
    assert.deepEqual(
      (await api.snapshots()).map(({ name }) => name),
      ['hello-module'],
    );
    await vscode.commands.executeCommand('pm2Modules.uninstall');
  });

  it('installs the folder whose package.json is given', async () => {
    const manifest = vscode.Uri.joinPath(folderOf('hello-module'), 'package.json');
    await vscode.commands.executeCommand('pm2Modules.installFolder', manifest);
    assert.equal((await api.snapshots())[0]?.folder, folderOf('hello-module').fsPath);
    await vscode.commands.executeCommand('pm2Modules.uninstall');
  });

  it('says of a folder without package.json that it is no module', async () => {
    await assert.rejects(api.installFolder(folderOf('plain')), /package\.json/);
    assert.deepEqual(await api.snapshots(), []);
  });
});
