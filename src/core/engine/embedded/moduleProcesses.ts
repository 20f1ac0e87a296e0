import { DisposableStore, type Disposable } from '../../../base/disposable';
import { Emitter } from '../../../base/event';
import { settleAll } from '../../../base/settleAll';
import type { Crash, ProcessSnapshot, StartReason, Waiting } from '../../../shared/module';
import type { AppOptions } from '../../manifest/manifest';
import type { Received } from '../moduleEngine';
import type { EmbeddedProcess } from './embeddedProcess';
import { ModuleOutput } from './moduleOutput';

/** The processes of one module, one for each of its apps, and what they tell. */
export class ModuleProcesses implements Disposable {
  private readonly store = new DisposableStore();
  private readonly byKey = new Map<string, EmbeddedProcess>();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly launched = this.store.add(new Emitter<string>());
  private readonly beginning = this.store.add(new Emitter<void>());
  private readonly entered = this.store.add(new Emitter<void>());
  private readonly exited = this.store.add(new Emitter<string>());
  private readonly received = this.store.add(new Emitter<Received>());
  private readonly loaded = this.store.add(new Emitter<readonly string[]>());
  private readonly idled = this.store.add(new Emitter<string>());
  private isEnded = false;
  readonly output = this.store.add(new ModuleOutput(() => this.byKey.size > 1));
  readonly onDidChange = this.changed.event;
  readonly onDidLaunch = this.launched.event;
  /** A process is about to begin a life: what is on disk now is what that starts from. */
  readonly onWillBegin = this.beginning.event;
  /** A process loads its start file. */
  readonly onDidEnter = this.entered.event;
  readonly onDidExit = this.exited.event;
  readonly onDidReceive = this.received.event;
  readonly onDidIdle = this.idled.event;
  /** Absolute paths of files that a process has loaded. */
  readonly onDidLoad = this.loaded.event;

  constructor(private readonly create: (app: AppOptions) => EmbeddedProcess) {}

  get all(): readonly EmbeddedProcess[] {
    return [...this.byKey.values()];
  }

  get(key: string): EmbeddedProcess | undefined {
    return this.byKey.get(key);
  }

  /** In the order of the apps. */
  snapshots(apps: readonly AppOptions[]): ProcessSnapshot[] {
    const place = ({ options }: EmbeddedProcess): number => apps.indexOf(options);
    return [...this.all].sort((one, other) => place(one) - place(other)).map(({ snapshot }) => snapshot);
  }

  /** From now on there is one process for each of these apps. Those that go on count the new options from their next start. */
  async adopt(apps: readonly AppOptions[]): Promise<void> {
    const wanted = new Map(apps.map((app) => [app.name, app]));
    for (const process of this.all) {
      const app = wanted.get(process.options.name);
      if (app && process.hasSameLogs(app)) {
        process.options = app;
        wanted.delete(app.name);
      } else await this.remove(process);
    }
    if (this.isEnded) return;
    for (const app of wanted.values()) this.add(app);
  }

  /** Resolves, when each has lasted for a while or has ended, with how one of them failed. */
  async launch(): Promise<Crash | undefined> {
    const launch = async (process: EmbeddedProcess): Promise<Crash | undefined> => {
      await process.run({ kind: 'install' });
      return process.settled();
    };
    const crashes = await settleAll(this.all.map(launch));
    return crashes.find((crash) => crash !== undefined);
  }

  async run(reason: StartReason, at?: number): Promise<void> {
    await settleAll(this.all.map((process) => process.run(reason, at)));
  }

  /** What the watcher waits for before it restarts them. */
  setWaiting(waiting: Waiting | undefined): void {
    for (const process of this.all) process.setWaiting(waiting);
  }

  async stop(): Promise<void> {
    await settleAll(this.all.map(({ supervisor }) => supervisor.stop()));
  }

  /** Stops all for good. Called again, it shortens the grace. */
  async end(graceMs?: number): Promise<void> {
    this.isEnded = true;
    await Promise.allSettled(this.all.map((process) => process.end(graceMs)));
  }

  dispose(): void {
    for (const process of this.all) process.dispose();
    this.byKey.clear();
    this.store.dispose();
  }

  private add(app: AppOptions): void {
    const process = this.create(app);
    const { key, supervisor } = process;
    this.byKey.set(key, process);
    this.output.follow(process);
    process.onDidChange(() => this.changed.fire());
    process.onDidOpenLogs(() => this.beginning.fire());
    supervisor.onDidExit(() => this.exited.fire(key));
    supervisor.onDidLaunch(({ running }) => {
      this.launched.fire(key);
      void running.entered.then((at) => at !== undefined && this.entered.fire());
      running.onDidReceive((message) => this.received.fire({ process: key, message }));
      running.onDidLoad((files) => this.loaded.fire(files));
      running.onDidIdle(() => this.idled.fire(key));
    });
    this.changed.fire();
  }

  private async remove(process: EmbeddedProcess): Promise<void> {
    await process.end();
    this.byKey.delete(process.key);
    this.exited.fire(process.key);
    this.output.unfollow(process.key);
    process.dispose();
    this.changed.fire();
  }
}
