import { DisposableStore } from '../../../base/disposable';
import { toError, UserError } from '../../../base/errors';
import { Emitter } from '../../../base/event';
import type { Log } from '../../../base/log';
import { message, type Message } from '../../../base/message';
import type { FileEvent, FolderSettings, Notice } from '../../../shared/coreApi';
import type { Crash, ModuleId, ModuleProblem, ModuleSnapshot, StartReason } from '../../../shared/module';
import type { AppOptions, Manifest } from '../../manifest/manifest';
import { readManifest } from '../../manifest/readManifest';
import type { Outgoing } from '../../protocol/encode';
import type { AcceptedChange } from '../../watch/moduleWatcher';
import type { EngineModule, Received } from '../moduleEngine';
import type { EmbeddedProcess } from './embeddedProcess';
import { ModuleOutput } from './moduleOutput';
import { ModuleWatching } from './moduleWatching';

export interface ModuleContext {
  readonly id: ModuleId;
  /** Absolute path of the folder without links. */
  readonly realpath: string;
  readonly log: Log;
  readonly createProcess: (module: EmbeddedModule, app: AppOptions) => EmbeddedProcess;
  /** Looks around before the first process starts; may send notices. */
  readonly beforeLaunch: (module: EmbeddedModule) => Promise<void>;
  /** Lets another window run the folder. */
  readonly release: () => void;
}

/** One module in the dev supervisor: its manifest, its processes, and the watcher that restarts them. */
export class EmbeddedModule implements EngineModule {
  private readonly store = new DisposableStore();
  private readonly processes = new Map<string, EmbeddedProcess>();
  private readonly pending = new Set<Promise<void>>();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly launched = this.store.add(new Emitter<string>());
  private readonly exited = this.store.add(new Emitter<string>());
  private readonly received = this.store.add(new Emitter<Received>());
  private readonly noticed = this.store.add(new Emitter<Notice>());
  private readonly ended = new Emitter<void>();
  private readonly watching: ModuleWatching;
  readonly output = this.store.add(new ModuleOutput(() => this.processes.size > 1));
  private problem: ModuleProblem | undefined;
  /** A person stopped it: then no save starts it again, as with `pm2 stop`. */
  private isStoppedByUser = false;
  readonly onDidChange = this.changed.event;
  readonly onDidLaunch = this.launched.event;
  readonly onDidExit = this.exited.event;
  readonly onDidReceive = this.received.event;
  readonly onDidOutput = this.output.onDidAdd;
  readonly onDidNotice = this.noticed.event;
  readonly onDidEnd = this.ended.event;

  constructor(
    private currentManifest: Manifest,
    private currentSettings: FolderSettings,
    private readonly context: ModuleContext,
  ) {
    this.watching = this.store.add(new ModuleWatching(context.realpath, context.log));
    this.watching.onDidAccept((change) => this.track(this.acceptChange(change)));
    this.watching.onDidFail((text) => this.notify('warning', text));
    this.watching.onDidIgnore((file) => this.tellIgnored(file));
    this.watching.onDidLoseFolder(() => this.track(this.loseFolder()));
    this.watching.onDidChangeWaiting((waiting) => {
      for (const process of this.processes.values()) process.setWaiting(waiting);
    });
    for (const app of currentManifest.apps) this.addProcess(app);
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
    return [...this.processes.values()];
  }

  get snapshot(): ModuleSnapshot {
    const { name, version, folder, file, hints } = this.currentManifest;
    return {
      ...{ id: this.id, name, folder, kind: 'dev', manifest: file, hints },
      ...(version !== undefined && { version }),
      ...(this.problem && { problem: this.problem }),
      processes: this.allProcesses.map((process) => process.snapshot),
      watching: this.watching.state,
    };
  }

  async launch(): Promise<void> {
    await this.context.beforeLaunch(this);
    const watched = this.watching.apply(this.currentManifest, this.currentSettings);
    const crashes = Promise.all(this.allProcesses.map((process) => this.launchProcess(process)));
    await Promise.all([watched, this.tracked(crashes)]);
    this.changed.fire();
    const crash = (await crashes).find((candidate) => candidate !== undefined);
    if (!crash) return;
    const { name } = this.currentManifest;
    throw new UserError(message('"{0}" stopped at once: {1}', name, crash.summary), crash.remedies);
  }

  start(): Promise<void> {
    return this.restart({ kind: 'start' });
  }

  stop(): Promise<void> {
    this.isStoppedByUser = true;
    return this.tracked(Promise.all(this.allProcesses.map((process) => process.supervisor.stop())));
  }

  restart(reason: StartReason, at?: number): Promise<void> {
    this.isStoppedByUser = false;
    return this.tracked(this.runAll(reason, at));
  }

  /** The module's options changed in module_conf.json. */
  configurationChanged(): void {
    if (!this.isStoppedByUser) this.track(this.runAll({ kind: 'configuration' }));
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
    this.currentSettings = settings;
    await this.watching.apply(this.currentManifest, settings);
    this.changed.fire();
  }

  undoIgnore(path: string): void {
    this.watching.unignore(path);
  }

  fileChanged(event: FileEvent): void {
    this.watching.notify(event);
  }

  notify(severity: Notice['severity'], text: Message, remedies: Notice['remedies'] = []): void {
    this.noticed.fire({ severity, message: text, remedies });
  }

  async whenIdle(): Promise<void> {
    while (this.pending.size > 0) await Promise.allSettled([...this.pending]);
  }

  async dispose(graceMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.isStoppedByUser = true;
    this.watching.dispose();
    await Promise.allSettled(this.allProcesses.map((process) => process.supervisor.stop(graceMs)));
    this.output.flush();
    for (const process of this.allProcesses) process.dispose();
    this.processes.clear();
    this.store.dispose();
    this.context.release();
    this.ended.fire();
    this.ended.dispose();
  }

  private async launchProcess(process: EmbeddedProcess): Promise<Crash | undefined> {
    await process.run({ kind: 'install' });
    return process.settled();
  }

  private async runAll(reason: StartReason, at?: number): Promise<void> {
    try {
      await Promise.all(this.allProcesses.map((process) => process.run(reason, at)));
      this.setProblem(undefined);
    } catch (error) {
      if (error instanceof UserError) this.setProblem({ message: error.detail, remedies: error.remedies });
      throw error;
    }
  }

  private async acceptChange(change: AcceptedChange): Promise<void> {
    if (change.needsManifest && !(await this.reloadManifest())) return;
    if (!this.isStoppedByUser) await this.runAll({ kind: 'saved', paths: change.paths }, change.at);
  }

  /** A manifest that cannot be used leaves what runs as it is, and says why. */
  private async reloadManifest(): Promise<boolean> {
    let manifest: Manifest;
    try {
      manifest = await readManifest(this.currentManifest.folder);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      this.setProblem({ message: error.detail, remedies: error.remedies });
      return false;
    }
    this.currentManifest = manifest;
    const wanted = new Map(manifest.apps.map((app) => [app.name, app]));
    for (const process of this.allProcesses) {
      const app = wanted.get(process.options.name);
      if (app) process.options = app;
      else await this.removeProcess(process);
      wanted.delete(process.options.name);
    }
    for (const app of wanted.values()) this.addProcess(app);
    await this.watching.apply(manifest, this.currentSettings);
    this.setProblem(undefined);
    return true;
  }

  private async loseFolder(): Promise<void> {
    const { name, folder } = this.currentManifest;
    await this.stop();
    const text = message(
      'The folder of "{0}" is gone, so it was stopped: {1}. Put it back and start it, or uninstall it.',
      name,
      folder,
    );
    this.setProblem({ message: text, remedies: [] });
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

  private addProcess(app: AppOptions): void {
    const process = this.context.createProcess(this, app);
    this.processes.set(process.key, process);
    this.output.follow(process);
    const { supervisor } = process;
    process.onDidChange(() => this.changed.fire());
    supervisor.onDidExit(() => this.exited.fire(process.key));
    supervisor.onDidLaunch(({ running }) => {
      this.watching.lifeStarted();
      this.launched.fire(process.key);
      running.onDidReceive((raw) => this.received.fire({ process: process.key, raw }));
      running.onDidLoad((files) => this.watching.addLoaded(files));
    });
  }

  private async removeProcess(process: EmbeddedProcess): Promise<void> {
    await process.supervisor.stop();
    this.processes.delete(process.key);
    this.exited.fire(process.key);
    this.output.unfollow(process.key);
    process.dispose();
  }

  private setProblem(problem: ModuleProblem | undefined): void {
    if (this.problem === problem) return;
    this.problem = problem;
    this.changed.fire();
  }

  private async tracked(work: Promise<unknown>): Promise<void> {
    const done = work.then(() => undefined);
    this.pending.add(done);
    try {
      await done;
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
