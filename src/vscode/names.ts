/**
 * The names that package.json and the code share; a test holds both to each other. They are a contract: keybindings,
 * settings files and other extensions rely on them.
 */

import type { SettingRule } from './settingValue';

export const extensionId = 'module-studio.pm2-module-studio';

export const commands = {
  installFolder: 'pm2Modules.installFolder',
  uninstall: 'pm2Modules.uninstall',
  restart: 'pm2Modules.restart',
  stop: 'pm2Modules.stop',
  start: 'pm2Modules.start',
  pauseWatching: 'pm2Modules.pauseWatching',
  resumeWatching: 'pm2Modules.resumeWatching',
  filterProbes: 'pm2Modules.filterProbes',
  showProbe: 'pm2Modules.showProbe',
  pinProbe: 'pm2Modules.pinProbe',
  unpinProbe: 'pm2Modules.unpinProbe',
  runAction: 'pm2Modules.runAction',
  cancelAction: 'pm2Modules.cancelAction',
  showReply: 'pm2Modules.showReply',
  showOutput: 'pm2Modules.showOutput',
  openProfile: 'pm2Modules.openProfile',
  copyValue: 'pm2Modules.copyValue',
  showLogs: 'pm2Modules.showLogs',
  showTraffic: 'pm2Modules.showTraffic',
  saveTraffic: 'pm2Modules.saveTraffic',
  openTraffic: 'pm2Modules.openTraffic',
  closeRecording: 'pm2Modules.closeRecording',
  showIssues: 'pm2Modules.showIssues',
  copyIssue: 'pm2Modules.copyIssue',
  clearIssues: 'pm2Modules.clearIssues',
  showPayloads: 'pm2Modules.showPayloads',
  setConfig: 'pm2Modules.setConfig',
  unsetConfig: 'pm2Modules.unsetConfig',
  resetAllConfig: 'pm2Modules.resetAllConfig',
  revealSecret: 'pm2Modules.revealSecret',
  hideSecret: 'pm2Modules.hideSecret',
  openModuleConf: 'pm2Modules.openModuleConf',
  openConfigDefault: 'pm2Modules.openConfigDefault',
  openManifest: 'pm2Modules.openManifest',
  addPmxTypes: 'pm2Modules.addPmxTypes',
  manage: 'pm2Modules.manage',
} as const;

export type CommandName = keyof typeof commands;

/** The view container in the activity bar. */
export const viewContainer = 'pm2Modules';

export const views = {
  modules: 'pm2Modules.modules',
  probes: 'pm2Modules.probes',
  actions: 'pm2Modules.actions',
  issues: 'pm2Modules.issues',
  events: 'pm2Modules.events',
  configuration: 'pm2Modules.configuration',
} as const;

export const contextKeys = {
  /** At least one module is installed. */
  hasModules: 'pm2Modules.hasModules',
  /** The workspace's folders have been looked at, so that the key below means something. */
  foldersAreKnown: 'pm2Modules.foldersAreKnown',
  /** A folder of the workspace holds a module's package.json. */
  folderIsModule: 'pm2Modules.folderIsModule',
} as const;

/** The section that all settings stand in. */
export const settingsSection = 'pm2Modules';

/** Settings with the types that their values have; defaults stand in package.json alone. */
export interface Settings {
  readonly nodePath: string;
  readonly home: string;
  readonly autoInstall: boolean;
  readonly 'watch.ignore': readonly string[];
  readonly 'watch.delayMs': number;
  readonly 'watch.usePolling': 'auto' | 'on' | 'off';
  readonly 'watch.waitForParse': boolean;
  readonly moduleDebug: boolean;
  readonly warmRestart: boolean;
  readonly killTimeoutMs: number | null;
  readonly 'logs.maxFileSizeMb': number;
  readonly 'actions.timeoutMs': number;
  readonly 'traffic.filter': readonly string[];
  readonly 'issues.notify': boolean;
}

/** The same names as values, complete by construction. */
export const settingNames = Object.keys({
  nodePath: 0,
  home: 0,
  autoInstall: 0,
  'watch.ignore': 0,
  'watch.delayMs': 0,
  'watch.usePolling': 0,
  'watch.waitForParse': 0,
  moduleDebug: 0,
  warmRestart: 0,
  killTimeoutMs: 0,
  'logs.maxFileSizeMb': 0,
  'actions.timeoutMs': 0,
  'traffic.filter': 0,
  'issues.notify': 0,
} satisfies Record<keyof Settings, 0>) as readonly (keyof Settings)[];

/** Which of their values settings take, as package.json says, too. */
export const settingRules: Readonly<Partial<Record<keyof Settings, SettingRule>>> = {
  'watch.delayMs': { min: 0, max: 60_000 },
  'watch.usePolling': ['auto', 'on', 'off'],
  killTimeoutMs: { min: 0, max: 600_000 },
  'logs.maxFileSizeMb': { min: 1, max: 10_000 },
  'actions.timeoutMs': { min: 100, max: 3_600_000 },
};

/** Names of output channels, before the module's name. */
export const channels = {
  own: 'PM2 Module Studio',
  logs: 'PM2 Module',
  traffic: 'PM2 Module Traffic',
} as const;

/** Scheme of the read-only documents that show an action's whole reply. */
export const replyScheme = 'pm2-module-reply';

/** Scheme of the read-only documents that show what a module emitted. */
export const payloadScheme = 'pm2-module-event';

/** Scheme of the read-only documents that show one run of an action, while it streams too. */
export const runScheme = 'pm2-module-run';
