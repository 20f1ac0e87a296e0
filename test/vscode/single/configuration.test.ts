import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ApiOption, Pm2ModulesApi } from '../../../src/vscode/api';
import { eventually } from '../../support/eventually';
import { writeModule } from '../../support/writeModule';

const LIVES = "process.on('message', () => {});\nsetInterval(() => {}, 60_000);\n";

describe('a module’s configuration in the editor', () => {
  let api: Pm2ModulesApi;
  let parent: string;
  let folder: string;
  const confFile = path.join(process.env.PM2_HOME ?? '', 'module_conf.json');
  const subscriptions: vscode.Disposable[] = [];
  const told: string[] = [];

  before(async () => {
    const extension = vscode.extensions.getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio');
    assert.ok(extension);
    api = await extension.activate();
    parent = realpathSync(mkdtempSync(path.join(tmpdir(), 'pm2m-')));
    const config = { days: 7, password: 's3cret', nested: { token: 't0ken', a: 1 } };
    folder = writeModule(parent, 'optional', { 'index.js': LIVES, 'other.js': LIVES }, { config });
    api.onDidChange(({ what }) => told.push(what), undefined, subscriptions);
    await api.installFolder(vscode.Uri.file(folder));
  });

  after(async () => {
    for (const subscription of subscriptions) subscription.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    for (const { id } of await api.snapshots()) await vscode.commands.executeCommand('pm2Modules.uninstall', id);
    rmSync(confFile, { force: true });
    rmSync(parent, { recursive: true, force: true, maxRetries: 10 });
  });

  const options = async (): Promise<readonly ApiOption[]> => (await api.snapshots())[0]?.configuration ?? [];
  const option = async (key: string): Promise<ApiOption | undefined> =>
    (await options()).find((one) => one.key === key);
  const restarts = async (): Promise<number> => (await api.snapshots())[0]?.processes[0]?.restarts ?? -1;
  const command = (name: string, argument: object): Thenable<unknown> =>
    vscode.commands.executeCommand(`pm2Modules.${name}`, argument);

  it('is in the API, without secrets', async () => {
    assert.deepEqual(await options(), [
      { key: 'days', isSecret: false, default: 7, effective: 7 },
      { key: 'password', isSecret: true, default: '••••••', effective: '••••••' },
      {
        ...{ key: 'nested', isSecret: false },
        ...{ default: { token: '••••••', a: 1 }, effective: { token: '••••••', a: 1 } },
      },
    ]);
  });

  it('is set by a command that names module and key, or folder and key; the module restarts', async () => {
    const before = await restarts();
    told.length = 0;
    await command('setConfig', { module: 'optional', key: 'days', value: '0010' });
    assert.deepEqual(await option('days'), {
      key: 'days',
      isSecret: false,
      default: 7,
      override: '0010',
      effective: 10,
    });
    await eventually('the restart', async () => (await restarts()) > before);
    await eventually('it was told', () => told.includes('configuration'));
    await command('setConfig', { folder, key: 'nested:a', value: '2' });
    assert.deepEqual((await option('nested'))?.effective, { a: 2 });
    assert.deepEqual(JSON.parse(readFileSync(confFile, 'utf8')), { optional: { days: '0010', nested: { a: '2' } } });
  });

  it('is opened at the key, in module_conf.json and in package.json', async () => {
    const at = (): string | undefined => {
      const editor = vscode.window.activeTextEditor;
      return editor?.document.lineAt(editor.selection.active.line).text.trim();
    };
    await command('openModuleConf', { folder, key: 'nested:a' });
    assert.equal(at(), '"a": "2"');
    await command('openConfigDefault', { folder, key: 'days' });
    assert.equal(at(), '"days": 7,');
  });

  it('is reset by a command', async () => {
    await api.whenIdle();
    const before = await restarts();
    await command('unsetConfig', { folder, key: 'days' });
    assert.deepEqual(await option('days'), { key: 'days', isSecret: false, default: 7, effective: 7 });
    await eventually('the restart', async () => (await restarts()) > before);
  });

  it('follows the package.json that is saved, and keeps what runs when that is broken', async () => {
    await api.whenIdle();
    const process = async () => (await api.snapshots())[0]?.processes[0];
    const old = (await process())?.pid;
    const uri = vscode.Uri.file(path.join(folder, 'package.json'));
    const document = await vscode.workspace.openTextDocument(uri);
    const save = async (text: string): Promise<void> => {
      const edit = new vscode.WorkspaceEdit();
      edit.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
      await vscode.workspace.applyEdit(edit);
      await document.save();
    };
    await save(JSON.stringify({ name: 'optional', main: 'other.js', config: { days: 8, added: 'x' } }));
    await eventually('the other defaults', async () => (await option('added'))?.effective === 'x');
    assert.equal((await option('days'))?.default, 8);
    // The options are told a moment before the module restarts for that save.
    await eventually(
      'a life of that save',
      async () => (await process())?.pid !== old && (await process())?.status === 'online',
    );
    const before = await process();
    await save('{"name": "optional", "main": }');
    await api.whenIdle();
    const now = await process();
    assert.deepEqual([now?.status, now?.pid], ['online', before?.pid]);
    assert.equal((await option('days'))?.default, 8);
  });

  it('follows a hand edit of module_conf.json', async () => {
    writeFileSync(confFile, '{ "optional": { "days": 3 } }');
    await eventually('the value', async () => (await option('days'))?.override === 3);
  });
});
