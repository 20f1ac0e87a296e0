import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('a workspace with several folders', () => {
  it('has a module and a folder without one', () => {
    const names = vscode.workspace.workspaceFolders?.map((folder) => folder.name);
    assert.deepEqual(names, ['hello-module', 'plain']);
  });
});
