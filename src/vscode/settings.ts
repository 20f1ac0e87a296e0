import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import { Uri, workspace, type ConfigurationScope, type Disposable } from 'vscode';
import type { CoreSettings, FolderSettings } from '../shared/coreApi';
import { settingRules, settingsSection, type Settings } from './names';
import { settingValue } from './settingValue';

/** A setting as it stands for a folder. Its default stands in package.json: without one it is a bug. */
export function setting<K extends keyof Settings>(key: K, scope?: ConfigurationScope): Settings[K] {
  const configuration = workspace.getConfiguration(settingsSection, scope);
  const value = configuration.get<unknown>(key);
  if (value === undefined) throw new Error(`The setting ${settingsSection}.${key} is not declared.`);
  const standard = configuration.inspect<unknown>(key)?.defaultValue;
  return settingValue(value, standard, settingRules[key]) as Settings[K];
}

/** Calls back when any of our settings changed, anywhere. */
export function onDidChangeSettings(listener: () => void): Disposable {
  return workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(settingsSection)) listener();
  });
}

/** Whether a workspace or folder asks for `autoInstall`, rather than the user. */
export function isAutoInstallAskedByFolder(folder: Uri): boolean {
  const inspected = workspace.getConfiguration(settingsSection, folder).inspect<boolean>('autoInstall');
  return (inspected?.workspaceFolderValue ?? inspected?.workspaceValue) === true;
}

export function coreSettings(environment: NodeJS.ProcessEnv): CoreSettings {
  return {
    home: pm2Home(setting('home'), environment),
    logsMaxFileSizeMb: setting('logs.maxFileSizeMb'),
    actionsTimeoutMs: setting('actions.timeoutMs'),
    trafficFilter: setting('traffic.filter'),
  };
}

export function folderSettings(folder: string): FolderSettings {
  const scope = Uri.file(folder);
  const killTimeoutMs = setting('killTimeoutMs', scope);
  return {
    nodePath: setting('nodePath', scope),
    watchIgnore: setting('watch.ignore', scope),
    watchDelayMs: setting('watch.delayMs', scope),
    watchUsePolling: setting('watch.usePolling', scope),
    waitForSaveThatParses: setting('watch.waitForParse', scope),
    moduleDebug: setting('moduleDebug', scope),
    warmRestart: setting('warmRestart', scope),
    ...(killTimeoutMs === null ? {} : { killTimeoutMs }),
  };
}

/** PM2's rule: what is set, else `$PM2_HOME`, else `~/.pm2`. `~` is the user's home folder; a relative path starts there. */
function pm2Home(configured: string, environment: NodeJS.ProcessEnv): string {
  const path = [configured.trim(), environment.PM2_HOME].find(Boolean) ?? '.pm2';
  if (isAbsolute(path)) return path;
  return join(homedir(), path.replace(/^~(?=$|[\\/])/, ''));
}
