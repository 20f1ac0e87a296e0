import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../../support/eventually';
import { writePublished } from '../../support/publishedPackages';

/** Of our extension, not of the editor's own JSON support. */
const OURS = 'PM2 Module';

describe('the package.json of published modules in the editor', () => {
  let folder: string;
  let home: string;

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'pm2m-manifests-'));
    assert.ok(process.env.PM2_HOME);
    home = process.env.PM2_HOME;
    mkdirSync(home, { recursive: true });
    await vscode.extensions.getExtension('module-studio.pm2-module-studio')?.activate();
  });

  after(async () => {
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(path.join(home, 'module_conf.json'), { force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(name: string): Promise<vscode.TextDocument> {
    const file = writePublished(name, mkdtempSync(path.join(folder, 'x-')));
    const document = await vscode.workspace.openTextDocument(file);
    await vscode.window.showTextDocument(document);
    return document;
  }

  /** Puts `to` where `from` stands, unsaved. */
  async function replace(document: vscode.TextDocument, from: string, to: string): Promise<void> {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, rangeOf(document, from), to);
    assert.ok(await vscode.workspace.applyEdit(edit));
  }

  function rangeOf(document: vscode.TextDocument, text: string): vscode.Range {
    const at = document.getText().indexOf(text);
    assert.ok(at >= 0, text);
    return new vscode.Range(document.positionAt(at), document.positionAt(at + text.length));
  }

  function problems(document: vscode.TextDocument): vscode.Diagnostic[] {
    return vscode.languages.getDiagnostics(document.uri).filter(({ source }) => source === OURS);
  }

  /** What is found, as severity, code and underlined text. */
  function found(document: vscode.TextDocument): string[] {
    return problems(document).map(
      ({ severity, code, range }) =>
        `${vscode.DiagnosticSeverity[severity]} ${typeof code === 'string' ? code : ''} ${document.getText(range)}`,
    );
  }

  async function untilFound(document: vscode.TextDocument, expected: readonly string[]): Promise<void> {
    await eventually(expected.join(', ') || 'no problem', () => {
      assert.deepEqual(found(document), expected);
      return true;
    });
  }

  async function hoverText(document: vscode.TextDocument, on: string): Promise<string> {
    const { start } = rangeOf(document, on);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      document.uri,
      start.translate(0, 1),
    );
    return hovers
      .flatMap(({ contents }) => contents)
      .map((content) => (content instanceof vscode.MarkdownString ? content.value : ''))
      .join('\n')
      .replaceAll('&nbsp;', ' ');
  }

  it('has the problems that are known of it, where they stand', async () => {
    await untilFound(await open('pm2-server-monit'), ['Warning io-configuration "@pm2/io"']);
    await untilFound(await open('pm2-logrotate'), ['Hint pm2-api "pm2"']);
  });

  it('has a problem as soon as one is typed, and a quick fix that mends it', async () => {
    const document = await open('pm2-logrotate');
    await replace(document, '"max_memory_restart" : "500M"', '"max_memory_restrat": "500M", "watch": 5, "cwd": "x"');
    await untilFound(document, [
      'Hint pm2-api "pm2"',
      'Warning unknown-option "max_memory_restrat"',
      'Error option-type 5',
      'Warning cwd-ignored "cwd"',
    ]);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      rangeOf(document, '"max_memory_restrat"'),
    );
    const fix = actions.find(({ title }) => title === 'Change to "max_memory_restart"');
    assert.ok(fix?.edit, actions.map(({ title }) => title).join());
    assert.equal(fix.isPreferred, true);
    assert.ok(await vscode.workspace.applyEdit(fix.edit));
    await untilFound(document, ['Hint pm2-api "pm2"', 'Error option-type 5', 'Warning cwd-ignored "cwd"']);
  });

  it('makes a start file that is missing', async () => {
    const document = await open('pm2-docker');
    await replace(document, '"script": "app.js"', '"script": "start.js"');
    await eventually('the missing file', () => found(document).includes('Error start-missing "start.js"'));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      document.uri,
      rangeOf(document, '"start.js"'),
    );
    assert.deepEqual(
      actions.map(({ title }) => title).filter((title) => /^(Change|Create)/.test(title)),
      ['Change to "app.js"', 'Create start.js'],
    );
    const create = actions.find(({ title }) => title === 'Create start.js');
    assert.ok(create?.edit && (await vscode.workspace.applyEdit(create.edit)));
    await eventually('no missing file', () => found(document).every((problem) => !problem.includes('start-missing')));
  });

  it('is completed with the options that PM2 has', async () => {
    const document = await open('pm2-mongodb');
    await replace(document, '"merge_logs": true,', '"max_r"\n');
    const { end } = rangeOf(document, '"max_r');
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      end,
    );
    const item = list.items.find(({ label }) => label === 'max_restarts');
    assert.ok(item);
    assert.ok(item.insertText instanceof vscode.SnippetString);
    assert.equal(item.insertText.value, '"max_restarts": ${1:10},');
    assert.ok(item.documentation instanceof vscode.MarkdownString);
    assert.match(item.documentation.value.replaceAll('&nbsp;', ' '), /Default: `16`/);
    assert.ok(!list.items.some(({ label }) => label === 'script'), 'what is there is not offered');
    await vscode.commands.executeCommand('workbench.action.files.revert');
  });

  it('tells of an option what it does, and of a config key what the module gets', async () => {
    writeFileSync(
      path.join(home, 'module_conf.json'),
      JSON.stringify({ 'pm2-logrotate': { retain: '0010', compress: 'true' } }),
    );
    const document = await open('pm2-logrotate');
    assert.match(await hoverText(document, '"max_memory_restart"'), /more memory than this[^]*Examples: `"200M"`/);
    const retain = await hoverText(document, '"retain"');
    assert.match(retain, /Default: `"30"`[^]*module\\?_conf\\?\.json: `"0010"`[^]*The module gets: `10` \(number\)/);
    assert.match(retain, /leading zeros/);
  });

  it('counts above config what is overridden, beside the values that the module gets, and follows changes', async () => {
    const conf = path.join(home, 'module_conf.json');
    writeFileSync(conf, JSON.stringify({ 'pm2-logrotate': { retain: '0010', compress: 'true' } }));
    const document = await open('pm2-logrotate');
    const lenses = async (): Promise<string[]> => {
      const all = await vscode.commands.executeCommand<vscode.CodeLens[]>(
        'vscode.executeCodeLensProvider',
        document.uri,
        100,
      );
      return all
        .filter(({ range }) => document.getText(range) === '"config"')
        .map(({ command }) => command?.title ?? '');
    };
    const hints = async (): Promise<string[]> => {
      const whole = new vscode.Range(0, 0, document.lineCount, 0);
      const all = await vscode.commands.executeCommand<vscode.InlayHint[]>(
        'vscode.executeInlayHintProvider',
        document.uri,
        whole,
      );
      return all.map(({ label }) => (typeof label === 'string' ? label : label.map(({ value }) => value).join('')));
    };
    assert.equal((await lenses())[0], '2 overridden');
    assert.deepEqual(await hints(), ['→ 10', '→ true']);
    writeFileSync(conf, JSON.stringify({ 'pm2-logrotate': { retain: '5' } }));
    assert.equal((await lenses())[0], '1 overridden');
    assert.deepEqual(await hints(), ['→ 5']);
  });

  for (const name of ['express', 'typescript', 'vite']) {
    it(`is quiet in ${name}, which is no module, but for what makes it one`, async () => {
      const document = await open(name);
      const marker = await open('pm2-server-monit');
      await untilFound(marker, ['Warning io-configuration "@pm2/io"']);
      assert.deepEqual(problems(document), []);
      assert.doesNotMatch(await hoverText(document, '"name"'), /PM2/);
      const at = rangeOf(document, '{').end;
      const list = await vscode.commands.executeCommand<vscode.CompletionList>(
        'vscode.executeCompletionItemProvider',
        document.uri,
        at,
      );
      const ours = list.items.filter(({ detail }) => detail === 'PM2').map(({ label }) => label);
      assert.deepEqual(ours.sort(), ['apps', 'pm2-module']);
    });
  }
});
