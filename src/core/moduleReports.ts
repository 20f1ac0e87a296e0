import { existsSync, realpathSync } from 'node:fs';
import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { Emission, EventsDelta } from '../shared/event';
import type { IssuesDelta } from '../shared/issue';
import type { ModuleSnapshot } from '../shared/module';
import type { EventPacket, IssuePacket } from './protocol/packet';
import type { SecretMask } from './protocol/secretMask';
import { EventStore } from './stores/eventStore';
import { IssueStore } from './stores/issueStore';

/** Files whose being there is remembered for a life: a flood names the same ones all the time. */
const MAX_KNOWN_FILES = 1_000;

/** What {@link ModuleReports} asks about its module. */
export interface ReportsOptions {
  readonly module: () => ModuleSnapshot;
  readonly mask: () => SecretMask;
}

interface Reports {
  readonly issues: IssueStore;
  readonly events: EventStore;
}

/** What a module's processes report of themselves, which outlives their lives: issues and events. */
export class ModuleReports implements Disposable {
  private readonly store = new DisposableStore();
  private readonly byProcess = new Map<string, Reports>();
  private readonly knownFiles = new Map<string, boolean>();
  private readonly issuesChanged = this.store.add(new Emitter<string>());
  private readonly eventsChanged = this.store.add(new Emitter<string>());
  /** The process whose issues changed. */
  readonly onDidChangeIssues = this.issuesChanged.event;
  /** The process whose events changed. */
  readonly onDidChangeEvents = this.eventsChanged.event;

  constructor(private readonly options: ReportsOptions) {}

  beginLife(key: string): void {
    this.knownFiles.clear();
    const process = this.options.module().processes.find((candidate) => candidate.key === key);
    const { issues, events } = this.of(key);
    issues.beginLife(process?.generation ?? 0);
    if (process?.startReason?.kind === 'saved') events.beginSaved();
  }

  /** `at` in milliseconds since the epoch. */
  accept(process: string, packet: IssuePacket | EventPacket, at: number): void {
    const { issues, events } = this.of(process);
    if (packet.kind === 'issue') issues.accept(packet, at);
    else events.accept(packet, at);
  }

  /** What changed in a process's issues since this was last asked. */
  takeIssues(process: string): IssuesDelta {
    return { process, ...this.of(process).issues.takeChanges() };
  }

  clearIssues(): void {
    for (const { issues } of this.byProcess.values()) issues.clear();
  }

  /** What changed in a process's events since this was last asked. */
  takeEvents(process: string): EventsDelta {
    return { process, ...this.of(process).events.takeChanges() };
  }

  /** All events of all processes. */
  allEvents(): readonly EventsDelta[] {
    return [...this.byProcess].map(([process, { events }]) => ({ process, changed: events.snapshots(), removed: [] }));
  }

  /** The payloads that are kept of one event, oldest first. */
  emissions(process: string, name: string): readonly Emission[] {
    return this.byProcess.get(process)?.events.emissions(name) ?? [];
  }

  dispose(): void {
    this.byProcess.clear();
    this.store.dispose();
  }

  private of(process: string): Reports {
    const known = this.byProcess.get(process);
    if (known) return known;
    const { mask, module } = this.options;
    const { folder } = module();
    const issues = new IssueStore({ mask, folder, realFolder: realPath(folder), exists: (file) => this.exists(file) });
    const events = new EventStore(mask);
    issues.onDidChange(() => this.issuesChanged.fire(process));
    events.onDidChange(() => this.eventsChanged.fire(process));
    const reports = { issues, events };
    this.byProcess.set(process, reports);
    return reports;
  }

  private exists(file: string): boolean {
    const known = this.knownFiles.get(file);
    if (known !== undefined) return known;
    if (this.knownFiles.size >= MAX_KNOWN_FILES) this.knownFiles.clear();
    const isThere = existsSync(file);
    this.knownFiles.set(file, isThere);
    return isThere;
  }
}

function realPath(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder; // it was removed meanwhile
  }
}
