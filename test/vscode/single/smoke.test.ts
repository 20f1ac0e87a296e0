import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import { projectRoot } from '../../support/projectRoot';

describe('the extension', () => {
  it('is there, and runs where the workspace is', () => {
    const extension = vscode.extensions.getExtension('module-studio.pm2-module-studio');
    assert.ok(extension);
    assert.equal(extension.extensionKind, vscode.ExtensionKind.Workspace);
  });

  it('sees a copy of the sample module, in which it may write', () => {
    const [folder, ...others] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(folder);
    assert.deepEqual(others, []);
    const manifest = readFileSync(path.join(folder.uri.fsPath, 'package.json'), 'utf8');
    assert.equal((JSON.parse(manifest) as { name: string }).name, 'hello-module');
    assert.match(path.relative(projectRoot, folder.uri.fsPath), /^\.\./);
  });

  it('works with a PM2_HOME that is not the user’s', () => {
    assert.match(process.env.PM2_HOME ?? '', /pm2m-/);
  });
});
