import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Pm2ModulesApi } from '../../../src/vscode/api';
import { settingsSection, type Settings } from '../../../src/vscode/names';
import { eventually } from '../../support/eventually';
import { writeFiles } from '../../support/writeFiles';
import { writeModule } from '../../support/writeModule';

/** Writes down what it was started with, where no watcher looks. */
const WRITES = `const { execPath, env } = process;
require('fs').writeFileSync(__dirname + '/../seen.json', JSON.stringify({ execPath, home: env.PM2_HOME, debug: env.MODULE_DEBUG, level: env.level }));
setInterval(() => {}, 60_000);
`;

interface Seen {
  readonly execPath: string;
  readonly home: string;
  readonly debug?: string;
  readonly level?: string;
}

describe('the settings', () => {
  let api: Pm2ModulesApi;
  let parent: string;
  let folder: string;

  before(async () => {
    const extension = vscode.extensions.getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio');
    assert.ok(extension);
    api = await extension.activate();
    parent = realpathSync(mkdtempSync(path.join(tmpdir(), 'pm2m-settings-')));
    folder = writeModule(parent, 'adjusted', { 'index.js': WRITES, 'data/a.txt': '', 'b.txt': '' });
    await api.installFolder(vscode.Uri.file(folder));
  });

  afterEach(async () => {
    for (const name of ['home', 'nodePath', 'moduleDebug', 'watch.ignore'] as const) await set(name, undefined);
    await api.whenIdle();
  });

  after(async () => {
    await vscode.commands.executeCommand('pm2Modules.uninstall', 'adjusted');
    rmSync(parent, { recursive: true, force: true, maxRetries: 10 });
  });

  async function set(name: keyof Settings, value: unknown): Promise<void> {
    await vscode.workspace.getConfiguration(settingsSection).update(name, value, vscode.ConfigurationTarget.Global);
  }

  const generation = async (): Promise<number> => (await api.snapshots())[0]?.processes[0]?.generation ?? 0;

  function sees(what: string, test: (seen: Seen) => boolean): Promise<unknown> {
    const file = path.join(parent, 'seen.json');
    return eventually(what, () => existsSync(file) && test(JSON.parse(readFileSync(file, 'utf8')) as Seen));
  }

  it('home is where module_conf.json is looked for', async () => {
    const home = path.join(parent, 'home');
    writeFiles(home, { 'module_conf.json': { adjusted: { level: '7' } } });
    await set('home', home);
    await vscode.commands.executeCommand('pm2Modules.restart', 'adjusted');
    await sees('the other home, with its options', (seen) => seen.home === home && seen.level === '7');
  });

  it('nodePath is the Node that runs it, at once', async () => {
    await set('nodePath', 'editor');
    await sees('the Node of the editor', ({ execPath }) => execPath === process.execPath);
  });

  it('moduleDebug sets MODULE_DEBUG, at once', async () => {
    await set('moduleDebug', true);
    await sees('the variable', ({ debug }) => debug !== undefined);
    await set('moduleDebug', undefined);
    await sees('that it is gone', ({ debug }) => debug === undefined);
  });

  it('watch.ignore names what does not restart it', async () => {
    await set('watch.ignore', ['data']);
    await api.whenIdle();
    const before = await generation();
    writeFiles(folder, { 'data/a.txt': 'changed' });
    writeFiles(folder, { 'b.txt': 'changed' });
    await eventually('the restart', async () => (await generation()) > before);
    await api.whenIdle();
    assert.equal(await generation(), before + 1);
  });

  it('are the defaults where they are of a wrong type', async () => {
    await set('home', 5);
    await set('nodePath', { path: '/nowhere' });
    await set('watch.ignore', 'b.txt');
    const before = await generation();
    await vscode.commands.executeCommand('pm2Modules.restart', 'adjusted');
    await eventually('the restart', async () => (await generation()) > before);
    await sees('the home of before', ({ home }) => home === process.env.PM2_HOME);
    await api.whenIdle();
    writeFiles(folder, { 'b.txt': 'changed again' });
    await eventually('the restart by a save', async () => (await generation()) > before + 1);
  });
});
