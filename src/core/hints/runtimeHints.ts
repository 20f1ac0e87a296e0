import { systemClock, type Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import { formatMessage, message } from '../../base/message';
import type { Crash, Hint, ModuleSnapshot, ProcessSnapshot } from '../../shared/module';
import type { Packet, ReplyPacket, ScopedPacket } from '../protocol/packet';
import {
  FAST_REPLY_MS,
  findInAction,
  findInIssue,
  findInOptions,
  findInProbes,
  ofFastReply,
  ofScopedThrow,
  type Finding,
  type LifeFacts,
} from './packetHints';

/** Hints that are kept of one process; one in a loop says no more than the first. */
const MAX_HINTS = 50;
/** A new life has this long to give a hint of the last one again, in milliseconds. */
const RENEWAL_MS = 2_500;
/** An end that comes so soon after a message was caused by what the message tells, in milliseconds: pmx waits 300. */
const AFTERMATH_MS = 1_500;
/** An action that has not replied for longer is not what a process ended from, in milliseconds. */
const REPLY_MS = 5_000;

interface Entry {
  readonly hint: Hint;
  /** It is about how a life ended, so it stays while the process is restarted for that. */
  readonly isOfEnd: boolean;
}

interface Life extends LifeFacts {
  hasIssue: boolean;
  hasRepliedFast: boolean;
  /** When an action was run that has not replied yet. */
  calledAt?: number | undefined;
  scopedError?: { readonly packet: ScopedPacket; readonly at: number };
}

interface ProcessHints {
  readonly entries: Map<string, Entry>;
  /** Of an earlier life, and not given by the present one yet. */
  readonly stale: Set<string>;
  life: Life;
  crash: Crash | undefined;
  expiry?: Disposable;
}

/** A module as far as hints are about it. The events carry what those of an engine's module do. */
export interface HintedModule {
  readonly snapshot: ModuleSnapshot;
  readonly onDidLaunch: Event<string>;
  readonly onDidIdle: Event<string>;
  readonly onDidChange: Event<void>;
}

/**
 * What a module's author would want to know, seen in what its processes send and how they end: where PM2 or a library is
 * broken, with the way out. A hint is about one life, and goes when the next one does not give it again.
 */
export class RuntimeHints implements Disposable {
  private readonly store = new DisposableStore();
  private readonly byProcess = new Map<string, ProcessHints>();
  private readonly changed = this.store.add(new Emitter<void>());
  readonly onDidChange = this.changed.event;

  constructor(
    private readonly module: HintedModule,
    private readonly clock: Clock = systemClock,
  ) {
    this.store.add(module.onDidLaunch((process) => this.beginLife(process)));
    this.store.add(module.onDidChange(() => this.lookForCrashes()));
    this.store.add(module.onDidIdle((process) => this.apply(this.of(process), ofIdle(module.snapshot.name), false)));
  }

  /** Each once, whichever processes give it. */
  get all(): readonly Hint[] {
    const entries = [...this.byProcess.values()].flatMap((process) => [...process.entries]);
    return [...new Map(entries).values()].map(({ hint }) => hint);
  }

  /** An action was run. */
  called(key: string): void {
    this.of(key).life.calledAt = this.clock.now();
  }

  accept(key: string, raw: unknown, packet: Packet): void {
    const process = this.of(key);
    for (const finding of this.findIn(process.life, raw, packet)) this.apply(process, finding, false);
  }

  dispose(): void {
    for (const { expiry } of this.byProcess.values()) expiry?.dispose();
    this.byProcess.clear();
    this.store.dispose();
  }

  private beginLife(key: string): void {
    const process = this.of(key);
    const reason = this.snapshotOf(key)?.startReason;
    process.life = this.newLife(key);
    for (const [id, { isOfEnd }] of process.entries) {
      if (!isOfEnd || reason?.kind !== 'crash') process.stale.add(id);
    }
    process.expiry?.dispose();
    process.expiry = this.clock.after(RENEWAL_MS, () => this.dropStale(process));
  }

  private lookForCrashes(): void {
    for (const { key, crash } of this.module.snapshot.processes) {
      const process = this.byProcess.get(key);
      if (!process || process.crash === crash) continue;
      process.crash = crash;
      if (crash) for (const finding of this.findInCrash(process.life, crash)) this.apply(process, finding, true);
    }
  }

  private findIn(life: Life, raw: unknown, packet: Packet): Finding[] {
    switch (packet.kind) {
      case 'options':
        return findInOptions(packet, this.packageName, life);
      case 'action':
        return findInAction(packet, life);
      case 'probes':
        return findInProbes(packet);
      case 'issue':
        life.hasIssue = true;
        return findInIssue(packet);
      case 'reply':
        return this.findInReply(life, packet);
      case 'scopedEnd':
        life.calledAt = undefined;
        return [];
      case 'scopedError':
        life.scopedError = { packet, at: this.clock.now() };
        return [];
      default:
        return raw === null ? [ofNull()] : [];
    }
  }

  /** One such action says it for all. */
  private findInReply(life: Life, packet: ReplyPacket): Finding[] {
    const tookMs = this.clock.now() - (life.calledAt ?? -Infinity);
    life.calledAt = undefined;
    if (life.hasRepliedFast || tookMs > FAST_REPLY_MS) return [];
    life.hasRepliedFast = true;
    return [ofFastReply(packet)];
  }

  /** The name of a recording says more than that of the package. */
  private get packageName(): string | undefined {
    const { kind, name } = this.module.snapshot;
    return kind === 'recording' ? undefined : name;
  }

  private findInCrash(life: Life, { exitCode, file }: Crash): Finding[] {
    if (exitCode !== 1 || life.hasIssue) return [];
    const now = this.clock.now();
    const { scopedError, calledAt, usesPmx } = life;
    if (usesPmx && scopedError && now - scopedError.at <= AFTERMATH_MS) return [ofScopedThrow(scopedError.packet)];
    const isSilent = file === undefined && calledAt !== undefined && now - calledAt <= REPLY_MS;
    return isSilent ? [ofUnsendableReply()] : [];
  }

  private apply(process: ProcessHints, { code, about = '', message: text, isMinor }: Finding, isOfEnd: boolean): void {
    const id = `${code} ${about}`;
    const { entries, stale } = process;
    stale.delete(id);
    const known = entries.get(id)?.hint.message;
    if (!text) {
      if (entries.delete(id)) this.changed.fire();
      return;
    }
    if (known && formatMessage(known) === formatMessage(text)) return;
    if (!known && entries.size >= MAX_HINTS) return;
    entries.set(id, { hint: { code, message: text, ...(isMinor && { isMinor }) }, isOfEnd });
    this.changed.fire();
  }

  private dropStale({ entries, stale }: ProcessHints): void {
    if (stale.size === 0) return;
    for (const id of stale) entries.delete(id);
    stale.clear();
    this.changed.fire();
  }

  private of(key: string): ProcessHints {
    const known = this.byProcess.get(key);
    if (known) return known;
    const life = this.newLife(key);
    const process: ProcessHints = { entries: new Map(), stale: new Set(), life, crash: undefined };
    this.byProcess.set(key, process);
    return process;
  }

  private newLife(key: string): Life {
    const hasMemoryLimit = this.snapshotOf(key)?.memoryLimit !== undefined;
    return {
      hasMemoryLimit,
      usesPmx: false,
      declared: new Map(),
      listeners: 0,
      hasIssue: false,
      hasRepliedFast: false,
    };
  }

  private snapshotOf(key: string): ProcessSnapshot | undefined {
    return this.module.snapshot.processes.find((candidate) => candidate.key === key);
  }
}

function ofNull(): Finding {
  return {
    code: 'null-message',
    message: message(
      'It sent null: "process.send(null)" takes PM2 down with all that runs in it. Send an object with "type" and "data".',
    ),
  };
}

function ofIdle(name: string): Finding {
  return {
    code: 'idle',
    message: message(
      '"{0}" has nothing left to do: under PM2 it ends about 3 s after each start, once it has printed something, and is restarted without end. Here it stays. Keep a timer, a server or a connection open.',
      name,
    ),
  };
}

function ofUnsendableReply(): Finding {
  return {
    code: 'reply-unsendable',
    message: message(
      'It ended without a word while an action ran: @pm2/io does that when a reply cannot be sent, such as one with a BigInt or with an object that contains itself. Reply with plain data.',
    ),
  };
}
