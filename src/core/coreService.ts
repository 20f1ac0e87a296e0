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
import type { ConfigurationSnapshot, OptionCheck, OptionPlace } from '../shared/configurationApi';
import type { Emission, EventsDelta } from '../shared/event';
import type { ModuleId, ModuleProblem } from '../shared/module';
import type { TrafficSaved } from '../shared/output';
import type { Json, ProbeHistorySnapshot, ProbesDelta } from '../shared/probe';
import { OptionsFile } from './configuration/optionsFile';
import { Configurations } from './configurations';
import type { ManifestLanguageCalls } from '../shared/languageApi';
import type { SourceCalls } from '../shared/sourceApi';
import { EmbeddedEngine } from './engine/embedded/embeddedEngine';
import { SourceService } from './language/source/sourceService';
import type { LiveModule } from './liveModule';
import { ManifestLanguage } from './language/manifest/manifestLanguage';
import type { Manifest } from './manifest/manifest';
import { Modules } from './modules';
import { ownProcesses } from './process/ownProcesses';

/** The calls of the host, answered by the modules and their engine. */
export class CoreService implements CoreCalls {
  private readonly engine: EmbeddedEngine;
  private readonly modules: Modules;
  private readonly optionsFile: OptionsFile;
  private readonly configurations: Configurations;
  /** What the modules' options were last told for. */
  private readonly manifests = new Map<
    ModuleId,
    { manifest: Manifest | undefined; problem: ModuleProblem | undefined }
  >();
  private readonly source = new SourceService();
  readonly configUses: SourceCalls['configUses'] = (request) => this.source.configUses(request);
  readonly completeConfig: SourceCalls['completeConfig'] = (...asked) => this.source.completeConfig(...asked);
  readonly renameConfigKey: SourceCalls['renameConfigKey'] = (...asked) => this.source.renameConfigKey(...asked);
  readonly planPmxTypes: SourceCalls['planPmxTypes'] = (request) => this.source.planPmxTypes(request);
  readonly declareConfigKey: SourceCalls['declareConfigKey'] = (...asked) => this.source.declareConfigKey(...asked);
  private readonly manifestLanguage = new ManifestLanguage({
    home: () => this.settings.home,
    isInstalled: (folder) => this.modules.all.some(({ engine }) => engine.snapshot.folder === folder),
  });
  readonly manifestProblems: ManifestLanguageCalls['manifestProblems'] = (document) =>
    this.manifestLanguage.manifestProblems(document);
  readonly manifestFixes: ManifestLanguageCalls['manifestFixes'] = (...asked) =>
    this.manifestLanguage.manifestFixes(...asked);
  readonly manifestCompletions: ManifestLanguageCalls['manifestCompletions'] = (...asked) =>
    this.manifestLanguage.manifestCompletions(...asked);
  readonly manifestHover: ManifestLanguageCalls['manifestHover'] = (...asked) =>
    this.manifestLanguage.manifestHover(...asked);
  readonly manifestConfiguration: ManifestLanguageCalls['manifestConfiguration'] = (document) =>
    this.manifestLanguage.manifestConfiguration(document);
  private settings: CoreSettings;

  constructor(start: CoreStart, events: CoreEvents, log: Log) {
    this.settings = start.settings;
    this.optionsFile = new OptionsFile(start.settings.home, ownProcesses(), log);
    this.engine = new EmbeddedEngine(start, start.settings, log, this.optionsFile);
    this.modules = new Modules(this.engine, this.withConfigurations(events), start.storage);
    this.configurations = new Configurations({
      file: this.optionsFile,
      runningManifest: (folder) => this.manifestOf(folder),
      tell: (configuration) => events.configurationChanged(configuration),
      log,
    });
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

  configuration(folder: string): Promise<ConfigurationSnapshot> {
    return this.configurations.configuration(folder);
  }

  setOption(folder: string, key: string, text: string): Promise<void> {
    return this.configurations.setOption(folder, key, text);
  }

  setOptions(folder: string, pairs: string): Promise<void> {
    return this.configurations.setOptions(folder, pairs);
  }

  unsetOption(folder: string, key: string): Promise<void> {
    return this.configurations.unsetOption(folder, key);
  }

  unsetAll(folder: string): Promise<void> {
    return this.configurations.unsetAll(folder);
  }

  getOption(folder: string, key: string): Promise<Json | undefined> {
    return this.configurations.getOption(folder, key);
  }

  checkOption(folder: string, key: string, text: string): Promise<OptionCheck> {
    return this.configurations.checkOption(folder, key, text);
  }

  placeOfOption(folder: string, key: string | undefined, file: 'override' | 'default'): Promise<OptionPlace> {
    return this.configurations.placeOfOption(folder, key, file);
  }

  async setSettings(settings: CoreSettings): Promise<void> {
    this.settings = settings;
    this.optionsFile.setHome(settings.home);
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
    if (path.basename(event.path) === 'package.json') await this.configurations.refresh();
  }

  async whenIdle(): Promise<void> {
    await this.optionsFile.settled();
    await this.modules.whenIdle();
    await this.configurations.refresh();
  }

  async shutdown(graceMs: number): Promise<void> {
    this.configurations.dispose();
    await this.modules.dispose(graceMs);
    this.optionsFile.dispose();
    await this.optionsFile.settled();
    await this.engine.dispose();
  }

  private async manifestOf(folder: string): Promise<Manifest | undefined> {
    const id = await this.engine.identify(folder);
    return this.modules.all.find(({ engine }) => engine.id === id)?.engine.manifest;
  }

  /** A module that was read anew, came or went has other options. */
  private withConfigurations(events: CoreEvents): CoreEvents {
    const follow = (id: ModuleId): void => {
      const engine = this.modules.all.find((live) => live.engine.id === id)?.engine;
      const known = this.manifests.get(id);
      const { manifest, snapshot } = engine ?? {};
      if (known?.manifest === manifest && known?.problem === snapshot?.problem) return;
      if (engine) this.manifests.set(id, { manifest, problem: snapshot?.problem });
      else this.manifests.delete(id);
      void this.configurations.refresh();
    };
    return {
      ...events,
      moduleChanged: (module) => {
        events.moduleChanged(module);
        follow(module.id);
      },
      moduleRemoved: (id) => {
        events.moduleRemoved(id);
        follow(id);
      },
    };
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
