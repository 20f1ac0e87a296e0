import path from 'node:path';
import type { Log } from '../base/log';
import type {
  CoreCalls,
  CoreEvents,
  CoreSettings,
  CoreStart,
  FileEvent,
  FolderSettings,
  Interest,
} from '../shared/coreApi';
import type { CallState, RunOutput } from '../shared/action';
import type { Emission, EventsDelta } from '../shared/event';
import type { ModuleId } from '../shared/module';
import type { TrafficSaved } from '../shared/output';
import type { ProbeHistorySnapshot, ProbesDelta } from '../shared/probe';
import { EmbeddedEngine } from './engine/embedded/embeddedEngine';
import type { LiveModule } from './liveModule';
import { Modules } from './modules';

/** The calls of the host, answered by the modules and their engine. */
export class CoreService implements CoreCalls {
  private readonly engine: EmbeddedEngine;
  private readonly modules: Modules;
  private settings: CoreSettings;

  constructor(start: CoreStart, events: CoreEvents, log: Log) {
    this.settings = start.settings;
    this.engine = new EmbeddedEngine(start, start.settings, log);
    this.modules = new Modules(this.engine, events, start.storage);
    this.modules.setTrafficFilter(start.settings.trafficFilter);
  }

  installFolder(folder: string, settings: FolderSettings): Promise<ModuleId> {
    return this.modules.install(folder, settings);
  }

  takeOver(folder: string, settings: FolderSettings): Promise<ModuleId> {
    return this.modules.takeOver(folder, settings);
  }

  uninstall(module: ModuleId): Promise<void> {
    return this.modules.uninstall(module);
  }

  start(module: ModuleId): Promise<void> {
    return this.change(module, ({ engine }) => engine.start());
  }

  stop(module: ModuleId): Promise<void> {
    return this.change(module, ({ engine }) => engine.stop());
  }

  restart(module: ModuleId): Promise<void> {
    return this.change(module, ({ engine }) => engine.restart({ kind: 'restart' }));
  }

  async pauseWatching(module: ModuleId, isPaused: boolean): Promise<void> {
    this.modules.get(module).engine.setWatchingPaused(isPaused);
  }

  async runAction(process: string, action: string, argument?: string): Promise<CallState> {
    return this.modules.ownerOf(process).runAction(process, action, argument, this.settings.actionsTimeoutMs);
  }

  runOutput(process: string, run: number): Promise<RunOutput> {
    return this.modules.ownerOf(process).runOutput(run);
  }

  async cancelAction(process: string, action: string): Promise<void> {
    this.modules.ownerOf(process).cancelAction(process, action);
  }

  async probes(module: ModuleId): Promise<readonly ProbesDelta[]> {
    return this.modules.get(module).allProbes();
  }

  async probeHistory(process: string, probe: string): Promise<ProbeHistorySnapshot | undefined> {
    return this.modules.ownerOf(process).probeHistory(process, probe);
  }

  async clearIssues(module: ModuleId): Promise<void> {
    this.modules.get(module).reports.clearIssues();
    this.modules.flush(module);
  }

  async events(module: ModuleId): Promise<readonly EventsDelta[]> {
    return this.modules.get(module).reports.allEvents();
  }

  async emissions(process: string, event: string): Promise<readonly Emission[]> {
    return this.modules.ownerOf(process).reports.emissions(process, event);
  }

  async trafficHistory(module: ModuleId): Promise<readonly string[]> {
    return this.modules.trafficHistory(module);
  }

  async recordTraffic(module: ModuleId, file: string, follow: boolean): Promise<TrafficSaved> {
    return this.modules.get(module).recordTraffic(file, follow);
  }

  async stopRecordingTraffic(module: ModuleId): Promise<void> {
    this.modules.get(module).stopRecordingTraffic();
  }

  openRecording(file: string): Promise<ModuleId> {
    return this.modules.openRecording(file);
  }

  async undoIgnore(module: ModuleId, path: string): Promise<void> {
    this.modules.get(module).engine.undoIgnore(path);
  }

  stopDaemon(home: string): Promise<void> {
    return this.engine.stopDaemon(home);
  }

  async setSettings(settings: CoreSettings): Promise<void> {
    this.settings = settings;
    this.modules.setTrafficFilter(settings.trafficFilter);
    this.engine.setSettings(settings);
  }

  async setFolderSettings(folder: string, settings: FolderSettings): Promise<void> {
    const concerned = this.modules.all.filter(({ engine }) => engine.snapshot.folder === path.resolve(folder));
    await Promise.all(concerned.map(({ engine }) => engine.setSettings(settings)));
  }

  async setInterest(interest: Interest): Promise<void> {
    this.modules.setInterest(interest);
  }

  async fileChanged(event: FileEvent): Promise<void> {
    for (const { engine } of this.modules.all) engine.fileChanged(event);
  }

  whenIdle(): Promise<void> {
    return this.modules.whenIdle();
  }

  async shutdown(graceMs: number): Promise<void> {
    await this.modules.dispose(graceMs);
    await this.engine.dispose();
  }

  /** When the call returns, the host knows what came of it. */
  private async change(module: ModuleId, make: (live: LiveModule) => Promise<void>): Promise<void> {
    try {
      await make(this.modules.get(module));
    } finally {
      this.modules.flush(module);
    }
  }
}
