import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ApiModule, Pm2ModulesApi } from '../../../src/vscode/api';
import { eventually } from '../../support/eventually';

const extension = vscode.extensions.getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio');

describe('a module in the editor', () => {
  let api: Pm2ModulesApi;
  let folder: vscode.Uri;

  before(async () => {
    assert.ok(extension);
    api = await extension.activate();
    const [first] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(first);
    folder = first.uri;
  });

  const onlyModule = async (): Promise<ApiModule> => {
    const [module, ...others] = await api.snapshots();
    assert.ok(module);
    assert.deepEqual(others, []);
    return module;
  };

  it('is not there before it is installed', async () => {
    await api.whenIdle();
    assert.deepEqual(await api.snapshots(), []);
  });

  it('is online once its folder is installed', async () => {
    await vscode.commands.executeCommand('pm2Modules.installFolder');
    const module = await onlyModule();
    assert.equal(module.name, 'hello-module');
    assert.equal(module.folder, folder.fsPath);
    assert.equal(module.processes[0]?.status, 'online');
  });

  it('sends probes and declares actions', async () => {
    await eventually('probes and actions', async () => {
      const [process] = (await onlyModule()).processes;
      const own = process?.probes.filter(({ isRuntime }) => !isRuntime).map(({ name }) => name);
      return own?.includes('visits') === true && process?.actions.some(({ name }) => name === 'set greeting');
    });
  });

  it('gives the history of a probe, and what the module has declared', async () => {
    const history = await api.probeHistory('hello-module', 'visitors inside');
    const last = history?.points.at(-1);
    assert.ok(last && last.min <= last.value && last.value <= last.max);
    await assert.rejects(api.probeHistory('hello-module', 'no such probe'), /has no probe/);
    assert.equal((await onlyModule()).processes[0]?.options?.module_name, 'hello-module');
  });

  it('runs an action with an argument, and one by a command that names it', async () => {
    const reply = await api.runAction('hello-module', 'set greeting', 'Servus');
    assert.equal(reply.kind, 'replied');
    assert.deepEqual(reply.value, { greeting: 'Servus' });
    const target = { module: 'hello-module', action: 'see everybody off' };
    await vscode.commands.executeCommand('pm2Modules.runAction', target);
    await api.whenIdle();
    const action = (await onlyModule()).processes[0]?.actions.find(({ name }) => name === target.action);
    assert.equal(action?.lastCall?.kind, 'replied');
  });

  it('opens the whole reply of an action as a read-only document', async () => {
    const target = { module: 'hello-module', action: 'set greeting' };
    await vscode.commands.executeCommand('pm2Modules.showReply', target);
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, 'pm2-module-reply');
    assert.deepEqual(JSON.parse(document.getText()), { greeting: 'Servus' });
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('rejects an action that it has not', async () => {
    await assert.rejects(api.runAction('hello-module', 'no such action'), /has no action/);
  });

  it('tells those who listen of its changes', async () => {
    const changes: string[] = [];
    const subscription = api.onDidChange(({ module, what }) => changes.push(`${what} ${module}`));
    const { id } = await onlyModule();
    await vscode.commands.executeCommand('pm2Modules.restart', id);
    await eventually('a change of the module', () => changes.includes(`module ${id}`));
    await eventually('a change of its probes', () => changes.includes(`probes ${id}`));
    subscription.dispose();
  });

  it('restarts when a file is saved in the editor', async () => {
    const { generation = 0 } = (await onlyModule()).processes[0] ?? {};
    const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'lib', 'visitors.js'));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '// saved\n');
    await vscode.workspace.applyEdit(edit);
    await document.save();
    await eventually('the next generation online', async () => {
      const [process] = (await onlyModule()).processes;
      return process?.status === 'online' && process.generation > generation;
    });
  });

  it('stops and starts', async () => {
    await vscode.commands.executeCommand('pm2Modules.stop');
    assert.equal((await onlyModule()).processes[0]?.status, 'stopped');
    await vscode.commands.executeCommand('pm2Modules.start');
    await api.whenIdle();
    assert.equal((await onlyModule()).processes[0]?.status, 'online');
  });

  it('pauses restart on save, and resumes it', async () => {
    await vscode.commands.executeCommand('pm2Modules.pauseWatching');
    await eventually('paused', async () => (await onlyModule()).watching === 'paused');
    await vscode.commands.executeCommand('pm2Modules.resumeWatching');
    await eventually('on', async () => (await onlyModule()).watching === 'on');
  });

  it('is gone when it is uninstalled, and its folder is not', async () => {
    await vscode.commands.executeCommand('pm2Modules.uninstall');
    assert.deepEqual(await api.snapshots(), []);
    await vscode.workspace.fs.stat(vscode.Uri.joinPath(folder, 'package.json'));
  });

  it('cannot be made of a folder that is not on this machine', async () => {
    await assert.rejects(
      api.installFolder(vscode.Uri.parse('vscode-vfs://github/a/b')),
      /not a folder of this machine/,
    );
  });
});
