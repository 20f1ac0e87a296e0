import { DisposableStore } from '../base/disposable';
import { UserError } from '../base/errors';
import { message } from '../base/message';
import { throttle, type Throttled } from '../base/throttle';
import type { CoreEvents, FolderSettings, Interest, InterestIn } from '../shared/coreApi';
import type { ModuleId } from '../shared/module';
import type { EngineModule, ModuleEngine } from './engine/moduleEngine';
import { readRecording } from './engine/recording/readRecording';
import { recordingId, RecordingModule } from './engine/recording/recordingModule';
import { LiveModule } from './liveModule';
import { HeldBudget } from './stores/heldMessages';
import { TrafficFilter } from './stores/trafficFilter';

/** Between two deltas of one source, in milliseconds: four a second are as many as a person can read. */
const DELTA_INTERVAL_MS = 250;
/** Lines that one delta adds to a traffic channel; of the rest only the number is told. */
const MAX_TRAFFIC_LINES = 100;

interface Entry {
  readonly live: LiveModule;
  readonly store: DisposableStore;
  readonly deltas: Map<string, Throttled>;
}

/** All live modules. Tells the host what changed, at a bounded rate and only what somebody looks at. */
export class Modules {
  private readonly entries = new Map<ModuleId, Entry>();
  private readonly installing = new Map<ModuleId, Promise<ModuleId>>();
  /** Everything that may still add a module. */
  private readonly adopting = new Set<Promise<unknown>>();
  private readonly ending = new Map<ModuleId, Promise<void>>();
  /** Modules that ended, but are not written yet. */
  private readonly writing = new Set<Promise<void>>();
  private readonly held = new HeldBudget();
  private filter = new TrafficFilter();
  private isDisposed = false;
  private interest: Interest = { usage: false, probes: false, actions: false, events: false, traffic: [] };

  constructor(
    private readonly engine: ModuleEngine,
    private readonly events: CoreEvents,
    /** Folder for what outlives the window. */
    private readonly storage: string,
  ) {
    engine.onDidMeasure((measured) => events.usageChanged(measured));
  }

  get all(): readonly LiveModule[] {
    return [...this.entries.values()].map(({ live }) => live);
  }

  get(module: ModuleId): LiveModule {
    const entry = this.entries.get(module);
    if (!entry) throw new UserError(message('There is no module "{0}" any more.', module));
    return entry.live;
  }

  /** The module that a process belongs to. */
  ownerOf(process: string): LiveModule {
    const owner = this.all.find(({ engine }) => engine.snapshot.processes.some(({ key }) => key === process));
    if (!owner) throw new UserError(message('There is no process "{0}" any more.', process));
    return owner;
  }

  /**
   * Installs a folder; what is installed there already is started again. Rejects when it did not come up. Whoever asks
   * for a folder that is being installed gets the same answer.
   */
  install(folder: string, settings: FolderSettings): Promise<ModuleId> {
    return this.tracked(this.adopt(folder, settings, () => this.engine.install(folder, settings)));
  }

  /** As {@link install}; another window that runs the folder gives it up. */
  takeOver(folder: string, settings: FolderSettings): Promise<ModuleId> {
    return this.tracked(this.adopt(folder, settings, () => this.engine.takeOver(folder, settings)));
  }

  async uninstall(module: ModuleId): Promise<void> {
    const { engine } = this.get(module);
    // Who installs the folder from now on wants it anew.
    this.installing.delete(module);
    const end = engine.dispose();
    this.ending.set(module, end);
    await end.finally(() => this.ending.delete(module));
  }

  setInterest(interest: Interest): void {
    const before = this.interest;
    this.interest = interest;
    this.engine.setUsageWanted(interest.usage);
    for (const [id, { live }] of this.entries) {
      live.areProbesSeen = isIn(interest.probes, id);
      for (const { key } of live.engine.snapshot.processes) {
        if (isIn(interest.probes, id) && !isIn(before.probes, id)) this.sendProbes(live, key);
        if (interest.actions && !before.actions) this.events.actionsChanged(live.actions(key));
        if (isIn(interest.events, id) && !isIn(before.events, id)) this.sendEvents(live, key);
      }
    }
  }

  async whenIdle(): Promise<void> {
    await Promise.allSettled([...this.adopting, ...this.ending.values()]);
    await Promise.all(this.all.map(({ engine }) => engine.whenIdle()));
    for (const id of this.entries.keys()) this.flush(id);
  }

  /** Sends what waits for its turn: after a call the host knows what came of it. */
  flush(module: ModuleId): void {
    for (const delta of this.entries.get(module)?.deltas.values() ?? []) delta.flush();
  }

  async dispose(graceMs: number): Promise<void> {
    this.isDisposed = true;
    await Promise.all(this.all.map(({ engine }) => engine.dispose(graceMs)));
    await Promise.allSettled(this.adopting);
    await Promise.allSettled(this.writing);
  }

  private async adopt(
    folder: string,
    settings: FolderSettings,
    install: () => Promise<EngineModule>,
  ): Promise<ModuleId> {
    if (this.isDisposed) throw new Error('The core was shut down.');
    const id = await this.engine.identify(folder);
    const underWay = this.installing.get(id);
    if (underWay) return underWay;
    const installing = this.installOrRestart(id, settings, install);
    this.installing.set(id, installing);
    try {
      return await installing;
    } finally {
      if (this.installing.get(id) === installing) this.installing.delete(id);
    }
  }

  private async installOrRestart(
    id: ModuleId,
    settings: FolderSettings,
    install: () => Promise<EngineModule>,
  ): Promise<ModuleId> {
    await this.ending.get(id);
    const known = this.entries.get(id);
    if (!known) return this.add(await install());
    const { engine } = known.live;
    await engine.setSettings(settings);
    try {
      await engine.restart({ kind: 'restart' });
    } finally {
      this.flush(id);
    }
    return id;
  }

  private async add(engine: EngineModule): Promise<ModuleId> {
    const live = new LiveModule(engine, {
      held: this.held,
      ...(engine.clock && { clock: engine.clock }),
      ...(engine.snapshot.kind !== 'recording' && { storage: this.storage }),
      onError: (error) => this.events.log('warn', String(error)),
    });
    live.areProbesSeen = isIn(this.interest.probes, engine.id);
    const entry: Entry = { live, store: new DisposableStore(), deltas: new Map() };
    this.entries.set(engine.id, entry);
    this.follow(entry);
    this.events.moduleChanged(live.snapshot);
    // The host went away while the folder was looked at.
    const ended = this.isDisposed ? engine.dispose(0) : undefined;
    try {
      await engine.launch();
    } finally {
      await ended;
      this.flush(engine.id);
    }
    return engine.id;
  }

  private async tracked<T>(work: Promise<T>): Promise<T> {
    this.adopting.add(work);
    try {
      return await work;
    } finally {
      this.adopting.delete(work);
    }
  }

  private follow({ live, store, deltas }: Entry): void {
    const { engine } = live;
    const { id } = engine;
    const throttled = (source: string, send: () => void): void => {
      let delta = deltas.get(source);
      if (!delta) deltas.set(source, (delta = store.add(throttle(send, DELTA_INTERVAL_MS))));
      delta();
    };
    store.add(live.onDidChange(() => throttled('module', () => this.events.moduleChanged(live.snapshot))));
    store.add(
      live.onDidChangeProbes((key) => {
        if (isIn(this.interest.probes, id)) throttled(`probes ${key}`, () => this.sendProbes(live, key));
      }),
    );
    store.add(
      live.onDidChangeActions((key) => {
        if (this.interest.actions) throttled(`actions ${key}`, () => this.events.actionsChanged(live.actions(key)));
      }),
    );
    store.add(
      live.reports.onDidChangeIssues((key) =>
        throttled(`issues ${key}`, () => this.events.issuesChanged(live.reports.takeIssues(key))),
      ),
    );
    store.add(
      live.reports.onDidChangeEvents((key) => {
        if (isIn(this.interest.events, id)) throttled(`events ${key}`, () => this.sendEvents(live, key));
      }),
    );
    store.add(engine.onDidOutput((lines) => this.events.output({ moduleId: id, lines })));
    store.add(engine.onDidNotice((notice) => this.events.notice(notice)));
    store.add(
      live.traffic.onDidAdd(() => {
        if (this.interest.traffic.includes(id)) throttled('traffic', () => this.sendTraffic(live));
      }),
    );
    store.add(
      engine.onDidEnd(() => {
        live.dispose();
        const written: Promise<void> = live.flush().finally(() => this.writing.delete(written));
        this.writing.add(written);
        store.dispose();
        this.entries.delete(id);
        this.events.moduleRemoved(id);
      }),
    );
  }

  setTrafficFilter(patterns: readonly string[] | undefined): void {
    this.filter = new TrafficFilter(patterns);
  }

  /** Shows a recording as a module; resolves to its id. */
  async openRecording(file: string): Promise<ModuleId> {
    const id = recordingId(file);
    if (this.entries.has(id)) return id;
    const recording = await readRecording(file);
    // Opened twice at once.
    return this.entries.has(id) ? id : this.add(new RecordingModule(recording));
  }

  /** The traffic that is kept, oldest first; what comes later is sent while there is interest. */
  trafficHistory(module: ModuleId): readonly string[] {
    const live = this.get(module);
    const { lines, position } = live.traffic.linesAfter(0, { filter: this.filter });
    live.trafficPosition = position;
    return lines;
  }

  private sendTraffic(live: LiveModule): void {
    const { lines, position, missed } = live.traffic.linesAfter(live.trafficPosition, {
      ...{ filter: this.filter, limit: MAX_TRAFFIC_LINES },
    });
    live.trafficPosition = position;
    if (lines.length + missed === 0) return;
    const skipped = missed > 0 ? [`… ${missed} messages were passed over: they came too fast to be read`] : [];
    this.events.traffic({ moduleId: live.engine.id, lines: [...skipped, ...lines] });
  }

  private sendEvents(live: LiveModule, process: string): void {
    const delta = live.reports.takeEvents(process);
    if (delta.changed.length > 0 || delta.removed.length > 0) this.events.eventsChanged(delta);
  }

  private sendProbes(live: LiveModule, process: string): void {
    const delta = live.takeProbes(process);
    if (delta.changed.length > 0 || delta.removed.length > 0) this.events.probesChanged(delta);
  }
}

function isIn(interest: InterestIn, module: ModuleId): boolean {
  return typeof interest === 'boolean' ? interest : interest.includes(module);
}
