import { DisposableStore, MutableDisposable, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { Log } from '../../base/log';
import type { ModuleProblem } from '../../shared/module';
import type { ConfDecision } from './confText';
import type { Processes } from './fileLock';
import { readModuleConf, type ModuleConf } from './moduleConf';
import { ModuleConfWriter } from './moduleConfWriter';
import { watchModuleConf, type ModuleConfWatch } from './watchModuleConf';

/** `module_conf.json` of one PM2 home at a time: read, changed and, once somebody wants it, watched. */
export class OptionsFile implements Disposable {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<readonly string[]>());
  private readonly problemChanged = this.store.add(new Emitter<void>());
  private readonly watching = this.store.add(new MutableDisposable<ModuleConfWatch>());
  private writer: ModuleConfWriter;
  private readonly writers = new Set<ModuleConfWriter>();
  private currentProblem: ModuleProblem | undefined;
  /** Names of the sections that were added, changed or removed, by whomever. */
  readonly onDidChange = this.changed.event;
  /** {@link problem} is another, or the file is. */
  readonly onDidChangeProblem = this.problemChanged.event;

  constructor(
    private currentHome: string,
    private readonly processes: Processes,
    private readonly log: Log,
  ) {
    this.writer = this.createWriter();
  }

  get home(): string {
    return this.currentHome;
  }

  /** Why the file cannot be used, as far as it is watched. */
  get problem(): ModuleProblem | undefined {
    return this.currentProblem;
  }

  setHome(home: string): void {
    if (home === this.currentHome) return;
    this.currentHome = home;
    this.writer = this.createWriter();
    const wasWatched = this.watching.value !== undefined;
    this.watching.value = undefined;
    this.currentProblem = undefined;
    this.problemChanged.fire();
    if (wasWatched) void this.watch();
  }

  /** Resolves when no change is missed from now on. */
  watch(): Promise<void> {
    if (this.store.isDisposed) return Promise.resolve();
    this.watching.value ??= watchModuleConf(this.currentHome, this.log, {
      onDidChange: (sections) => this.changed.fire(sections),
      onDidChangeProblem: (problem) => {
        this.currentProblem = problem;
        this.problemChanged.fire();
      },
    });
    return this.watching.value.ready;
  }

  read(): Promise<ModuleConf> {
    return readModuleConf(this.currentHome);
  }

  /** Resolves when the changes are on the disk and were told. */
  async edit(decide: ConfDecision): Promise<void> {
    await this.watching.value?.ready; // else the change would be taken for what was there all along
    await this.writer.edit(decide);
    await this.watching.value?.look();
  }

  /** Resolves when it was seen that all changes are there to stay. */
  async settled(): Promise<void> {
    await Promise.all([...this.writers].map((writer) => writer.settled()));
  }

  dispose(): void {
    this.store.dispose();
  }

  private createWriter(): ModuleConfWriter {
    const writer = new ModuleConfWriter({
      ...{ home: this.currentHome, processes: this.processes },
      onError: (error) => this.log.warn(`module_conf.json: ${String(error)}`),
    });
    this.writers.add(writer);
    return writer;
  }
}
