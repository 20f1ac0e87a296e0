import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import { eventually } from '../../support/eventually';

/** Opens a file of one of the workspace's modules. */
async function open(module: string, file: string): Promise<vscode.TextDocument> {
  const folder = vscode.workspace.workspaceFolders?.find(({ name }) => name === module);
  assert.ok(folder, module);
  return vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, file));
}

/** Where a text stands for the first time. The place is within its last word. */
function placeOf(document: vscode.TextDocument, text: string): vscode.Position {
  const offset = document.getText().indexOf(text);
  assert.ok(offset >= 0, `${text} in ${document.fileName}`);
  return document.positionAt(offset + text.length - 1);
}

/** `file:line`, relative to the module's folder; lines count from 1. */
function shown(uri: vscode.Uri, range: vscode.Range): string {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  return `${path.relative(folder?.uri.fsPath ?? '', uri.fsPath)}:${range.start.line + 1}`;
}

async function definitions(document: vscode.TextDocument, text: string): Promise<string[]> {
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    placeOf(document, text),
  );
  return found.map((place) =>
    'targetUri' in place
      ? shown(place.targetUri, place.targetSelectionRange ?? place.targetRange)
      : shown(place.uri, place.range),
  );
}

async function references(document: vscode.TextDocument, text: string): Promise<string[]> {
  const found = await vscode.commands.executeCommand<vscode.Location[]>(
    'vscode.executeReferenceProvider',
    document.uri,
    placeOf(document, text),
  );
  return found.map(({ uri, range }) => shown(uri, range)).sort();
}

function rename(document: vscode.TextDocument, text: string, name: string): Thenable<vscode.WorkspaceEdit> {
  return vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    'vscode.executeDocumentRenameProvider',
    document.uri,
    placeOf(document, text),
    name,
  );
}

/** Types at the end of a document, and offers what belongs there. What was typed is undone. */
async function completions(document: vscode.TextDocument, typed: string): Promise<vscode.CompletionItem[]> {
  const end = document.positionAt(document.getText().length);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(document.uri, end, typed);
  assert.ok(await vscode.workspace.applyEdit(edit));
  const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
    'vscode.executeCompletionItemProvider',
    document.uri,
    document.positionAt(document.getText().length),
    '.',
  );
  const undo = new vscode.WorkspaceEdit();
  undo.delete(document.uri, new vscode.Range(end, document.positionAt(document.getText().length)));
  await vscode.workspace.applyEdit(undo);
  return items;
}

function textOf(content: unknown): string {
  return content instanceof vscode.MarkdownString ? content.value : '';
}

function labelOf({ label }: vscode.CompletionItem): string {
  return typeof label === 'string' ? label : label.label;
}

function own(uri: vscode.Uri): vscode.Diagnostic[] {
  const codes: readonly unknown[] = ['unknown-option-read', 'unread-option'];
  return vscode.languages.getDiagnostics(uri).filter(({ code }) => codes.includes(code));
}

/** In published modules: what is read where, and at which line package.json declares it. */
const published = [
  { module: 'pm2-logrotate', file: 'app.js', text: 'conf.max_size', key: 'max_size', at: [55, 66] },
  { module: 'pm2-docker', file: 'lib/clientFactory.js', text: 'conf.socketPath', key: 'socketPath', at: [11] },
  { module: 'pm2-discord', file: 'index.js', text: 'conf.queue_max', key: 'queue_max', at: [15] },
  { module: 'pm2-slack', file: 'index.js', text: 'conf.slack_url', key: 'slack_url', at: [39] },
  { module: 'pm2-mongodb', file: 'lib/stats/client.js', text: 'conf.authDB', key: 'authDB', at: [41] },
  { module: 'pm2-server-monit', file: 'src/metrics/disk.js', text: 'conf.drive', key: 'drive', at: [11] },
];

describe('options in the code of published modules', () => {
  before(async () => {
    await vscode.extensions.getExtension('module-studio.pm2-module-studio')?.activate();
  });

  for (const { module, file, text, key } of published) {
    describe(module, () => {
      let code: vscode.TextDocument;
      let manifest: vscode.TextDocument;
      let declared: string;

      before(async () => {
        code = await open(module, file);
        manifest = await open(module, 'package.json');
        declared = `package.json:${placeOf(manifest, `"${key}"`).line + 1}`;
      });

      it('goes to the definition of an option', async () => {
        assert.deepEqual(await definitions(code, text), [declared]);
      });

      it('finds the references of an option, from its use and from its declaration', async () => {
        const used = await references(code, text);
        assert.ok(used.includes(declared) && used.includes(`${file}:${placeOf(code, text).line + 1}`), used.join());
        assert.deepEqual(await references(manifest, `"${key}`), used);
      });

      it('renames an option wherever it stands', async () => {
        const used = await references(code, text);
        for (const edit of [await rename(code, text, 'renamed'), await rename(manifest, `"${key}`, 'renamed')]) {
          const places = edit.entries().flatMap(([uri, edits]) => edits.map(({ range }) => shown(uri, range)));
          assert.deepEqual(places.sort(), used);
        }
      });

      it('has nothing to say about its options', async () => {
        assert.deepEqual([...own(code.uri), ...own(manifest.uri)], []);
      });
    });
  }

  it('completes an option with its type, default and description, and once', async () => {
    const app = await open('pm2-logrotate', 'app.js');
    const items = await completions(app, '\nconf.');
    const [item, ...doubles] = items.filter(
      (candidate) => labelOf(candidate) === 'rotateInterval' && candidate.kind === vscode.CompletionItemKind.Field,
    );
    assert.ok(item);
    assert.deepEqual(doubles, []);
    assert.equal(item.detail, 'rotateInterval: string = "0 0 * * *"');
    const { documentation } = item;
    assert.match(documentation instanceof vscode.MarkdownString ? documentation.value : '', /cron/);
  });

  it('does not complete behind anything else', async () => {
    const app = await open('pm2-logrotate', 'app.js');
    const items = await completions(app, '\npath.');
    assert.deepEqual(
      items.filter(({ detail }) => detail?.startsWith('rotateInterval:')),
      [],
    );
  });

  it('says what an option is where it is read', async () => {
    const app = await open('pm2-logrotate', 'app.js');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
      'vscode.executeHoverProvider',
      app.uri,
      placeOf(app, 'conf.workerInterval'),
    );
    const texts = hovers.flatMap(({ contents }) => contents).map(textOf);
    assert.ok(
      texts.some((text) => text.includes('workerInterval: string = "30"')),
      texts.join(', '),
    );
  });
});

describe('options that do not fit', () => {
  const applied = async (
    document: vscode.TextDocument,
    change: (edit: vscode.WorkspaceEdit) => void,
  ): Promise<void> => {
    const edit = new vscode.WorkspaceEdit();
    change(edit);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(document.isDirty);
  };

  it('are told in text that is not saved, with the way out', async () => {
    const app = await open('pm2-logrotate', 'app.js');
    const place = app.positionAt(app.getText().indexOf('conf.rotateInterval') + 'conf.'.length);
    await applied(app, (edit) => edit.insert(app.uri, place, 'x'));
    await eventually('the wrong name', () => own(app.uri).length === 1);
    const [problem] = own(app.uri);
    assert.ok(problem);
    assert.equal(problem.message, 'package.json has no option "xrotateInterval". Did you mean "rotateInterval"?');
    assert.equal(app.getText(problem.range), 'xrotateInterval');
    const manifest = await open('pm2-logrotate', 'package.json');
    await eventually('the option that is not read any more', () => own(manifest.uri).length === 1);
    assert.equal(manifest.getText(own(manifest.uri)[0]?.range), 'rotateInterval');
    assert.equal(own(manifest.uri)[0]?.severity, vscode.DiagnosticSeverity.Hint);
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      'vscode.executeCodeActionProvider',
      app.uri,
      problem.range,
    );
    const change = actions.find(({ title }) => title === 'Change to "rotateInterval"');
    assert.ok(
      change?.edit && actions.some(({ title }) => title === 'Add the option "xrotateInterval" to package.json'),
    );
    assert.ok(await vscode.workspace.applyEdit(change.edit));
    await eventually('nothing to say', () => own(app.uri).length === 0 && own(manifest.uri).length === 0);
  });

  it('stay what they are while package.json is half typed', async () => {
    const manifest = await open('pm2-docker', 'package.json');
    const code = await open('pm2-docker', 'lib/clientFactory.js');
    const [declared] = await definitions(code, 'conf.socketPath');
    await applied(manifest, (edit) => edit.insert(manifest.uri, new vscode.Position(1, 0), '"half": '));
    assert.deepEqual(await definitions(code, 'conf.socketPath'), [declared]);
    assert.deepEqual(own(code.uri), []);
  });

  it('are no matter of a folder that is no module', async () => {
    const { uri } = await open('plain', 'README.md');
    const file = vscode.Uri.joinPath(uri, '..', 'index.js');
    const content = "const conf = require('pmx').initModule();\nconf.max_size;\n";
    await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(content));
    const code = await vscode.workspace.openTextDocument(file);
    assert.deepEqual(await definitions(code, 'conf.max_size'), []);
    const items = await completions(code, 'conf.');
    assert.deepEqual(
      items.filter(({ kind }) => kind === vscode.CompletionItemKind.Field),
      [],
    );
    assert.deepEqual(own(code.uri), []);
  });
});
