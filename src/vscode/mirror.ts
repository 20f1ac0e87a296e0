import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { ActionsDelta, ActionSnapshot } from '../shared/action';
import type { EventsDelta, EventSnapshot } from '../shared/event';
import type { IssuesDelta, IssueSnapshot } from '../shared/issue';
import type { ModuleId, ModuleSnapshot, ProcessUsage } from '../shared/module';
import type { ProbesDelta, ProbeSnapshot } from '../shared/probe';
import { ModuleNames } from './moduleNames';
import { withUsage } from './withUsage';

/** What the core last said, read-only: the one place that views, commands and the API read from. */
export class Mirror implements Disposable {
  private readonly moduleById = new Map<ModuleId, ModuleSnapshot>();
  private readonly probesByProcess = new Map<string, Map<string, ProbeSnapshot>>();
  private readonly actionsByProcess = new Map<string, readonly ActionSnapshot[]>();
  private readonly issuesByProcess = new Map<string, Map<string, IssueSnapshot>>();
  private readonly eventsByProcess = new Map<string, Map<string, EventSnapshot>>();
  private readonly names = new ModuleNames();

  private readonly moduleEmitter = new Emitter<ModuleId>();
  private readonly usageEmitter = new Emitter<void>();
  private readonly removalEmitter = new Emitter<ModuleSnapshot>();
  private readonly probesEmitter = new Emitter<string>();
  private readonly actionsEmitter = new Emitter<string>();
  private readonly issuesEmitter = new Emitter<string>();
  private readonly eventsEmitter = new Emitter<string>();

  /** A module appeared or changed. */
  readonly onDidChangeModule = this.moduleEmitter.event;
  /** CPU and memory of some modules changed, and nothing else of them. */
  readonly onDidChangeUsage = this.usageEmitter.event;
  /** A module is gone; says what was last known of it. */
  readonly onDidRemoveModule = this.removalEmitter.event;
  /** Probes of a process, given by its key, changed. */
  readonly onDidChangeProbes = this.probesEmitter.event;
  /** Actions of a process, given by its key, changed. */
  readonly onDidChangeActions = this.actionsEmitter.event;
  /** Issues of a process, given by its key, changed. */
  readonly onDidChangeIssues = this.issuesEmitter.event;
  /** Events of a process, given by its key, changed. */
  readonly onDidChangeEvents = this.eventsEmitter.event;

  /** Dev modules first, each kind by name. */
  get modules(): readonly ModuleSnapshot[] {
    return [...this.moduleById.values()].sort(
      (one, other) =>
        one.kind.localeCompare(other.kind) ||
        one.name.localeCompare(other.name) ||
        one.folder.localeCompare(other.folder),
    );
  }

  module(id: ModuleId | undefined): ModuleSnapshot | undefined {
    return id === undefined ? undefined : this.moduleById.get(id);
  }

  moduleInFolder(folder: string): ModuleSnapshot | undefined {
    return this.modules.find((module) => module.folder === folder);
  }

  moduleOfProcess(process: string): ModuleSnapshot | undefined {
    for (const module of this.moduleById.values()) {
      if (module.processes.some(({ key }) => key === process)) return module;
    }
    return undefined;
  }

  /** A module's name, told apart from another of the same name by its folder. */
  shownName(module: ModuleSnapshot): string {
    return this.names.shownName(module);
  }

  /** In the order in which they first came. */
  probesOf(process: string): readonly ProbeSnapshot[] {
    return [...(this.probesByProcess.get(process)?.values() ?? [])];
  }

  /** In the order in which they were declared. */
  actionsOf(process: string): readonly ActionSnapshot[] {
    return this.actionsByProcess.get(process) ?? [];
  }

  /** In no order that counts. */
  issuesOf(process: string): readonly IssueSnapshot[] {
    return [...(this.issuesByProcess.get(process)?.values() ?? [])];
  }

  /** In the order in which they first came. */
  eventsOf(process: string): readonly EventSnapshot[] {
    return [...(this.eventsByProcess.get(process)?.values() ?? [])];
  }

  moduleChanged(module: ModuleSnapshot): void {
    const keys = new Set(module.processes.map(({ key }) => key));
    for (const { key } of this.moduleById.get(module.id)?.processes ?? []) if (!keys.has(key)) this.forgetProcess(key);
    this.moduleById.set(module.id, module);
    this.moduleEmitter.fire(module.id);
  }

  usageChanged(measured: readonly ProcessUsage[]): void {
    const byProcess = new Map(measured.map((one) => [one.process, one]));
    for (const [id, module] of this.moduleById) this.moduleById.set(id, withUsage(module, byProcess));
    this.usageEmitter.fire();
  }

  moduleRemoved(id: ModuleId): void {
    const module = this.moduleById.get(id);
    if (!module) return;
    this.moduleById.delete(id);
    for (const { key } of module.processes) this.forgetProcess(key);
    this.removalEmitter.fire(module);
    this.names.forget(id);
  }

  probesChanged({ process, changed, removed }: ProbesDelta): void {
    const probes = this.probesByProcess.get(process) ?? new Map<string, ProbeSnapshot>();
    for (const name of removed) probes.delete(name);
    for (const probe of changed) probes.set(probe.name, probe);
    this.probesByProcess.set(process, probes);
    this.probesEmitter.fire(process);
  }

  actionsChanged({ process, actions }: ActionsDelta): void {
    this.actionsByProcess.set(process, actions);
    this.actionsEmitter.fire(process);
  }

  issuesChanged({ process, changed, removed }: IssuesDelta): void {
    const issues = this.issuesByProcess.get(process) ?? new Map<string, IssueSnapshot>();
    for (const id of removed) issues.delete(id);
    for (const issue of changed) issues.set(issue.id, issue);
    this.issuesByProcess.set(process, issues);
    this.issuesEmitter.fire(process);
  }

  eventsChanged({ process, changed, removed }: EventsDelta): void {
    const events = this.eventsByProcess.get(process) ?? new Map<string, EventSnapshot>();
    for (const name of removed) events.delete(name);
    for (const event of changed) events.set(event.name, event);
    this.eventsByProcess.set(process, events);
    this.eventsEmitter.fire(process);
  }

  /** Replaces what was known of the events of a module, after a time in which no deltas were sent. */
  resetEvents(id: ModuleId, deltas: readonly EventsDelta[]): void {
    for (const { key } of this.moduleById.get(id)?.processes ?? []) this.eventsByProcess.delete(key);
    for (const delta of deltas) this.eventsChanged(delta);
  }

  /** Replaces what was known of the probes of a module, after a time in which no deltas were sent. */
  resetProbes(id: ModuleId, deltas: readonly ProbesDelta[]): void {
    for (const { key } of this.moduleById.get(id)?.processes ?? []) this.probesByProcess.delete(key);
    for (const delta of deltas) this.probesChanged(delta);
  }

  /** The core is gone, and with it all that it ran. */
  clear(): void {
    for (const id of [...this.moduleById.keys()]) this.moduleRemoved(id);
  }

  dispose(): void {
    this.moduleEmitter.dispose();
    this.usageEmitter.dispose();
    this.removalEmitter.dispose();
    this.probesEmitter.dispose();
    this.actionsEmitter.dispose();
    this.issuesEmitter.dispose();
    this.eventsEmitter.dispose();
  }

  private forgetProcess(key: string): void {
    this.probesByProcess.delete(key);
    this.actionsByProcess.delete(key);
    this.issuesByProcess.delete(key);
    this.eventsByProcess.delete(key);
  }
}
