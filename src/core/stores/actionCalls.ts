import type { Clock } from '../../base/clock';
import { toError } from '../../base/errors';
import { Emitter, type Event } from '../../base/event';
import { KeyedQueue } from '../../base/keyedQueue';
import { message, type Message } from '../../base/message';
import { truncate } from '../../base/truncate';
import type { ActionType, CallSnapshot, CallState } from '../../shared/action';
import type { Json } from '../../shared/probe';
import { boundJson, type JsonLimits } from '../protocol/boundJson';
import { encodeAction, encodeScoped, type Outgoing } from '../protocol/encode';
import type { ReplyPacket, ScopedPacket } from '../protocol/packet';
import { ActionCall, toText } from './actionCall';

/** Calls of one process that may wait at a time. */
const MAX_OPEN_CALLS = 100;
/** A reply is read by a person; some are whole pages of HTML. */
const REPLY_LIMITS: JsonLimits = { depth: 50, nodes: 10_000, stringLength: 100_000 };
/** Characters of an error that a module reports. */
const MAX_ERROR_LENGTH = 2_000;
const MS_PER_SECOND = 1_000;

/** What {@link ActionCalls} needs of the world. */
export interface ActionCallsOptions {
  /** Hands a message to the module; throws when there is nobody to take it. */
  readonly send: (message: Outgoing) => void;
  readonly clock: Clock;
  readonly newUuid: () => string;
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
  private count = 0;

  /** A call began, streamed, ended, or was told something late. */
  readonly onDidChange: Event<void> = this.didChange.event;

  constructor(private readonly options: ActionCallsOptions) {}

  /**
   * Runs an action and resolves with how it went; never rejects. For scoped actions `timeoutMs` is how long they may be
   * silent, for all others how long after sending they may take to reply.
   */
  call(
    action: { name: string; type: ActionType },
    argument: string | undefined,
    timeoutMs: number,
  ): Promise<CallState> {
    const { name } = action;
    if (this.open.size >= MAX_OPEN_CALLS) {
      return Promise.resolve(
        failed(message('"{0}" was not run: {1} calls are waiting for the module already.', name, MAX_OPEN_CALLS)),
      );
    }
    const call = new ActionCall(++this.count, { name, type: action.type }, argument, this.options.clock);
    const before = this.newest.get(name);
    if (before?.uuid !== undefined && !before.isRunning) this.scoped.delete(before.uuid);
    this.newest.set(name, call);
    this.open.add(call);
    if (action.type === 'scoped') this.sendScoped(call, timeoutMs);
    else void this.queue.run(name, () => this.sendAndWait(call, timeoutMs)); // its outcome is in `done`
    this.didChange.fire();
    return call.done;
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
    for (const call of [...this.open]) this.settle(call, failed(message('The module stopped before it replied.')));
  }

  /** Stops waiting for the newest call of an action that still runs. The wire knows no cancel: the module goes on. */
  cancel(name: string): void {
    const call = [...this.open].reverse().find((one) => one.action.name === name);
    if (!call) return;
    const text = call.isSent
      ? message('Stopped waiting for "{0}". The module goes on with it.', name)
      : message('"{0}" was cancelled before it was sent.', name);
    this.settle(call, failed(text));
  }

  lastCall(name: string): CallSnapshot | undefined {
    return this.newest.get(name)?.snapshot();
  }

  /** What the newest run of a scoped action has streamed, oldest first, as far as it is kept. */
  streamedLines(name: string): readonly string[] {
    return this.newest.get(name)?.streamedLines ?? [];
  }

  private async sendAndWait(call: ActionCall, timeoutMs: number): Promise<void> {
    const { name } = call.action;
    // Cancelled, or the process went, while it was queued.
    if (!call.isRunning) return;
    this.sent.set(name, call);
    this.unanswered.set(name, (this.unanswered.get(name) ?? 0) + 1);
    if (!this.send(call, encodeAction(name, call.argument))) {
      this.countAnswer(name);
      return;
    }
    call.watch(timeoutMs, () => this.settle(call, failed(noReply(name, timeoutMs))));
    await call.done;
  }

  private sendScoped(call: ActionCall, timeoutMs: number): void {
    const { name } = call.action;
    call.uuid = this.options.newUuid();
    this.scoped.set(call.uuid, call);
    if (!this.send(call, encodeScoped(name, call.uuid, call.argument))) return;
    call.watch(timeoutMs, () => this.settle(call, failed(silent(name, timeoutMs))));
  }

  private send(call: ActionCall, outgoing: Outgoing): boolean {
    call.markSent();
    try {
      this.options.send(outgoing);
      return true;
    } catch (error) {
      const text = message('"{0}" could not be sent to the module: {1}', call.action.name, toError(error).message);
      this.settle(call, failed(text));
      return false;
    }
  }

  private acceptReply({ name, value }: ReplyPacket): void {
    const call = this.sent.get(name);
    if (!call) return;
    const isAmbiguous = this.countAnswer(name) > (call.isRunning ? 1 : 0);
    call.replies += 1;
    this.settle(call, replied(call, value, isAmbiguous ? message('May answer an earlier call.') : repeated(call)));
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
      call.addLine(value);
      this.didChange.fire();
      return;
    }
    call.replies += 1;
    if (call.replies > 1 && call.state.kind === 'replied') {
      this.settle(call, { ...call.state, note: message('The module ended this run {0} times.', call.replies) });
    } else if (kind === 'scopedEnd') {
      this.settle(call, replied(call, value, undefined));
    } else {
      this.settle(call, failed(reportedError(value)));
    }
  }

  private settle(call: ActionCall, state: CallState): void {
    const { name } = call.action;
    this.open.delete(call);
    if (call.uuid !== undefined && this.newest.get(name) !== call) this.scoped.delete(call.uuid);
    call.settle(state);
    this.didChange.fire();
  }
}

function failed(text: Message): CallState {
  return { kind: 'failed', message: text };
}

function replied(call: ActionCall, value: Json | undefined, note: Message | undefined): CallState {
  return {
    kind: 'replied',
    ...(value !== undefined && { value: boundJson(value, REPLY_LIMITS) }),
    tookMs: call.tookMs(),
    ...(note && { note }),
  };
}

function repeated({ replies }: ActionCall): Message | undefined {
  return replies > 1 ? message('The module replied {0} times; this is the last reply.', replies) : undefined;
}

function noReply(name: string, timeoutMs: number): Message {
  return message(
    '"{0}" did not reply within {1} s. The module goes on with it; a reply that still comes is shown here.',
    name,
    timeoutMs / MS_PER_SECOND,
  );
}

function silent(name: string, timeoutMs: number): Message {
  return message(
    '"{0}" was silent for {1} s. The module goes on with it; what still comes is shown here.',
    name,
    timeoutMs / MS_PER_SECOND,
  );
}

function reportedError(value: Json | undefined): Message {
  const text = toText(value);
  // An Error has no properties of its own that reach the wire.
  if (text === '' || text === '{}') return message('The module reported an error without a text.');
  return message('The module reported an error: {0}', truncate(text, MAX_ERROR_LENGTH));
}
