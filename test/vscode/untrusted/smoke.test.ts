import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('a workspace that is not trusted', () => {
  it('is restricted', () => {
    assert.equal(vscode.workspace.isTrusted, false);
  });
});
