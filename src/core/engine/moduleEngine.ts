import type { Clock } from '../../base/clock';
import type { Event } from '../../base/event';
import type { FileEvent, FolderSettings, Notice } from '../../shared/coreApi';
import type { ModuleId, ModuleSnapshot, ProcessUsage, StartReason } from '../../shared/module';
import type { Manifest } from '../manifest/manifest';
import type { Outgoing } from '../protocol/encode';
import type { IpcMessage } from '../protocol/ipcMessage';

/** An IPC message of one of a module's processes. */
export interface Received {
  readonly process: string;
  readonly message: IpcMessage;
  /** It was sent to the process, by whoever ran it when it was recorded. */
  readonly isSent?: boolean;
}

/** One module as an engine runs it. Everything that goes in or comes out can be cloned. */
export interface EngineModule {
  readonly id: ModuleId;
  /** As it stands now; a new object after each {@link onDidChange}. */
  readonly snapshot: ModuleSnapshot;
  /** Its time, where it is not the system's. */
  readonly clock?: Clock;
  /** As it was last read; absent when there is none, as for a recording. */
  readonly manifest?: Manifest;
  /** Values of its configuration that must not be shown. */
  readonly secrets: readonly string[];
  readonly onDidChange: Event<void>;
  /** A process began a new generation: what it said before is over. */
  readonly onDidLaunch: Event<string>;
  readonly onDidExit: Event<string>;
  readonly onDidReceive: Event<Received>;
  /** A process has nothing left to do, and under PM2 would end for that; at most once a life. */
  readonly onDidIdle: Event<string>;
  /** Formatted lines for the module's log channel. */
  readonly onDidOutput: Event<readonly string[]>;
  readonly onDidNotice: Event<Notice>;
  /** It was uninstalled, or another window took it over. */
  readonly onDidEnd: Event<void>;

  /** The first start. Resolves when all processes have lasted; rejects with a `UserError` when one did not. */
  launch(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(reason: StartReason): Promise<void>;
  /** Sends an IPC message; throws when the process does not run. */
  send(process: string, message: Outgoing): void;
  /** The process that CPU and memory are of, as the module's `pid` option says; undefined: its own. */
  setMonitoredPid(process: string, pid: number | null | undefined): void;
  setWatchingPaused(isPaused: boolean): void;
  setSettings(settings: FolderSettings): Promise<void>;
  undoIgnore(path: string): void;
  fileChanged(event: FileEvent): void;
  /** Resolves when no start, stop or restart is under way. */
  whenIdle(): Promise<void>;
  /**
   * Stops every process, each with at most `graceMs` before SIGKILL, and releases everything. Called again while that is
   * under way, it shortens the grace and resolves with the first call.
   */
  dispose(graceMs?: number): Promise<void>;
}

/** What runs modules. */
export interface ModuleEngine {
  /** CPU and memory of processes were measured, and are other than before. */
  readonly onDidMeasure: Event<readonly ProcessUsage[]>;
  /** The id that a folder's module has, or would have; whatever path leads to the folder, it is the same. */
  identify(folder: string): Promise<ModuleId>;
  /** Reads the folder's manifest and prepares to run it; rejects with a `UserError` when there is nothing to run. */
  install(folder: string, settings: FolderSettings): Promise<EngineModule>;
  /** As {@link install}, after the window that runs this folder has given it up. */
  takeOver(folder: string, settings: FolderSettings): Promise<EngineModule>;
  /** Somebody looks at CPU and memory. */
  setUsageWanted(isWanted: boolean): void;
  /** Ends the PM2 daemon of a home folder. */
  stopDaemon(home: string): Promise<void>;
  /** Releases what is not a module's; the modules are disposed before. */
  dispose(): Promise<void>;
}
