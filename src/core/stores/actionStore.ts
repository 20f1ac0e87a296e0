import { Emitter, nextEvent, type Event } from '../../base/event';
import { truncate } from '../../base/truncate';
import type { ActionSnapshot, ActionType } from '../../shared/action';
import type { ActionPacket } from '../protocol/packet';

/** Actions that are kept of one process; a module that declares more does it in a loop. */
const MAX_ACTIONS = 1_000;
/** Longer names cannot be shown, and cutting one would call another action. In characters. */
const MAX_NAME_LENGTH = 1_000;
/** In characters. */
const MAX_COMMENT_LENGTH = 1_000;
/** Names that are the libraries' own, whoever declares them. */
const INTERNAL_NAME = /^(km|internal):/;
/** Handlers with two parameters get the argument and `reply`, all others only `reply`. */
const ARITY_WITH_ARGUMENT = 2;

/** An action as the module declared it. */
export type DeclaredAction = Omit<ActionSnapshot, keyof ActionRuns>;

/** How the calls of an action went. */
export type ActionRuns = Pick<ActionSnapshot, 'lastCall' | 'runs'>;

/** The actions that one life of a process has declared. The first declaration of a name counts, as in PM2. */
export class ActionStore {
  private readonly actions = new Map<string, DeclaredAction>();
  /** Of an earlier life, and not declared by the present one yet. */
  private readonly stale = new Set<string>();
  private readonly didChange = new Emitter<void>();

  readonly onDidChange: Event<void> = this.didChange.event;

  accept(packet: ActionPacket): void {
    const { name } = packet;
    const isKnown = this.actions.has(name);
    const isRenewed = this.stale.delete(name);
    if ((isKnown && !isRenewed) || name.length > MAX_NAME_LENGTH) return;
    if (!isKnown && this.actions.size >= MAX_ACTIONS) return;
    this.actions.set(name, toAction(packet));
    this.didChange.fire();
  }

  /** A life is over: what it declared stays on screen until the next one has had time to declare it again. */
  expire(): void {
    for (const name of this.actions.keys()) this.stale.add(name);
  }

  /** Removes what was not declared again since {@link expire}. */
  dropExpired(): void {
    if (this.stale.size === 0) return;
    for (const name of this.stale) this.actions.delete(name);
    this.stale.clear();
    this.didChange.fire();
  }

  /** As {@link get}, once the present life has declared the action, or has had the time for it, or `patience` is aborted. */
  async declared(name: string, patience: AbortSignal): Promise<DeclaredAction | undefined> {
    if (this.stale.has(name)) {
      await nextEvent(this.onDidChange, () => !this.stale.has(name), patience).catch(() => undefined); // enough waited
    }
    return this.get(name);
  }

  get(name: string): DeclaredAction | undefined {
    return this.actions.get(name);
  }

  /** All actions in the order of their declaration, each with its calls. */
  snapshots(runsOf: (name: string) => ActionRuns): ActionSnapshot[] {
    return [...this.actions.values()].map((action) => ({ ...action, ...runsOf(action.name) }));
  }
}

function toAction({ name, declaredType, arity, comment }: ActionPacket): DeclaredAction {
  const type = classify(name, declaredType);
  return {
    name,
    type,
    // pmx declares scoped actions without an arity; their handlers always get the argument first.
    takesArgument: type === 'scoped' || arity === ARITY_WITH_ARGUMENT,
    ...(comment !== undefined && { comment: truncate(comment, MAX_COMMENT_LENGTH) }),
  };
}

function classify(name: string, declaredType: string | undefined): ActionType {
  if (declaredType === 'scoped') return 'scoped';
  return declaredType === 'internal' || INTERNAL_NAME.test(name) ? 'internal' : 'custom';
}
