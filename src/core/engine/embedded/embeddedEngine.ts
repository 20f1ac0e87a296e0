import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { DisposableStore } from '../../../base/disposable';
import { errorCode, UserError } from '../../../base/errors';
import type { Log } from '../../../base/log';
import { message } from '../../../base/message';
import type { CoreSettings, CoreStart, FolderSettings } from '../../../shared/coreApi';
import type { ModuleId } from '../../../shared/module';
import { cleanEnvironment } from '../../configuration/cleanEnvironment';
import type { OptionsFile } from '../../configuration/optionsFile';
import { isDiskFull } from '../../logs/freeSpace';
import { LogFiles } from '../../logs/logFiles';
import type { AppOptions } from '../../manifest/manifest';
import { readManifest } from '../../manifest/readManifest';
import { InterpreterResolver, type Interpreter } from '../../process/interpreter';
import { StandbyBudget } from '../../process/standby';
import { ReaperClient } from '../../process/reaperClient';
import type { EngineModule, ModuleEngine } from '../moduleEngine';
import { EmbeddedModule } from './embeddedModule';
import { EmbeddedProcess } from './embeddedProcess';
import { planLife } from './launchRecipe';
import { Ownerships, type Ownership } from './ownership';
import { findDaemon, findInPm2, stopDaemon } from './pm2Daemon';
import { UsageMeter } from './usageMeter';

/** After this time in which a module that uses PM2's API has run, its daemon has appeared, in milliseconds. */
const DAEMON_LOOK_MS = 3_000;
const BYTES_PER_MB = 1024 * 1024;

/** Our dev supervisor: runs modules as children of this very process, without PM2. */
export class EmbeddedEngine implements ModuleEngine {
  private readonly store = new DisposableStore();
  private readonly modules = new Map<string, EmbeddedModule>();
  private readonly inherited: Readonly<Record<string, string>>;
  private readonly interpreters = new InterpreterResolver();
  private readonly reaper: ReaperClient;
  private readonly ownerships: Ownerships;
  private readonly usage: UsageMeter;
  readonly onDidMeasure: UsageMeter['onDidMeasure'];
  private readonly standbys = new StandbyBudget();
  private sweep: Promise<void> | undefined;
  private nextPmId = 0;

  constructor(
    private readonly start: CoreStart,
    private settings: CoreSettings,
    private readonly log: Log,
    private readonly optionsFile: OptionsFile,
  ) {
    this.inherited = cleanEnvironment(start.environment);
    const ledgers = path.join(start.storage, 'ledgers');
    const bundle = path.join(start.bundles, 'reaper.js');
    this.reaper = new ReaperClient({ bundle, ledgers, helperNode: start.helperNode }, log);
    this.ownerships = new Ownerships(path.join(start.storage, 'locks'));
    this.store.add(optionsFile.onDidChange((sections) => this.configurationChanged(sections)));
    this.store.add(
      optionsFile.onDidChangeProblem(() => {
        for (const module of this.modules.values()) module.setConfigurationProblem(optionsFile.problem);
      }),
    );
    this.usage = new UsageMeter(() => [...this.modules.values()].flatMap((module) => module.allProcesses), log);
    this.onDidMeasure = this.usage.onDidMeasure;
  }

  setSettings(settings: CoreSettings): void {
    this.settings = settings;
  }

  setUsageWanted(isWanted: boolean): void {
    this.usage.setWanted(isWanted);
  }

  async identify(folder: string): Promise<ModuleId> {
    return idOf(await resolveFolder(folder));
  }

  async install(folder: string, settings: FolderSettings): Promise<EngineModule> {
    const real = await resolveFolder(folder);
    const manifest = await readManifest(folder);
    await (this.sweep ??= this.reaper.sweep());
    const ownership = await this.own(real, folder);
    const module = new EmbeddedModule(manifest, settings, {
      id: idOf(real),
      realpath: real,
      log: this.log,
      createProcess: (owner, app) => this.createProcess(owner, app, real),
      beforeLaunch: (owner) => this.warnOfPm2(owner),
      forgetInterpreters: () => this.interpreters.clear(),
      release: () => {
        this.modules.delete(real);
        ownership.release();
      },
    });
    this.modules.set(real, module);
    module.setConfigurationProblem(this.optionsFile.problem);
    void this.optionsFile.watch();
    return module;
  }

  async takeOver(folder: string, settings: FolderSettings): Promise<EngineModule> {
    await this.ownerships.takeOver(await resolveFolder(folder));
    return this.install(folder, settings);
  }

  async stopDaemon(home: string): Promise<void> {
    await stopDaemon(home);
  }

  async dispose(): Promise<void> {
    this.store.dispose();
    this.usage.dispose();
    this.interpreters.dispose();
    await this.reaper.dispose();
  }

  private async own(real: string, folder: string): Promise<Ownership> {
    const ownership = await this.ownerships.acquire(real, async () => {
      const module = this.modules.get(real);
      module?.notify('info', message('"{0}" now runs in another window.', module.manifest.name));
      await module?.dispose();
    });
    if (ownership) return ownership;
    throw new UserError(message('This folder already runs in another window: {0}', folder), [
      { kind: 'takeOver', folder },
    ]);
  }

  private createProcess(module: EmbeddedModule, app: AppOptions, real: string): EmbeddedProcess {
    const pmId = this.nextPmId++;
    const key = `${module.id}#${app.name}`;
    const suffix = createHash('sha256').update(real).digest('hex').slice(0, 8);
    const logs = new LogFiles({
      folder: path.join(this.start.storage, 'logs'),
      name: `${app.name}-${suffix}`,
      maxBytes: this.settings.logsMaxFileSizeMb * BYTES_PER_MB,
      ...(app.outFile !== undefined && { outFile: app.outFile }),
      ...(app.errorFile !== undefined && { errorFile: app.errorFile }),
    });
    const process = new EmbeddedProcess(app, {
      ...{ key, pmId, logs, moduleId: module.id, folder: real, log: this.log, reaper: this.reaper },
      ...{ budget: this.standbys, isWarm: () => module.settings.warmRestart },
      recipe: (self, known) => this.recipe(module, self, known),
      sources: (self) => [self.options, module.settings, this.interpreters.round],
      flushLogs: () => module.flushOutput(key),
    });
    process.supervisor.onDidLaunch(() => {
      this.usage.launched();
      void this.warnOfFullDisk(module, process);
      if (module.manifest.usesPm2Api) void this.lookForDaemon(module);
    });
    return process;
  }

  private recipe(module: EmbeddedModule, process: EmbeddedProcess, known?: Interpreter): ReturnType<typeof planLife> {
    const { supervisor } = process;
    return planLife({
      ...{ start: this.start, inherited: this.inherited, home: this.settings.home },
      ...{ interpreters: this.interpreters, knownInterpreter: known },
      ...{ manifest: module.manifest, settings: module.settings, app: process.options, pmId: process.pmId },
      ...{ restarts: supervisor.state.restarts, unstableRestarts: supervisor.unstableRestarts },
      ...{ createdAt: process.createdAt, now: Date.now(), logs: process.logPaths },
      openLogs: () => process.openLogs(),
    });
  }

  private configurationChanged(sections: readonly string[]): void {
    for (const module of this.modules.values()) {
      if (sections.includes(module.manifest.name)) module.configurationChanged();
    }
  }

  private async warnOfPm2(module: EmbeddedModule): Promise<void> {
    const { name } = module.manifest;
    const pid = await findInPm2(this.settings.home, name);
    if (pid === undefined) return;
    const text = message(
      '"{0}" already runs in PM2 as process {1}: the two may want the same port and the same files.',
      name,
      pid,
    );
    module.notify('warning', text);
  }

  private readonly fullDisks = new Set<string>();

  /** A module cannot tell that its lines are lost: Node drops them in silence. */
  private async warnOfFullDisk(module: EmbeddedModule, { logPaths }: EmbeddedProcess): Promise<void> {
    const isFull = await isDiskFull(logPaths.out);
    const isKnown = this.fullDisks.has(module.id);
    if (!isFull) this.fullDisks.delete(module.id);
    if (!isFull || isKnown) return;
    this.fullDisks.add(module.id);
    const text = message(
      'There is no space left for the log of "{0}", so its lines are lost: {1}. Make room on that disk, or name another file with "out_file" and "error_file".',
      module.manifest.name,
      path.dirname(logPaths.out),
    );
    module.notify('warning', text);
  }

  private daemonsSeen = new Set<number>();

  /** A module that uses PM2's API makes PM2 start its daemon; the user should know where it comes from. */
  private async lookForDaemon(module: EmbeddedModule): Promise<void> {
    const { home } = this.settings;
    const before = await findDaemon(home);
    await new Promise((resolve) => setTimeout(resolve, DAEMON_LOOK_MS).unref());
    const now = await findDaemon(home);
    if (now === undefined || now === before || this.daemonsSeen.has(now)) return;
    this.daemonsSeen.add(now);
    const text = message(
      '"{0}" uses PM2\'s API, so a PM2 daemon was started in {1}. It goes on when the module stops.',
      module.manifest.name,
      home,
    );
    module.notify('info', text, [{ kind: 'stopDaemon', home }]);
  }
}

function idOf(realpath: string): ModuleId {
  return `dev:${realpath}`;
}

async function resolveFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    const code = errorCode(error) ?? String(error);
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    const text = isMissing
      ? message('There is no folder {0}. Open the folder where the module is now.', folder)
      : message('The folder {0} cannot be opened ({1}). Check its permissions.', folder, code);
    throw new UserError(text, [], { cause: error });
  }
}
