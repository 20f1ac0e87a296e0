import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ApiEvent, ApiIssue, ApiProcess, Pm2ModulesApi } from '../../../src/vscode/api';
import { eventually } from '../../support/eventually';
import { installModule } from '../../support/modulePackages';

const extension = vscode.extensions.getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio');

describe('what a module reports, in the editor', () => {
  let api: Pm2ModulesApi;
  let parent: string;
  let folder: string;

  before(async () => {
    assert.ok(extension);
    api = await extension.activate();
    parent = mkdtempSync(path.join(tmpdir(), 'pm2m-reports-'));
    folder = installModule('troubled', parent);
    await api.installFolder(vscode.Uri.file(folder));
    await eventually('its actions', async () => (await process()).actions.some(({ name }) => name === 'emit'));
  });

  after(async () => {
    await vscode.commands.executeCommand('pm2Modules.uninstall', 'troubled');
    rmSync(parent, { recursive: true, force: true, maxRetries: 10 });
  });

  const process = async (): Promise<ApiProcess> => {
    const [first] = (await api.snapshots()).flatMap(({ processes }) => processes);
    assert.ok(first);
    return first;
  };
  const issue = async (message: RegExp): Promise<ApiIssue> => {
    const find = async (): Promise<ApiIssue | undefined> =>
      (await process()).issues.find((candidate) => message.test(candidate.message));
    await eventually(String(message), async () => (await find()) !== undefined);
    const found = await find();
    assert.ok(found);
    return found;
  };
  const event = async (name: string): Promise<ApiEvent | undefined> =>
    (await process()).events.find((candidate) => candidate.name === name);
  const problems = (): readonly vscode.Diagnostic[] =>
    vscode.languages.getDiagnostics(vscode.Uri.file(path.join(folder, 'lib', 'users.js')));

  it('is told to other extensions, with its place and without secrets', async () => {
    const changes: string[] = [];
    const subscription = api.onDidChange(({ what }) => changes.push(what));
    await api.runAction('troubled', 'notify error');
    const { origin, count, place, metadata } = await issue(/^Cannot read properties/);
    assert.deepEqual([origin, count], ['notified', 1]);
    assert.deepEqual(place, { file: path.join(folder, 'lib', 'users.js'), line: 5, column: 15 });
    assert.deepEqual(metadata, { user: { id: 17 }, password: '••••••' });
    await eventually('the change', () => changes.includes('issues'));
    subscription.dispose();
  });

  it('is a problem at its line until the next life', async () => {
    await eventually('the problem', () => problems().length === 1);
    const [problem] = problems();
    assert.equal(problem?.severity, vscode.DiagnosticSeverity.Warning);
    assert.deepEqual([problem.range.start.line, problem.range.start.character], [4, 14]);
    await vscode.commands.executeCommand('pm2Modules.restart', 'troubled');
    await eventually('no problem', () => problems().length === 0);
    assert.equal((await issue(/^Cannot read properties/)).generation, 1);
  });

  it('is an error among the problems when nobody caught it', async () => {
    await api.runAction('troubled', 'reject');
    await eventually('the problem', () => problems().length === 1);
    assert.equal(problems()[0]?.severity, vscode.DiagnosticSeverity.Error);
    assert.equal((await issue(/^Alex cannot be saved/)).origin, 'uncaught');
  });

  it('can be shown by a command, and is gone once it is cleared', async () => {
    await vscode.commands.executeCommand('pm2Modules.showIssues', 'troubled');
    await vscode.commands.executeCommand('pm2Modules.clearIssues', 'troubled');
    assert.deepEqual((await process()).issues, []);
    await eventually('no problem', () => problems().length === 0);
  });

  it('is an event, whose payloads open as a read-only document', async () => {
    await api.runAction('troubled', 'emit', 'user:register');
    await eventually('the event', async () => (await event('user:register'))?.count === 1);
    assert.equal((await event('user:register'))?.perMinute, 1);
    await vscode.commands.executeCommand('pm2Modules.showPayloads', { module: 'troubled', event: 'user:register' });
    const document = vscode.window.activeTextEditor?.document;
    assert.equal(document?.uri.scheme, 'pm2-module-event');
    const [emission] = JSON.parse(document.getText()) as { payload: unknown }[];
    assert.deepEqual(emission?.payload, { user: 'Alex', at: '1970-01-01T00:00:00.000Z' });
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
  });

  it('is counted since the last save', async () => {
    const { generation } = await process();
    writeFileSync(path.join(folder, 'lib', 'users.js'), 'exports.saved = true;\n');
    await eventually('the next life', async () => (await process()).generation > generation);
    await eventually('its start', async () => (await event('started'))?.sinceSave === 1);
    assert.equal((await event('user:register'))?.sinceSave, 0);
  });
});
