import type { Disposable } from '../../base/disposable';
import { toError } from '../../base/errors';
import { Emitter } from '../../base/event';
import { throttle } from '../../base/throttle';
import type { ActionType, CallSnapshot, RunOutput } from '../../shared/action';
import { boundJson, type JsonLimits } from '../protocol/boundJson';
import type { ActionCall } from './actionCall';
import type { RunFiles } from './runFiles';
import { RunLog } from './runLog';

/** Runs of a module that are kept, of all its actions together. */
export const MAX_RUNS = 50;
/** How much of a reply is told with the list of runs. */
const PREVIEW_LIMITS: JsonLimits = { depth: 4, nodes: 50, stringLength: 300 };
/** A run that changes after its end is written anew this often at most, in milliseconds. */
const SAVE_INTERVAL_MS = 1_000;

interface Entry {
  readonly process: string;
  readonly action: string;
  readonly type: ActionType;
  readonly id: number;
  /** As long as it may change; afterwards its file has it. */
  call: ActionCall | undefined;
  /** As it was when `call` was let go of. */
  last: CallSnapshot | undefined;
  /** Its file has it as it is now. */
  isSaved: boolean;
}

/** The last runs of a module's actions, with what they said. They outlive the window in files. */
export class RunHistory implements Disposable {
  /** Oldest first. */
  private entries: readonly Entry[] = [];
  private readonly dirty = new Set<Entry>();
  private readonly didChange = new Emitter<void>();
  private lastId = 0;
  private saving = Promise.resolve();
  private readonly save = throttle(() => {
    this.saving = this.saving.then(() => this.saveAll());
  }, SAVE_INTERVAL_MS);

  /** Runs of earlier windows were read, or the oldest was dropped. */
  readonly onDidChange = this.didChange.event;

  /** Without `files` nothing outlives this object. `onError` is told what could not be written. */
  constructor(
    private readonly files: RunFiles | undefined,
    private readonly onError: (error: Error) => void,
  ) {}

  /** Reads what earlier windows left. */
  async load(): Promise<void> {
    const runs = (await this.files?.readAll(MAX_RUNS)) ?? [];
    if (runs.length === 0) return;
    const known = new Set(this.entries.map(({ id }) => id));
    const loaded = runs
      .filter(({ call }) => !known.has(call.id))
      .map(({ process, action, type, call }): Entry => ({
        ...{ process, action, type, id: call.id, call: undefined, isSaved: true },
        last: preview(call),
      }));
    this.entries = [...loaded, ...this.entries];
    this.dropOldest();
    this.didChange.fire();
  }

  /** A number for the next call: the time, so that it is greater than those of earlier windows. */
  nextId(): number {
    return (this.lastId = Math.max(this.lastId + 1, Date.now()));
  }

  started(process: string, call: ActionCall): void {
    const { name: action, type } = call.action;
    for (const entry of this.entries) {
      if (entry.process === process && entry.action === action) this.letGo(entry);
    }
    this.entries = [...this.entries, { process, action, type, id: call.id, call, last: undefined, isSaved: false }];
    this.dropOldest();
  }

  settled(call: ActionCall): void {
    const entry = this.entries.find(({ id }) => id === call.id);
    if (!entry || !this.files) return;
    entry.isSaved = false;
    this.dirty.add(entry);
    this.save();
  }

  /** The runs of an action, newest first. */
  runsOf(process: string, action: string): readonly CallSnapshot[] {
    return this.entries
      .filter((entry) => entry.process === process && entry.action === action)
      .flatMap(({ call, last }) => (call ? preview(call.snapshot()) : (last ?? [])))
      .reverse();
  }

  /** A run with what it said; undefined when it is not kept any more. */
  async output(id: number): Promise<RunOutput | undefined> {
    const entry = this.entries.find((one) => one.id === id);
    if (!entry) return undefined;
    const { process, action, type, call } = entry;
    if (call) return { process, action, type, call: call.snapshot(), ...call.log.page };
    const kept = await this.files?.read(id);
    return kept && { process, action, type, call: kept.call, ...RunLog.of(kept.lines, kept.call.streamed).page };
  }

  /** Resolves when everything that ended is written. */
  async flush(): Promise<void> {
    this.save.flush();
    await this.saving;
  }

  dispose(): void {
    this.save.flush();
    this.save.dispose();
    this.didChange.dispose();
  }

  private dropOldest(): void {
    const surplus = this.entries.length - MAX_RUNS;
    if (surplus <= 0) return;
    const dropped = new Set(this.entries.filter(({ call }) => !call?.isRunning).slice(0, surplus));
    this.entries = this.entries.filter((entry) => !dropped.has(entry));
    for (const entry of dropped) this.dirty.add(entry);
    this.save();
    this.didChange.fire();
  }

  private async saveAll(): Promise<void> {
    for (const entry of this.dirty) {
      this.dirty.delete(entry);
      try {
        await this.saveOne(entry);
      } catch (error) {
        this.onError(toError(error));
      }
    }
  }

  private async saveOne(entry: Entry): Promise<void> {
    const { process, action, type, id, call } = entry;
    if (!this.entries.includes(entry)) {
      await this.files?.remove(id);
      return;
    }
    if (!call) return;
    await this.files?.write({ process, action, type, call: call.snapshot(), lines: call.log.page.lines });
    entry.isSaved = !this.dirty.has(entry);
    // Only the newest of its name can still be told something late.
    const newest = this.entries.findLast((one) => one.process === process && one.action === action);
    if (newest !== entry) this.letGo(entry);
  }

  /** What is in its file need not be in memory. */
  private letGo(entry: Entry): void {
    if (!entry.isSaved || !entry.call) return;
    entry.last = preview(entry.call.snapshot());
    entry.call = undefined;
  }
}

function preview(call: CallSnapshot): CallSnapshot {
  const { state } = call;
  if (state.kind !== 'replied' || state.value === undefined) return call;
  return { ...call, state: { ...state, value: boundJson(state.value, PREVIEW_LIMITS) } };
}
