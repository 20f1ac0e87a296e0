import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { eventually } from '../../support/eventually';

async function hoverAt(document: vscode.TextDocument, text: string): Promise<string> {
  const position = document.positionAt(document.getText().indexOf(text) + text.length - 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
    .join('\n');
}

describe('types for pmx', () => {
  let folder: vscode.Uri;
  let code: vscode.TextDocument;

  before(async () => {
    await vscode.extensions.getExtension('module-studio.pm2-module-studio')?.activate();
    const found = vscode.workspace.workspaceFolders?.find(({ name }) => name === 'pm2-mongodb');
    assert.ok(found);
    folder = found.uri;
    code = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'lib', 'stats', 'index.js'));
    await vscode.window.showTextDocument(code);
  });

  const offers = (): vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(code.uri).filter(({ code: name }) => name === 'pmx-without-types');

  it('are offered where a module requires pmx', async () => {
    await eventually('the offer', () => offers().length === 1);
    const [offer] = offers();
    assert.ok(offer);
    assert.equal(code.getText(offer.range), "'pmx'");
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      code.uri,
      offer.range,
    );
    const action = actions.find(({ title }) => title === 'Add pmx types to this module');
    assert.deepEqual(action?.command?.arguments, [code.uri]);
  });

  it('give signatures and documentation once they are added, and are not offered any more', async () => {
    await vscode.commands.executeCommand('pm2Modules.addPmxTypes', code.uri);
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, 'types', 'pmx.d.ts'));
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, 'jsconfig.json'));
    await eventually('no offer', () => offers().length === 0);
    await eventually('the signature', async () => (await hoverAt(code, 'Probe.metric')).includes('MetricOptions'));
    assert.match(await hoverAt(code, 'Probe.metric'), /A value that is read, or set/);
  });

  it('describe the widget', async () => {
    const app = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'app.js'));
    await eventually('the documentation', async () =>
      (await hoverAt(app, 'main_probes')).includes('Names of the probes that are shown large'),
    );
  });
});
