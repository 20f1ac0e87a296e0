import { systemClock, type Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import { UserError } from '../base/errors';
import { Emitter } from '../base/event';
import { message } from '../base/message';
import type { ActionsDelta, CallState, RunOutput } from '../shared/action';
import type { ModuleSnapshot, ProcessSnapshot } from '../shared/module';
import type { ProbeHistorySnapshot, ProbesDelta } from '../shared/probe';
import type { TrafficSaved } from '../shared/output';
import type { EngineModule, Received } from './engine/moduleEngine';
import { RuntimeHints } from './hints/runtimeHints';
import { ModuleReports } from './moduleReports';
import { ModuleRuns } from './moduleRuns';
import { decode } from './protocol/decode';
import type { IpcMessage } from './protocol/ipcMessage';
import type { Packet } from './protocol/packet';
import { SecretMask } from './protocol/secretMask';
import { PacketRouter } from './packetRouter';
import { createStores, dropExpired, endCalls, expire, type ProcessStores } from './processStores';
import type { DeclaredAction } from './stores/actionStore';
import { replayCall } from './stores/replayCall';
import type { HeldBudget, HeldMessage } from './stores/heldMessages';
import { TrafficStore } from './stores/trafficStore';
import { TrafficRecording } from './trafficRecording';
import { mayWait, UnreadProbes } from './unreadProbes';

/** A new life has this long to send a probe or declare an action of the last one again, in milliseconds: libraries send every 990. */
const RENEWAL_MS = 2_500;

/** Stands for a packet that is not read yet. */
const UNREAD: Packet = { kind: 'probes', probes: [] };

export interface LiveModuleOptions {
  readonly clock?: Clock;
  /** Folder for what outlives the window; without one, nothing does. */
  readonly storage?: string;
  /** What the traffic of several modules may hold together. */
  readonly held?: HeldBudget;
  /** Told what could not be written there. */
  readonly onError?: (error: Error) => void;
}

/** One module: what its engine runs of it, and what its processes say. */
export class LiveModule {
  private readonly store = new DisposableStore();
  private readonly stores = new Map<string, ProcessStores>();
  private readonly expiries = new Map<string, Disposable>();
  /** Names by which the traffic of several processes is told apart. */
  private readonly labels = new Map<string, string>();
  private readonly probesChanged = this.store.add(new Emitter<string>());
  private readonly actionsChanged = this.store.add(new Emitter<string>());
  private readonly changed = this.store.add(new Emitter<void>());
  readonly traffic: TrafficStore;
  private recording: TrafficRecording | undefined;
  private recorded: Promise<unknown> = Promise.resolve();
  /** Its issues and events. */
  readonly reports: ModuleReports;
  private readonly unread = new UnreadProbes((process, packet, at) => this.router.route(process, packet, at));
  /** Somebody is told of each change of its probes. Else they are read when they are asked for. */
  areProbesSeen = true;
  /** Up to here the traffic was shown. */
  trafficPosition = 0;
  /** {@link snapshot} changed. */
  readonly onDidChange = this.changed.event;
  /** The process whose probes changed. */
  readonly onDidChangeProbes = this.probesChanged.event;
  /** The process whose actions or calls changed. */
  readonly onDidChangeActions = this.actionsChanged.event;

  private readonly clock: Clock;
  private readonly runs: ModuleRuns;
  private readonly router: PacketRouter;
  private readonly hints: RuntimeHints;

  constructor(
    readonly engine: EngineModule,
    { clock = systemClock, storage, held, onError = () => undefined }: LiveModuleOptions = {},
  ) {
    this.traffic = this.store.add(new TrafficStore(undefined, held));
    const mask = (): SecretMask => this.traffic.mask;
    this.reports = this.store.add(new ModuleReports({ module: () => engine.snapshot, mask }));
    this.clock = clock;
    this.runs = this.store.add(new ModuleRuns(engine.snapshot, { clock, storage, onError, mask }));
    this.store.add(
      this.runs.onDidChange(() => {
        for (const process of this.stores.keys()) this.actionsChanged.fire(process);
      }),
    );
    const { reports, runs } = this;
    this.router = new PacketRouter({ engine, reports, runs, storesOf: (process) => this.storesOf(process) });
    this.hints = this.store.add(new RuntimeHints(engine, clock));
    this.store.add(this.hints.onDidChange(() => this.changed.fire()));
    this.store.add(engine.onDidChange(() => this.changed.fire()));
    this.store.add(engine.onDidLaunch((process) => this.beginLife(process)));
    this.store.add(engine.onDidExit((process) => this.endLife(process)));
    this.store.add(engine.onDidReceive((received) => this.accept(received)));
  }

  /** The module as its engine knows it, with what its processes have told of themselves. */
  get snapshot(): ModuleSnapshot {
    const { snapshot } = this.engine;
    return {
      ...snapshot,
      hints: [...snapshot.hints, ...this.hints.all],
      processes: snapshot.processes.map((process) => this.withOptions(process)),
    };
  }

  /** All probes of all processes. */
  allProbes(): readonly ProbesDelta[] {
    return [...this.stores].map(([process, { probes }]) => {
      this.unread.readAll(process);
      return { process, changed: probes.snapshots(), removed: [] };
    });
  }

  /** What changed in a process's probes since this was last asked. */
  takeProbes(process: string): ProbesDelta {
    this.unread.readAll(process);
    return { process, ...(this.stores.get(process)?.probes.takeChanges() ?? { changed: [], removed: [] }) };
  }

  probeHistory(process: string, name: string): ProbeHistorySnapshot | undefined {
    this.unread.readAll(process);
    return this.stores.get(process)?.probes.history(name);
  }

  actions(process: string): ActionsDelta {
    const stores = this.stores.get(process);
    return { process, actions: stores ? this.runs.snapshots(process, stores.actions, stores.calls) : [] };
  }

  /**
   * Runs an action and resolves with how it went; rejects with a `UserError` when there is no such action. A life that has
   * only just begun is given the time to declare it again.
   */
  async runAction(process: string, name: string, argument: string | undefined, timeoutMs: number): Promise<CallState> {
    const { kind, name: module, processes } = this.engine.snapshot;
    if (kind === 'recording')
      throw new UserError(message('"{0}" is a recording: it can be looked at, not run.', module));
    const stores = this.stores.get(process);
    const isRunning = processes.some(({ key, pid }) => key === process && pid !== undefined);
    const action = await (isRunning ? this.declared(stores, name) : stores?.actions.get(name));
    if (!stores || !action) throw new UserError(message('"{0}" has no action "{1}".', module, name));
    return stores.calls.call(action, argument, timeoutMs);
  }

  /** A run with what it has streamed; rejects with a `UserError` when it is not kept any more. */
  async runOutput(id: number): Promise<RunOutput> {
    const output = await this.runs.output(id);
    if (!output) throw new UserError(message('The output of this run is not kept any more.'));
    return output;
  }

  /** Resolves when what outlives the window is written. */
  async flush(): Promise<void> {
    await Promise.all([this.runs.flush(), this.recorded]);
  }

  /** Saves the traffic as {@link CoreCalls.recordTraffic} says. One recording at a time. */
  async recordTraffic(file: string, follow: boolean): Promise<TrafficSaved> {
    const { snapshot } = this.engine;
    if (this.recording) throw new UserError(message('The traffic of "{0}" is being recorded already.', snapshot.name));
    const recording = (this.recording = new TrafficRecording(this.traffic, file));
    const saved = recording.run(snapshot, follow);
    this.recorded = saved.catch(() => undefined); // who asked for it is told
    try {
      return await saved;
    } finally {
      this.recording = undefined;
    }
  }

  stopRecordingTraffic(): void {
    this.recording?.stop();
  }

  cancelAction(process: string, name: string): void {
    this.stores.get(process)?.calls.cancel(name);
  }

  dispose(): void {
    this.recording?.stop();
    for (const stores of this.stores.values()) endCalls(stores);
    for (const expiry of this.expiries.values()) expiry.dispose();
    this.stores.clear();
    this.unread.clear();
    this.store.dispose();
  }

  /** Libraries drop a call of what is not declared yet, and nobody would ever reply. Lives that end too soon declare nothing. */
  private async declared(stores: ProcessStores | undefined, name: string): Promise<DeclaredAction | undefined> {
    const patience = new AbortController();
    const timer = this.clock.after(RENEWAL_MS, () => patience.abort());
    try {
      return await stores?.actions.declared(name, patience.signal);
    } finally {
      timer.dispose();
    }
  }

  private withOptions(process: ProcessSnapshot): ProcessSnapshot {
    const options = this.stores.get(process.key)?.options;
    return options && !options.isEmpty ? { ...process, options: options.snapshot(this.traffic.mask) } : process;
  }

  private beginLife(process: string): void {
    const stores = this.storesOf(process);
    stores.calls.processGone();
    this.expire(process, stores);
    this.traffic.mask = new SecretMask(this.engine.secrets);
    this.reports.beginLife(process);
    const { processes } = this.engine.snapshot;
    this.labels.clear();
    if (processes.length > 1) for (const { key, name } of processes) this.labels.set(key, name);
  }

  private endLife(process: string): void {
    const stores = this.stores.get(process);
    if (!stores) return;
    this.traffic.recordExit(this.clock.now(), this.labels.get(process));
    stores.calls.processGone();
    this.expire(process, stores);
  }

  private expire(process: string, stores: ProcessStores): void {
    this.unread.readAll(process);
    expire(stores);
    this.expiries.get(process)?.dispose();
    const expiry = this.clock.after(RENEWAL_MS, () => {
      this.unread.readAll(process);
      dropExpired(stores);
    });
    this.expiries.set(process, expiry);
  }

  private storesOf(process: string): ProcessStores {
    const known = this.stores.get(process);
    if (known) return known;
    const calls = this.runs.createCalls(process, (outgoing) => {
      this.record(process, this.clock.now(), { raw: outgoing });
      this.hints.called(process);
      this.engine.send(process, outgoing);
    });
    const stores = createStores(calls, () => this.traffic.mask, {
      options: () => this.changed.fire(),
      probes: () => this.probesChanged.fire(process),
      actions: () => this.actionsChanged.fire(process),
    });
    this.stores.set(process, stores);
    return stores;
  }

  private accept({ process, message, isSent }: Received): void {
    const at = this.clock.now();
    const { text } = message;
    if (isSent) this.acceptSent(process, message.raw, at);
    else if (!this.areProbesSeen && mayWait(text)) {
      const held = this.record(process, at, { raw: undefined, text }, UNREAD);
      this.unread.add(process, { at, held, message });
    } else this.read(process, message, at);
  }

  private read(process: string, message: IpcMessage, at: number): void {
    const packet = decode(message.raw);
    if (packet.kind === 'probes') this.unread.readAll(process);
    this.record(process, at, message, packet);
    this.hints.accept(process, message.raw, packet);
    this.router.route(process, packet, at);
  }

  /** A recorded call is shown as one that was made here. */
  private acceptSent(process: string, raw: unknown, at: number): void {
    this.record(process, at, { raw });
    const { actions, calls } = this.storesOf(process);
    replayCall(raw, actions, calls);
  }

  private record(process: string, at: number, { raw, text, bytes }: IpcMessage, packet?: Packet): HeldMessage {
    return this.traffic.record({ at, raw, text, bytes, packet, process, label: this.labels.get(process) });
  }
}
