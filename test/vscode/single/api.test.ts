import assert from 'node:assert/strict';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ApiModule, Pm2ModulesApi } from '../../../src/vscode/api';
import { eventually } from '../../support/eventually';
import { writeFiles } from '../../support/writeFiles';
import { writeModule } from '../../support/writeModule';

const LIVES = "process.on('message', () => {});\nsetInterval(() => {}, 60_000);\n";

describe('the API for other extensions', () => {
  let api: Pm2ModulesApi;
  let folder: string;

  before(async () => {
    const extension = vscode.extensions.getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio');
    assert.ok(extension);
    api = await extension.activate();
    folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'pm2m-')));
  });

  afterEach(async () => {
    for (const { id } of await api.snapshots()) await vscode.commands.executeCommand('pm2Modules.uninstall', id);
  });

  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));

  const install = (...names: string[]): Promise<string> =>
    api.installFolder(vscode.Uri.file(path.join(folder, ...names)));

  async function snapshot(id: string): Promise<ApiModule> {
    const found = (await api.snapshots()).find((module) => module.id === id);
    assert.ok(found);
    return found;
  }

  it('installs a folder from anywhere, once, by its own uri or that of its package.json', async () => {
    writeModule(folder, 'elsewhere', { 'index.js': LIVES });
    const id = await install('elsewhere');
    assert.equal(await install('elsewhere', 'package.json'), id);
    const { name, version, processes } = await snapshot(id);
    assert.deepEqual([name, version], ['elsewhere', '1.0.0']);
    assert.deepEqual(
      processes.map(({ status }) => status),
      ['online'],
    );
  });

  it('rejects what is no module, in words that lead on, and installs nothing', async () => {
    writeFiles(folder, {
      'no package/readme.md': '',
      'file.txt': '',
      'broken/package.json': '{\n  "name": "broken"\n  "main": "index.js"\n}\n',
      'no entry/package.json': { name: 'no-entry' },
    });
    await assert.rejects(install('not there'), /There is no folder .*not there/);
    await assert.rejects(install('no package'), /no package has no package\.json, so it is not a module/);
    await assert.rejects(install('file.txt'), /file\.txt/);
    await assert.rejects(install('broken'), /package\.json, line 3, column 3: a comma is missing/);
    await assert.rejects(install('no entry'), /names no file to start/);
    assert.deepEqual(await api.snapshots(), []);
  });

  it('rejects a module that crashes at once with the reason, and keeps it for its next save', async () => {
    const module = writeModule(folder, 'crashes', { 'index.js': "throw new Error('on purpose');\n" });
    await assert.rejects(install('crashes'), /"crashes" stopped at once: on purpose \(index\.js:1\)/);
    const [{ id, processes } = { id: '', processes: [] }] = await api.snapshots();
    assert.match(processes[0]?.crash ?? '', /on purpose/);
    await eventually('it gave up', async () => (await snapshot(id)).processes[0]?.status === 'errored');
    writeFiles(module, { 'index.js': LIVES });
    await eventually('it lives', async () => (await snapshot(id)).processes[0]?.status === 'online');
  });

  it('gives copies, which nobody else sees change', async () => {
    writeModule(folder, 'copied', { 'index.js': LIVES });
    const id = await install('copied');
    const mine = await snapshot(id);
    Object.assign(mine, { name: 'changed', processes: [] });
    const { name, processes } = await snapshot(id);
    assert.deepEqual([name, processes.length], ['copied', 1]);
  });

  it('tells of changes until the subscription ends', async () => {
    writeModule(folder, 'told', { 'index.js': LIVES });
    const kept: string[] = [];
    const ended: string[] = [];
    const disposables: vscode.Disposable[] = [];
    api.onDidChange(({ what }) => kept.push(what), undefined, disposables);
    api.onDidChange(({ what }) => ended.push(what)).dispose();
    const id = await install('told');
    await eventually('a change', () => kept.includes('module'));
    await vscode.commands.executeCommand('pm2Modules.uninstall', id);
    await eventually('its removal', () => kept.includes('removed'));
    for (const disposable of disposables) disposable.dispose();
    assert.equal(disposables.length, 1);
    assert.deepEqual(ended, []);
  });

  it('rejects an action of a module that is not there, or that it has not', async () => {
    await assert.rejects(api.runAction('nobody', 'visit'), /No module "nobody" is installed/);
    writeModule(folder, 'silent', { 'index.js': LIVES });
    await install('silent');
    await assert.rejects(api.runAction('silent', 'visit'), /has no action "visit"/);
  });
});
