import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { ApiProcess, Pm2ModulesApi } from '../../../src/vscode/api';
import { eventually } from '../../support/eventually';
import { installModule } from '../../support/modulePackages';
import { coreWorkers } from '../keepWorkers';

const extension = vscode.extensions.getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio');

describe('a module whose thread ends unasked', () => {
  let api: Pm2ModulesApi;
  let parent: string;

  before(async () => {
    assert.ok(extension);
    api = await extension.activate();
    parent = mkdtempSync(path.join(tmpdir(), 'pm2m-crash-'));
    await api.installFolder(vscode.Uri.file(installModule('troubled', parent)));
  });

  after(async () => {
    await vscode.commands.executeCommand('pm2Modules.uninstall', 'troubled');
    rmSync(parent, { recursive: true, force: true, maxRetries: 10 });
  });

  const online = async (): Promise<ApiProcess | undefined> =>
    (await api.snapshots()).flatMap(({ processes }) => processes).find(({ status }) => status === 'online');

  it('ends with it and runs again in the next one', async () => {
    const before = await eventually('it is online', online);
    const threads = coreWorkers().length;
    assert.ok(threads > 0);
    await coreWorkers().at(-1)?.terminate();
    const after = await eventually('it is online again', async () => {
      const process = await online();
      return process?.pid !== before.pid && process;
    });
    assert.equal(coreWorkers().length, threads + 1);
    assert.equal(after.generation, 1);
    await eventually('the old process has ended', () => !isAlive(before.pid ?? 0));
  });
});

/** Who is dead and not yet buried is not alive: the thread that would have heard of it is gone. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
}
