import { statSync } from 'node:fs';
import { delay, systemClock, type Clock } from '../../../base/clock';
import { DisposableStore } from '../../../base/disposable';
import { Emitter, nextEvent } from '../../../base/event';
import type { Log } from '../../../base/log';
import type { Crash, Hint, ProcessSnapshot, StartReason, Waiting } from '../../../shared/module';
import type { LogFiles } from '../../logs/logFiles';
import type { AppOptions } from '../../manifest/manifest';
import type { Exit } from '../../process/launch';
import type { Interpreter } from '../../process/interpreter';
import type { Life, LifePlan, OpenLogs } from '../../process/life';
import type { StandbyBudget } from '../../process/standby';
import type { ReaperClient } from '../../process/reaperClient';
import { Supervisor } from '../../process/supervisor';
import type { Usage } from '../../process/usage';
import { explainEnd, SETTLE_MS } from './explainEnd';
import type { Recipe } from './launchRecipe';
import { WarmStart } from './warmStart';

/** What the reaper is told of a process. */
export type ProcessReaper = Pick<ReaperClient, 'expect' | 'add' | 'remove' | 'isRegistered'>;

/** What a process needs from the module that it belongs to. */
export interface ProcessContext {
  readonly key: string;
  readonly moduleId: string;
  readonly pmId: number;
  readonly folder: string;
  readonly logs: LogFiles;
  readonly log: Log;
  readonly reaper: ProcessReaper;
  /** Reads afresh what the next generation is started from. */
  readonly recipe: (process: EmbeddedProcess, known: Interpreter | undefined) => Promise<Recipe>;
  /** What decides which interpreter runs it: always as many things. As long as they are the same, it is. */
  readonly sources: (process: EmbeddedProcess) => readonly unknown[];
  readonly budget: StandbyBudget;
  /** The setting `warmRestart`. */
  readonly isWarm: () => boolean;
  /** Everything that the process has written so far was read. */
  readonly flushLogs: () => void;
}

/** One `apps` entry of a module: its supervisor, its log files and what is known of its process. */
export class EmbeddedProcess {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly logsOpened = this.store.add(new Emitter<void>());
  private recipe: Recipe | undefined;
  /** What the last recipe was made of. */
  private provenSources: readonly unknown[] | undefined;
  private errorLogStart = 0;
  private usage: Usage | null | undefined;
  private monitored: number | null | undefined;
  private waiting: Waiting | undefined;
  private standbyMemory: number | undefined;
  private readonly warmStart: WarmStart;
  readonly supervisor: Supervisor;
  readonly onDidChange = this.changed.event;
  /** A life is about to begin: what is written to the log files from now on is its output. */
  readonly onDidOpenLogs = this.logsOpened.event;
  readonly createdAt: number;

  constructor(
    private app: AppOptions,
    private readonly context: ProcessContext,
    private readonly clock: Clock = systemClock,
  ) {
    this.createdAt = clock.now();
    const { reaper, log, budget, isWarm, logs } = context;
    const common = { name: app.name, clock, log, reaper };
    this.warmStart = this.store.add(
      new WarmStart({
        ...{ ...common, budget, isEnabled: isWarm },
        openLogs: () => (logs.mustRotate ? undefined : logs.open()),
        beginOutput: () => this.beginOutput(),
      }),
    );
    this.supervisor = this.store.add(
      new Supervisor({
        ...common,
        launch: (plan, register) => this.warmStart.launch(plan, register),
        prepare: (plan) => this.warmStart.prepare(plan),
        plan: () => this.plan(),
        explain: (life, exit) => this.explain(life, exit),
      }),
    );
    this.store.add(this.warmStart.follow(this.supervisor));
    this.warmStart.onDidChange(() => {
      this.standbyMemory = undefined;
      this.changed.fire();
    });
    this.supervisor.onDidChange(() => this.changed.fire());
    this.supervisor.onDidLaunch(() => {
      this.usage = undefined;
      this.monitored = undefined;
    });
  }

  get options(): AppOptions {
    return this.app;
  }

  /** What the manifest says now; counts from the next generation on. */
  set options(app: AppOptions) {
    this.app = app;
    this.changed.fire();
  }

  /** Whether an app writes its output to the very files that this process has. */
  hasSameLogs(app: AppOptions): boolean {
    return app.outFile === this.app.outFile && app.errorFile === this.app.errorFile;
  }

  get key(): string {
    return this.context.key;
  }

  get pmId(): number {
    return this.context.pmId;
  }

  get logPaths(): { readonly out: string; readonly error: string } {
    return this.context.logs.paths;
  }

  /** A log file that grows over this is cut. */
  get maxLogBytes(): LogFiles['maxBytes'] {
    return this.context.logs.maxBytes;
  }

  /** About what the present life was started from. */
  get hints(): readonly Hint[] {
    return this.recipe?.hints ?? [];
  }

  /** Values of the present life's configuration that must not be shown. */
  get secrets(): readonly string[] {
    return this.recipe?.secrets ?? [];
  }

  get ownPid(): number | undefined {
    return this.supervisor.state.life?.running.pid;
  }

  /** The process that CPU and memory are of; undefined while none is known to run. */
  get measuredPid(): number | undefined {
    if (this.monitored === undefined) return this.ownPid;
    return this.ownPid === undefined ? undefined : (this.monitored ?? undefined);
  }

  /** The container that waits for the next life. */
  get standbyPid(): number | undefined {
    return this.warmStart.standbyPid;
  }

  get snapshot(): ProcessSnapshot {
    const { status, generation, restarts, life, onlineSince, request, restartTookMs, crash } = this.supervisor.state;
    const waiting = this.supervisor.state.waiting ?? this.waiting;
    const nodeVersion = life?.running.nodeVersion ?? this.recipe?.interpreter.version;
    return {
      ...{ key: this.key, name: this.app.name, pmId: this.pmId, status, generation, restarts },
      ...{ entry: this.app.script, entryRule: this.app.scriptRule, logs: this.logPaths },
      ...(life && { pid: life.running.pid }),
      ...(this.app.maxMemoryRestartBytes !== undefined && { memoryLimit: this.app.maxMemoryRestartBytes }),
      ...(life && this.monitored !== undefined && { monitoredPid: this.monitored }),
      ...(onlineSince !== undefined && { onlineSince }),
      ...(request && { startReason: request.reason, reasonAt: request.at }),
      ...(restartTookMs !== undefined && { restartTookMs }),
      ...(crash && { crash }),
      ...(waiting && { waiting }),
      ...(life && this.usage !== undefined && { usage: this.usage }),
      ...(this.standbyPid !== undefined && { standby: { memory: this.standbyMemory } }),
      ...(this.recipe && { interpreter: this.recipe.interpreter.command }),
      ...(nodeVersion !== undefined && { nodeVersion }),
    };
  }

  setMonitoredPid(pid: number | null | undefined): void {
    if (this.monitored === pid) return;
    this.monitored = pid;
    this.usage = pid === null ? null : undefined;
    this.changed.fire();
  }

  /** What the watcher waits for before it restarts this process. */
  setWaiting(waiting: Waiting | undefined): void {
    if (this.waiting === waiting) return;
    this.waiting = waiting;
    this.changed.fire();
  }

  /**
   * What was measured, if anything, and the memory of the container that waits. Returns whether anything is other than before.
   * {@link onDidChange} does not tell of it: it happens all the time, and to all processes at once.
   */
  setUsage(usage: Usage | null | undefined, standbyMemory: number | undefined): boolean {
    const isSame = (usage === undefined || hasSameUsage(this.usage, usage)) && this.standbyMemory === standbyMemory;
    if (usage !== undefined) this.usage = usage;
    this.standbyMemory = standbyMemory;
    return !isSame;
  }

  /** Stops it for good; resolves when nothing of it is left. */
  async end(graceMs?: number): Promise<void> {
    await Promise.all([this.supervisor.end(graceMs), this.warmStart.end()]);
  }

  run(reason: StartReason, at?: number): Promise<void> {
    return this.supervisor.run(reason, at);
  }

  /** Waits for the first generation to last, or to end; then says what it ended with, if that was a failure. */
  async settled(): Promise<Crash | undefined> {
    const { supervisor } = this;
    const lastsMs = Math.min(SETTLE_MS, this.app.minUptimeMs);
    const hasEnded = (): boolean => supervisor.state.crash !== undefined || supervisor.state.status === 'stopped';
    if (!hasEnded()) {
      const done = new AbortController();
      const ended = nextEvent(supervisor.onDidChange, hasEnded, done.signal);
      await Promise.race([ended, delay(this.clock, lastsMs, done.signal)]);
      done.abort();
    }
    return supervisor.state.crash;
  }

  openLogs(): OpenLogs {
    const files = this.context.logs.open();
    this.beginOutput();
    return files;
  }

  dispose(): void {
    this.store.dispose();
  }

  private async plan(): Promise<LifePlan> {
    const { provenSources } = this;
    const sources = this.context.sources(this);
    const isSame = sources.every((source, index) => source === provenSources?.[index]);
    const known = isSame ? this.recipe?.interpreter : undefined;
    this.provenSources = undefined;
    this.recipe = await this.context.recipe(this, known);
    this.provenSources = sources;
    return this.recipe.plan;
  }

  private beginOutput(): void {
    this.errorLogStart = sizeOf(this.logPaths.error);
    this.logsOpened.fire();
  }

  private explain(life: Life, exit: Exit): Promise<Crash> {
    this.context.flushLogs();
    const { folder, moduleId } = this.context;
    const uptimeMs = life.uptimeMs();
    return explainEnd({ exit, uptimeMs, folder, moduleId, log: this.logPaths.error, logStart: this.errorLogStart });
  }
}

function hasSameUsage(one: Usage | null | undefined, other: Usage | null | undefined): boolean {
  return one && other ? one.cpu === other.cpu && one.memory === other.memory : one === other;
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
