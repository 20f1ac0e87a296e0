import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Pm2ModulesApi } from '../../../src/vscode/api';
import { commands, settingNames, settingsSection } from '../../../src/vscode/names';

/** What somebody's keybinding may hand to a command. */
const STRANGE: readonly unknown[] = [null, 42, [], {}, { module: 'nobody' }, 'nobody', { row: null }];

/** Commands that have something to ask whatever is installed. */
const ASKS = new Set<string>([commands.installFolder, commands.openTraffic, commands.filterProbes, commands.setConfig]);

describe('the commands', () => {
  let api: Pm2ModulesApi;

  before(async () => {
    const extension = vscode.extensions.getExtension<Pm2ModulesApi>('module-studio.pm2-module-studio');
    assert.ok(extension);
    api = await extension.activate();
  });

  it('are all there', async () => {
    const known = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      Object.values(commands).filter((command) => !known.has(command)),
      [],
    );
  });

  it('end when no module is installed, whatever they are given', async () => {
    for (const command of Object.values(commands).filter((name) => !ASKS.has(name))) {
      await vscode.commands.executeCommand(command);
      for (const argument of STRANGE) await vscode.commands.executeCommand(command, argument);
    }
    assert.deepEqual(await api.snapshots(), []);
  });

  it('have settings that VS Code knows', () => {
    const section = vscode.workspace.getConfiguration(settingsSection);
    assert.deepEqual(
      settingNames.filter((name) => section.get(name) === undefined),
      [],
    );
  });
});
