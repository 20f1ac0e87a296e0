import type { Remedy } from '../base/errors';
import type { Message } from '../base/message';
import type { ConfigurationCalls, ConfigurationSnapshot } from './configurationApi';
import type { ActionsDelta, CallState, RunOutput } from './action';
import type { Emission, EventsDelta } from './event';
import type { IssuesDelta } from './issue';
import type { ManifestLanguageCalls } from './languageApi';
import type { ModuleId, ModuleSnapshot, ProcessUsage } from './module';
import type { OutputChunk, TrafficChunk, TrafficSaved } from './output';
import type { ProbeHistorySnapshot, ProbesDelta } from './probe';
import type { SourceCalls } from './sourceApi';

/** What the core must know before it starts anything. Everything here is cloneable. */
export interface CoreStart {
  /** Folder for locks, ledger, logs and standby state; shared by all windows. */
  readonly storage: string;
  /** Where the bundles `container.js`, `reaper.js` and `pm2io.js` are. */
  readonly bundles: string;
  /** The extension host's environment; the core takes out what the editor set for itself before a module inherits it. */
  readonly environment: Readonly<Record<string, string>>;
  /** A Node that runs our own helper processes: the editor's, with what makes Electron act as Node. */
  readonly helperNode: { readonly execPath: string; readonly env: Readonly<Record<string, string>> };
  readonly settings: CoreSettings;
}

/** The settings that the core acts on, resolved. Per-folder values are given with the calls that name a folder. */
export interface CoreSettings {
  /** Absolute path of `$PM2_HOME`. */
  readonly home: string;
  readonly logsMaxFileSizeMb: number;
  readonly actionsTimeoutMs: number;
  /** Which messages traffic channels show: patterns of kinds and names, `!` before those to hide. Absent: all. */
  readonly trafficFilter?: readonly string[];
}

/** The settings that may differ from folder to folder. */
export interface FolderSettings {
  /** Empty: decide by `node` on PATH. `editor`: the editor's own. */
  readonly nodePath: string;
  readonly watchIgnore: readonly string[];
  readonly watchDelayMs: number;
  readonly watchUsePolling: 'auto' | 'on' | 'off';
  readonly waitForSaveThatParses: boolean;
  readonly moduleDebug: boolean;
  /** Boot the next life's process ahead. */
  readonly warmRestart: boolean;
  /** Overrides PM2's 1600 ms, and is overridden by the manifest's `kill_timeout`; absent: PM2's. */
  readonly killTimeoutMs?: number;
}

/** A change that the editor itself made. Paths are absolute. */
export interface FileEvent {
  readonly kind: 'saved' | 'created' | 'deleted';
  readonly path: string;
}

/** Whether something of every module is on screen, or of which. */
export type InterestIn = boolean | readonly ModuleId[];

/** What is on screen: nothing is measured or sent that nobody sees. */
export interface Interest {
  readonly usage: boolean;
  readonly probes: InterestIn;
  readonly actions: boolean;
  readonly events: InterestIn;
  readonly traffic: readonly ModuleId[];
}

/** Calls that the host makes. A rejected promise carries a `UserError` when a person can act on it. */
export interface CoreCalls extends ManifestLanguageCalls, ConfigurationCalls, SourceCalls {
  /** Installs a folder as a dev module and starts it; resolves when it is online, or rejects with why it is not. */
  installFolder(folder: string, settings: FolderSettings): Promise<ModuleId>;
  /** Stops and forgets a module. Its folder is left as it is. */
  uninstall(module: ModuleId): Promise<void>;
  start(module: ModuleId): Promise<void>;
  stop(module: ModuleId): Promise<void>;
  restart(module: ModuleId): Promise<void>;
  /** Makes the window that runs this folder give it up, then installs it here. */
  takeOver(folder: string, settings: FolderSettings): Promise<ModuleId>;
  pauseWatching(module: ModuleId, isPaused: boolean): Promise<void>;
  /** Runs an action; resolves with how it went. `argument` is text as typed. */
  runAction(process: string, action: string, argument?: string): Promise<CallState>;
  /** A run with what it has streamed, by the id of its call. */
  runOutput(process: string, run: number): Promise<RunOutput>;
  /** Stops waiting for the newest call of an action; the module goes on. */
  cancelAction(process: string, action: string): Promise<void>;
  /** All probes of a module, as a delta that starts from nothing. */
  probes(module: ModuleId): Promise<readonly ProbesDelta[]>;
  /** The last 10 minutes of a probe; undefined when there is no such probe, or it was no number in them. */
  probeHistory(process: string, probe: string): Promise<ProbeHistorySnapshot | undefined>;
  /** Forgets the issues of all lives. */
  clearIssues(module: ModuleId): Promise<void>;
  /** All events of a module, as a delta that starts from nothing. */
  events(module: ModuleId): Promise<readonly EventsDelta[]>;
  /** The payloads that are kept of one event, oldest first. */
  emissions(process: string, event: string): Promise<readonly Emission[]>;
  /** The traffic that was kept, oldest first. */
  trafficHistory(module: ModuleId): Promise<readonly string[]>;
  /**
   * Saves the traffic that was kept as a file. `follow`: and what comes from now on, until {@link stopRecordingTraffic},
   * the module's end, or the file is as large as it may be; resolves then.
   */
  recordTraffic(module: ModuleId, file: string, follow: boolean): Promise<TrafficSaved>;
  stopRecordingTraffic(module: ModuleId): Promise<void>;
  /** Shows a recording as a module that is not run. Uninstalling it closes it. */
  openRecording(file: string): Promise<ModuleId>;
  undoIgnore(module: ModuleId, path: string): Promise<void>;
  stopDaemon(home: string): Promise<void>;
  setSettings(settings: CoreSettings): Promise<void>;
  setFolderSettings(folder: string, settings: FolderSettings): Promise<void>;
  setInterest(interest: Interest): Promise<void>;
  fileChanged(event: FileEvent): Promise<void>;
  /** Resolves when no start, stop, restart or call is under way and every delta was sent. */
  whenIdle(): Promise<void>;
  /** Ends every module, each with at most `graceMs` before SIGKILL, and releases everything. */
  shutdown(graceMs: number): Promise<void>;
}

/** Something that a person should be told once. */
export interface Notice {
  readonly severity: 'info' | 'warning' | 'error';
  readonly message: Message;
  readonly remedies: readonly Remedy[];
}

/** What the core tells the host without being asked. Throttled to at most 4 a second and source. */
export interface CoreEvents {
  moduleChanged(module: ModuleSnapshot): void;
  moduleRemoved(module: ModuleId): void;
  /** What changed of it since it was last measured, of all modules together. */
  usageChanged(measured: readonly ProcessUsage[]): void;
  probesChanged(delta: ProbesDelta): void;
  actionsChanged(delta: ActionsDelta): void;
  issuesChanged(delta: IssuesDelta): void;
  eventsChanged(delta: EventsDelta): void;
  /** Of every folder whose options were asked for. */
  configurationChanged(configuration: ConfigurationSnapshot): void;
  output(chunk: OutputChunk): void;
  traffic(chunk: TrafficChunk): void;
  notice(notice: Notice): void;
  log(level: 'error' | 'warn' | 'info' | 'debug', text: string): void;
}
