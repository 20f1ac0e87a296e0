import { systemClock } from '../../../base/clock';
import { DisposableStore } from '../../../base/disposable';
import { toError, UserError } from '../../../base/errors';
import { Emitter, type Event } from '../../../base/event';
import type { Log } from '../../../base/log';
import { message, type Message } from '../../../base/message';
import { singleFlight } from '../../../base/singleFlight';
import type { FileEvent, FolderSettings, Notice } from '../../../shared/coreApi';
import type { Crash, ModuleId, ModuleProblem, ModuleSnapshot, StartReason } from '../../../shared/module';
import { BrokenManifestError } from '../../manifest/brokenManifestError';
import type { AppOptions, Manifest } from '../../manifest/manifest';
import { readManifest } from '../../manifest/readManifest';
import type { Outgoing } from '../../protocol/encode';
import type { AcceptedChange } from '../../watch/moduleWatcher';
import type { EngineModule, Received } from '../moduleEngine';
import type { EmbeddedProcess } from './embeddedProcess';
import { ModuleProblems } from './moduleProblems';
import { ModuleProcesses } from './moduleProcesses';
import { ModuleWatching } from './moduleWatching';
import { stoppedAtOnce } from './stoppedAtOnce';

export interface ModuleContext {
  readonly id: ModuleId;
  /** Absolute path of the folder without links. */
  readonly realpath: string;
  readonly log: Log;
  readonly createProcess: (module: EmbeddedModule, app: AppOptions) => EmbeddedProcess;
  /** Looks around before the first process starts; may send notices. */
  readonly beforeLaunch: (module: EmbeddedModule) => Promise<void>;
  /** Has every Node asked again which it is. */
  readonly forgetInterpreters: () => void;
  /** Lets another window run the folder. */
  readonly release: () => void;
}

/** One module in the dev supervisor: its manifest, its processes, and the watcher that restarts them. */
export class EmbeddedModule implements EngineModule {
  private readonly store = new DisposableStore();
  private readonly pending = new Set<Promise<void>>();
  private readonly processes: ModuleProcesses;
  private readonly watching: ModuleWatching;
  private readonly problems = this.store.add(new ModuleProblems());
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly noticed = this.store.add(new Emitter<Notice>());
  private readonly ended = new Emitter<void>();
  private readonly reload = singleFlight(() => this.reloadManifest());
  /** A person stopped it: then no save starts it again, as with `pm2 stop`. */
  private isStoppedByUser = false;
  private isEnded = false;
  /** Node would not start anything now, so what runs must go on until package.json is mended. */
  private isManifestBroken = false;
  private end: Promise<void> | undefined;
  readonly onDidChange = this.changed.event;
  readonly onDidLaunch: Event<string>;
  readonly onDidExit: Event<string>;
  readonly onDidReceive: Event<Received>;
  readonly onDidIdle: Event<string>;
  readonly onDidOutput: Event<readonly string[]>;
  readonly onDidNotice = this.noticed.event;
  readonly onDidEnd = this.ended.event;

  constructor(
    private currentManifest: Manifest,
    private currentSettings: FolderSettings,
    private readonly context: ModuleContext,
  ) {
    const processes = this.store.add(new ModuleProcesses((app) => context.createProcess(this, app)));
    this.processes = processes;
    ({ onDidLaunch: this.onDidLaunch, onDidExit: this.onDidExit, onDidReceive: this.onDidReceive } = processes);
    this.onDidIdle = processes.onDidIdle;
    this.onDidOutput = processes.output.onDidAdd;
    this.watching = this.store.add(new ModuleWatching(context.realpath, context.log));
    processes.onDidChange(() => this.changed.fire());
    processes.onWillBegin(() => this.watching.lifeStarted());
    processes.onDidEnter(() => this.watching.lifeEntered());
    processes.onDidLoad((files) => this.watching.addLoaded(files));
    this.problems.onDidChange(() => this.changed.fire());
    this.watching.onDidAccept((change) => this.track(this.acceptChange(change)));
    this.watching.onDidFail((text) => this.notify('warning', text));
    this.watching.onDidIgnore((file) => this.tellIgnored(file));
    this.watching.onDidLoseFolder(() => this.track(this.loseFolder()));
    this.watching.onDidChangeWaiting((waiting) => processes.setWaiting(waiting));
    void processes.adopt(currentManifest.apps); // with nothing to remove, it is done at once
  }

  get id(): ModuleId {
    return this.context.id;
  }

  get manifest(): Manifest {
    return this.currentManifest;
  }

  get settings(): FolderSettings {
    return this.currentSettings;
  }

  get secrets(): readonly string[] {
    return this.allProcesses.flatMap((process) => process.secrets);
  }

  get allProcesses(): readonly EmbeddedProcess[] {
    return this.processes.all;
  }

  get snapshot(): ModuleSnapshot {
    const { name, version, folder, file, hints, apps } = this.currentManifest;
    const problem = this.problems.worst;
    return {
      ...{ id: this.id, name, folder, kind: 'dev', manifest: file },
      // All processes have the same options.
      hints: [...hints, ...(this.allProcesses[0]?.hints ?? [])],
      ...(version !== undefined && { version }),
      ...(problem && { problem }),
      processes: this.processes.snapshots(apps),
      watching: this.watching.state,
    };
  }

  async launch(): Promise<void> {
    const crash = await this.tracked(this.launchAll());
    const { name } = this.currentManifest;
    if (this.isEnded) throw new UserError(message('"{0}" was uninstalled before it was online.', name));
    if (crash) throw stoppedAtOnce(name, this.context.realpath, crash);
  }

  start(): Promise<void> {
    return this.restart({ kind: 'start' });
  }

  stop(): Promise<void> {
    this.isStoppedByUser = true;
    return this.tracked(this.processes.stop());
  }

  /** What a person asks for: whatever they changed before counts, also where nothing is watched. */
  restart(reason: StartReason): Promise<void> {
    this.isStoppedByUser = this.isEnded;
    this.context.forgetInterpreters();
    const at = systemClock.now();
    return this.tracked(this.runNext(reason, true, at));
  }

  /** The module's options changed in module_conf.json. */
  configurationChanged(): void {
    this.track(this.runNext({ kind: 'configuration' }, this.isManifestBroken));
  }

  /** Why module_conf.json cannot be used, while it cannot. */
  setConfigurationProblem(problem: ModuleProblem | undefined): void {
    this.problems.set('configuration', problem);
  }

  /** All that this process has written so far goes to the log channel. */
  flushOutput(process: string): void {
    this.processes.output.flush(process);
  }

  send(process: string, text: Outgoing): void {
    const { life } = this.processes.get(process)?.supervisor.state ?? {};
    if (!life) throw new UserError(message('"{0}" does not run.', this.currentManifest.name));
    life.running.send(text);
  }

  setMonitoredPid(process: string, pid: number | null | undefined): void {
    this.processes.get(process)?.setMonitoredPid(pid);
  }

  setWatchingPaused(isPaused: boolean): void {
    this.watching.setPaused(isPaused);
    this.changed.fire();
  }

  async setSettings(settings: FolderSettings): Promise<void> {
    const { nodePath, moduleDebug } = this.currentSettings;
    this.currentSettings = settings;
    if (settings.nodePath !== nodePath) this.context.forgetInterpreters();
    await this.watching.apply(this.currentManifest, settings);
    this.changed.fire();
    if (settings.nodePath !== nodePath || settings.moduleDebug !== moduleDebug) this.configurationChanged();
  }

  undoIgnore(file: string): void {
    this.watching.unignore(file);
  }

  fileChanged(event: FileEvent): void {
    this.watching.notify(event);
  }

  notify(severity: Notice['severity'], text: Message, remedies: Notice['remedies'] = []): void {
    this.noticed.fire({ severity, message: text, remedies });
  }

  async whenIdle(): Promise<void> {
    while (this.pending.size > 0) await Promise.all([...this.pending]);
  }

  dispose(graceMs?: number): Promise<void> {
    this.isStoppedByUser = true;
    this.isEnded = true;
    const ended = this.processes.end(graceMs);
    return (this.end ??= this.release(ended));
  }

  private async release(processesEnded: Promise<void>): Promise<void> {
    this.watching.dispose();
    await processesEnded;
    this.processes.output.flush();
    this.store.dispose();
    this.context.release();
    this.ended.fire();
    this.ended.dispose();
  }

  private async launchAll(): Promise<Crash | undefined> {
    await this.context.beforeLaunch(this);
    if (this.isStoppedByUser) return undefined;
    const watched = this.watching.apply(this.currentManifest, this.currentSettings);
    const [crash] = await Promise.all([this.processes.launch(), watched]);
    this.changed.fire();
    return crash;
  }

  private async acceptChange({ paths, needsManifest, at }: AcceptedChange): Promise<void> {
    await this.runNext({ kind: 'saved', paths }, needsManifest || this.isManifestBroken, at);
  }

  /** Ends all lives and begins the next ones, unless a person has stopped the module, or the manifest cannot be read. */
  private async runNext(reason: StartReason, needsManifest: boolean, at?: number): Promise<void> {
    if (needsManifest) await this.reload();
    if (this.isStoppedByUser) return;
    try {
      await this.processes.run(reason, at);
      this.problems.set('start', undefined);
      this.problems.set('folder', undefined);
    } catch (error) {
      // Where nothing runs any more, the process itself says why.
      if (this.allProcesses.some(({ ownPid }) => ownPid !== undefined)) this.problems.setError('start', error);
      throw error;
    }
  }

  /** A manifest that cannot be used leaves what runs as it is, and the module's problem says why. */
  private async reloadManifest(): Promise<void> {
    try {
      this.currentManifest = await readManifest(this.currentManifest.folder);
    } catch (error) {
      this.isManifestBroken = error instanceof BrokenManifestError;
      this.problems.setError('manifest', error);
      throw error;
    }
    this.isManifestBroken = false;
    this.problems.set('manifest', undefined);
    await this.processes.adopt(this.currentManifest.apps);
    await this.watching.apply(this.currentManifest, this.currentSettings);
  }

  private async loseFolder(): Promise<void> {
    const { name, folder } = this.currentManifest;
    await this.stop();
    const text = message(
      'The folder of "{0}" is gone, so it was stopped: {1}. Put it back and start it, or uninstall it.',
      name,
      folder,
    );
    this.problems.set('folder', { message: text, remedies: [] });
    this.notify('warning', text);
  }

  private tellIgnored(file: string): void {
    const text = message(
      '"{0}" writes {1} each time it starts. Changes of that file no longer restart it.',
      this.currentManifest.name,
      file,
    );
    this.notify('info', text, [{ kind: 'undoIgnore', moduleId: this.id, path: file }]);
  }

  private async tracked<T>(work: Promise<T>): Promise<T> {
    const done = work.then(
      () => undefined,
      () => undefined,
    );
    this.pending.add(done);
    try {
      return await work;
    } finally {
      this.pending.delete(done);
    }
  }

  /** Work that nobody waits for: what goes wrong stands in the module's problem or in our log. */
  private track(work: Promise<unknown>): void {
    this.tracked(work).catch((error: unknown) =>
      this.context.log.warn(`${this.currentManifest.name}: ${toError(error).message}`),
    );
  }
}
