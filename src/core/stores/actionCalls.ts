import type { Clock } from '../../base/clock';
import { toError } from '../../base/errors';
import { Emitter, type Event } from '../../base/event';
import { KeyedQueue } from '../../base/keyedQueue';
import { message } from '../../base/message';
import { isRecord } from '../../base/records';
import type { ActionType, CallSnapshot, CallState } from '../../shared/action';
import type { Json } from '../../shared/probe';
import { encodeAction, encodeScoped, toOptions, type Outgoing } from '../protocol/encode';
import type { ReplyPacket, ScopedPacket } from '../protocol/packet';
import { SecretMask } from '../protocol/secretMask';
import { ActionCall } from './actionCall';
import * as outcome from './callOutcomes';
import type { ProfileResult } from './callOutcomes';
import { dumpFile, PROFILE_TIMEOUT_MS, profilingRefusal, profilingStep } from './profiling';

/** Calls of one process that may wait at a time. */
const MAX_OPEN_CALLS = 100;

/** What {@link ActionCalls} needs of the world. */
export interface ActionCallsOptions {
  /** Hands a message to the module; throws when there is nobody to take it. */
  readonly send: (message: Outgoing) => void;
  readonly clock: Clock;
  readonly newUuid: () => string;
  /** A number for the next call, greater than those before. */
  readonly nextId: () => number;
  /** Hides what must not be shown. Asked each time: secrets change with the configuration. */
  readonly mask?: () => SecretMask;
}

const noSecrets = new SecretMask();

/** What {@link ActionCalls} runs. */
export interface CalledAction {
  readonly name: string;
  readonly type: ActionType;
}

/**
 * The calls of one process's actions. `axm:reply` carries no id, so calls of one name run one after another; scoped runs
 * have a uuid each and run side by side. The newest call of each name is kept.
 */
export class ActionCalls {
  private readonly queue = new KeyedQueue();
  private readonly open = new Set<ActionCall>();
  private readonly newest = new Map<string, ActionCall>();
  /** Per name the call that this life was sent last: the only one that a reply can be shown on. Never scoped. */
  private readonly sent = new Map<string, ActionCall>();
  /** Per name how many calls this life was sent and has not replied to. */
  private readonly unanswered = new Map<string, number>();
  /** Scoped runs by uuid: those that are open or the newest of their name. */
  private readonly scoped = new Map<string, ActionCall>();
  private readonly didChange = new Emitter<void>();
  private readonly didStart = new Emitter<ActionCall>();
  private readonly didSettle = new Emitter<ActionCall>();

  /** A call began, streamed, ended, or was told something late. */
  readonly onDidChange: Event<void> = this.didChange.event;
  readonly onDidStart: Event<ActionCall> = this.didStart.event;
  /** A call ended, or something came late that changed how. */
  readonly onDidSettle: Event<ActionCall> = this.didSettle.event;

  constructor(private readonly options: ActionCallsOptions) {}

  /**
   * Runs an action and resolves with how it went; never rejects. For scoped actions `timeoutMs` is how long they may be
   * silent, for all others how long after sending they may take to reply.
   */
  call(action: CalledAction, argument: string | undefined, timeoutMs: number): Promise<CallState> {
    const { name } = action;
    if (this.open.size >= MAX_OPEN_CALLS) {
      const text = message('"{0}" was not run: {1} calls are waiting for the module already.', name, MAX_OPEN_CALLS);
      return Promise.resolve(outcome.failed(text));
    }
    const call = this.begin(action, argument);
    if (action.type === 'scoped') this.sendScoped(call, timeoutMs);
    else void this.queue.run(name, () => this.sendAndWait(call, timeoutMs)); // its outcome is in `done`
    this.didChange.fire();
    return call.done;
  }

  /** A call that was sent in a recording: it is not sent again, but what is replied belongs to it. */
  replay(action: CalledAction, argument: string | undefined, uuid: string | undefined): void {
    const call = this.begin(action, argument);
    call.markSent();
    if (action.type === 'scoped') this.expectStream(call, uuid ?? this.options.newUuid());
    else this.expectReply(call);
    this.didChange.fire();
  }

  accept(packet: ReplyPacket | ScopedPacket): void {
    if (packet.kind === 'reply') this.acceptReply(packet);
    else this.acceptScoped(packet);
  }

  /** Every call of the life that ended fails, sent or not. */
  processGone(): void {
    this.sent.clear();
    this.unanswered.clear();
    this.scoped.clear();
    for (const call of [...this.open]) {
      this.settle(call, outcome.failed(message('The module stopped before it replied.')));
    }
  }

  /** Stops waiting for the newest call of an action that still runs. The wire knows no cancel: the module goes on. */
  cancel(name: string): void {
    const call = [...this.open].reverse().find((one) => one.action.name === name);
    if (call) this.settle(call, outcome.cancelled(call));
  }

  /**
   * A profile arrives: returns what to tell how it was saved, which is shown on the call that had it made, even when the
   * module stops meanwhile. Undefined when no call did.
   */
  profileArrives(type: string): ((result: ProfileResult) => void) | undefined {
    const calls = [...this.sent.values()].filter(({ action }) => profilingStep(action.name)?.makes === type);
    const isAsked = ({ action }: ActionCall): boolean => profilingStep(action.name)?.isStart === false;
    const isWaiting = ({ isRunning, state }: ActionCall): boolean =>
      isRunning || (state.kind === 'failed' && state.goesOn === true);
    // Else it ended by itself: a start may have said after what time.
    const call = calls.find((one) => isAsked(one) && isWaiting(one)) ?? calls.find((one) => !isAsked(one));
    return call && ((result) => this.settle(call, outcome.profiled(call, result)));
  }

  lastCall(name: string): CallSnapshot | undefined {
    return this.newest.get(name)?.snapshot();
  }

  private get mask(): SecretMask {
    return this.options.mask?.() ?? noSecrets;
  }

  private begin({ name, type }: CalledAction, argument: string | undefined): ActionCall {
    const call = new ActionCall(this.options.nextId(), { name, type }, argument, this.options.clock);
    const before = this.newest.get(name);
    if (before?.uuid !== undefined && !before.isRunning) this.scoped.delete(before.uuid);
    this.newest.set(name, call);
    this.open.add(call);
    this.didStart.fire(call);
    return call;
  }

  private async sendAndWait(call: ActionCall, timeoutMs: number): Promise<void> {
    const { name } = call.action;
    // Cancelled, or the process went, while it was queued.
    if (!call.isRunning) return;
    this.expectReply(call);
    const argument = call.action.type === 'internal' ? toOptions(call.argument) : call.argument;
    if (!this.send(call, encodeAction(name, argument))) {
      this.countAnswer(name);
      return;
    }
    call.watch(timeoutMs, () => this.settle(call, outcome.noReply(name, timeoutMs)));
    await call.done;
  }

  private sendScoped(call: ActionCall, timeoutMs: number): void {
    const { name } = call.action;
    const uuid = this.options.newUuid();
    this.expectStream(call, uuid);
    if (!this.send(call, encodeScoped(name, uuid, toOptions(call.argument)))) return;
    call.watch(timeoutMs, () => this.settle(call, outcome.silent(name, timeoutMs)));
  }

  private expectReply(call: ActionCall): void {
    const { name } = call.action;
    this.sent.set(name, call);
    this.unanswered.set(name, (this.unanswered.get(name) ?? 0) + 1);
  }

  private expectStream(call: ActionCall, uuid: string): void {
    call.uuid = uuid;
    this.scoped.set(uuid, call);
  }

  private send(call: ActionCall, outgoing: Outgoing): boolean {
    call.markSent();
    try {
      this.options.send(outgoing);
      return true;
    } catch (error) {
      const text = message('"{0}" could not be sent to the module: {1}', call.action.name, toError(error).message);
      this.settle(call, outcome.failed(text));
      return false;
    }
  }

  private acceptReply({ name, value }: ReplyPacket): void {
    const call = this.sent.get(name);
    if (!call) return;
    const isAmbiguous = this.countAnswer(name) > (call.isRunning ? 1 : 0);
    call.replies += 1;
    if (this.acceptProfilingReply(call, value)) return;
    const note = isAmbiguous ? message('May answer an earlier call.') : outcome.repeated(call);
    this.settle(call, outcome.replied(call, value, note, this.mask));
  }

  /** The reply to a profiling action says that it was accepted; the profile itself comes later. Returns whether that is all. */
  private acceptProfilingReply(call: ActionCall, value: Json | undefined): boolean {
    const step = call.action.type === 'internal' ? profilingStep(call.action.name) : undefined;
    if (!step) return false;
    const refusal = profilingRefusal(value);
    const file = dumpFile(value);
    if (refusal) this.settle(call, outcome.failed(refusal));
    else if (file !== undefined) this.settle(call, outcome.profiled(call, { file }));
    else if (step.isStart || !isRecord(value) || value.success !== true) return false;
    else call.watch(PROFILE_TIMEOUT_MS, () => this.settle(call, outcome.noProfile(PROFILE_TIMEOUT_MS)));
    return true;
  }

  /** Returns how many calls were unanswered before. */
  private countAnswer(name: string): number {
    const before = this.unanswered.get(name) ?? 0;
    this.unanswered.set(name, Math.max(0, before - 1));
    return before;
  }

  private acceptScoped({ kind, uuid, value }: ScopedPacket): void {
    const call = this.scoped.get(uuid);
    if (!call) return;
    if (kind === 'scopedStream') {
      call.addLine(value, this.mask);
      this.didChange.fire();
      return;
    }
    call.replies += 1;
    if (call.replies > 1 && call.state.kind === 'replied') {
      this.settle(call, { ...call.state, note: message('The module ended this run {0} times.', call.replies) });
    } else if (kind === 'scopedEnd') {
      this.settle(call, outcome.replied(call, value, undefined, this.mask));
    } else {
      this.settle(call, outcome.reportedError(value, this.mask));
    }
  }

  private settle(call: ActionCall, state: CallState): void {
    const { name } = call.action;
    this.open.delete(call);
    if (call.uuid !== undefined && this.newest.get(name) !== call) this.scoped.delete(call.uuid);
    call.settle(state);
    this.didSettle.fire(call);
    this.didChange.fire();
  }
}
