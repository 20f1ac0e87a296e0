import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { toError, UserError } from '../../base/errors';
import { Emitter, type Event } from '../../base/event';
import type { Log } from '../../base/log';
import { mark } from '../../base/mark';
import { singleFlight } from '../../base/singleFlight';
import type { Crash, StartReason } from '../../shared/module';
import { Deadline } from './deadline';
import type { Exit, RunningProcess } from './launch';
import {
  becomesOnline,
  describeExit,
  isIntendedEnd,
  mergeReasons,
  uptimeOf,
  type Life,
  type LifePlan,
  type StartRequest,
} from './life';
import { LifeEnds } from './lifeEnds';
import { Planning } from './planning';
import { ToldState, type ProcessState } from './processState';
import type { ReaperClient } from './reaperClient';
import { RestartPolicy } from './restartPolicy';
import { endLeftovers, stopTree } from './stop';
import { Strays } from './strays';

export interface SupervisorDependencies {
  /** The row's name, for our log. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads afresh what the next generation is started from; a `UserError` when it cannot be started. */
  readonly plan: (generation: number) => Promise<LifePlan>;
  /** Starts a process by its plan; `register` must hear of it before it loads the module. Rejects with a `UserError`. */
  readonly launch: (plan: LifePlan, register: (pid: number) => void) => Promise<RunningProcess>;
  /** The life before this one is about to be asked to end: what can be made ready in the meantime. */
  readonly prepare?: (plan: LifePlan) => void;
  /** What an unplanned end was caused by, as its output tells. */
  readonly explain: (life: Life, exit: Exit) => Promise<Crash>;
  /** Ends what outlives us. A life is added before it loads the module; `launch` has it expected before it is spawned. */
  readonly reaper: Pick<ReaperClient, 'add' | 'remove' | 'isRegistered'>;
}

/** A life that has lasted so long has opened the ports and files that it will need, in milliseconds. */
const SETTLED_MS = 1_000;

type Wanted = { readonly kind: 'stopped' } | { readonly kind: 'running'; readonly request: StartRequest };

/**
 * Keeps one process as it is wanted: the only owner of its lives. Whatever is asked for while something is under way is
 * answered by one more step that starts after the request, so nothing is lost and nothing is doubled.
 */
export class Supervisor implements Disposable {
  private readonly launched = new Emitter<Life>();
  private readonly ends = new LifeEnds();
  private wanted: Wanted = { kind: 'stopped' };
  /** The wish that was followed last; every wish is an object of its own. */
  private answered: Wanted = this.wanted;
  private isEnded = false;
  private graceMs = Number.POSITIVE_INFINITY;
  /** Shortens the time that an end which is under way may take. */
  private readonly hurried = new Emitter<number>();
  private policy: RestartPolicy | undefined;
  private pause: Disposable | undefined;
  private readonly reconcile = singleFlight(() => this.work());
  private readonly strays: Strays;
  private readonly planning: Planning;
  private readonly told: ToldState;

  readonly onDidChange: Event<void>;
  /** A new generation exists; its process has not loaded the start file yet. */
  readonly onDidLaunch = this.launched.event;
  readonly onDidExit = this.ends.onDidExit;

  constructor(private readonly deps: SupervisorDependencies) {
    this.strays = new Strays((pid) => deps.reaper.isRegistered(pid));
    this.planning = new Planning((generation) => deps.plan(generation));
    this.told = new ToldState(deps.clock);
    this.onDidChange = this.told.onDidChange;
  }

  get state(): ProcessState {
    return this.told.current;
  }

  /** PM2's `unstable_restarts`. */
  get unstableRestarts(): number {
    return this.policy?.unstableRestarts ?? 0;
  }

  /**
   * Starts, or restarts what runs. Resolves when the generation that answers this request is online or has ended;
   * rejects with why there is none. What runs goes on when the next generation cannot even be planned. Does nothing after
   * {@link end}.
   */
  async run(reason: StartReason, at = this.deps.clock.now()): Promise<void> {
    if (this.isEnded) return;
    const pending = !this.isAnswered && this.wanted.kind === 'running' ? this.wanted.request : undefined;
    const request = pending ? { reason: mergeReasons(pending.reason, reason), at: pending.at } : { reason, at };
    this.graceMs = Number.POSITIVE_INFINITY;
    await this.want({ kind: 'running', request });
    await this.state.life?.online;
  }

  /** Resolves when nothing of the process is left; it has its `kill_timeout` to end, but no more than `graceMs`. */
  stop(graceMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.graceMs = graceMs;
    this.hurried.fire(graceMs);
    const stopped = this.want({ kind: 'stopped' });
    this.planning.cancel();
    return stopped;
  }

  /** As {@link stop}, for good. */
  end(graceMs?: number): Promise<void> {
    this.isEnded = true;
    return this.stop(graceMs);
  }

  dispose(): void {
    this.isEnded = true;
    this.pause?.dispose();
    this.told.dispose();
    this.state.life?.running.dispose();
    for (const told of [this.launched, this.ends]) told.dispose();
  }

  private get isAnswered(): boolean {
    return this.answered === this.wanted;
  }

  private want(wanted: Wanted): Promise<void> {
    this.wanted = wanted;
    this.pause?.dispose();
    this.pause = undefined;
    return this.reconcile();
  }

  private async work(): Promise<void> {
    if (this.isAnswered) return;
    const first = this.wanted;
    try {
      const planned = await this.planFor(first);
      const hasEnded = await this.endLife(planned);
      const { wanted } = this;
      // What a plan is made of may have changed while the old life ended.
      const plan = wanted === first ? planned : await this.planFor(wanted);
      if (this.wanted.kind === 'stopped') await Promise.all([this.ends.allGone(), this.strays.endAll()]);
      if (this.wanted.kind === 'stopped') {
        this.answered = this.wanted;
        this.told.set({ status: 'stopped', waiting: undefined, crash: undefined });
      } else if (wanted.kind === 'running' && plan) {
        this.answered = wanted;
        await this.begin(wanted.request, plan, hasEnded);
      } else await this.work();
    } catch (error) {
      if (this.answered === this.wanted && !this.state.life) this.fail(error);
      throw error;
    }
  }

  /** Undefined when a stop is wanted, or was asked for before the plan was there. */
  private async planFor(wanted: Wanted): Promise<LifePlan | undefined> {
    if (wanted.kind === 'stopped' || this.wanted.kind === 'stopped') return undefined;
    try {
      return await this.planning.planFor(this.state.generation + 1);
    } catch (error) {
      if (this.wanted === wanted) this.answered = wanted;
      throw error;
    }
  }

  private fail(error: unknown): void {
    const remedies = error instanceof UserError ? error.remedies : [];
    this.told.set({ status: 'errored', waiting: 'save', crash: { summary: toError(error).message, remedies } });
  }

  private async endLife(next: LifePlan | undefined): Promise<boolean> {
    const { life } = this.state;
    if (!life) return false;
    if (next) this.deps.prepare?.(next);
    this.told.setQuietly({ status: 'stopping', waiting: undefined });
    const deadline = new Deadline(this.deps.clock);
    const subscription = this.hurried.event((graceMs) => deadline.shorten(graceMs));
    deadline.shorten(Math.min(life.plan.stop.killTimeoutMs, this.graceMs));
    const { gone } = await stopTree(life.running, life.plan.stop, {
      clock: this.deps.clock,
      mustKill: deadline.passed,
      mayOverlap: this.wanted.kind === 'running' && this.deps.clock.elapsed() - life.startedAt >= SETTLED_MS,
      onAsked: () => {
        if (this.wanted.kind === 'stopped') this.told.tell();
      },
    });
    subscription.dispose();
    deadline.dispose();
    mark('gone');
    const left = gone?.then(() => this.letGo(life));
    if (left) this.ends.leave(life, left);
    else this.letGo(life);
    this.told.setQuietly({ life: undefined, onlineSince: undefined });
    return true;
  }

  private async begin(request: StartRequest, plan: LifePlan, isRestart: boolean): Promise<void> {
    const isCrash = request.reason.kind === 'crash';
    const restarts = this.state.restarts + (isRestart || isCrash ? 1 : 0);
    const generation = this.state.generation + 1;
    const startedAt = this.deps.clock.elapsed();
    if (!isCrash) this.policy = RestartPolicy.begin(plan.restart, startedAt);
    this.told.setQuietly({
      ...{ status: 'launching', request, restarts, waiting: undefined, restartTookMs: undefined },
      crash: isCrash ? this.state.crash : undefined,
    });
    this.strays.add(plan.identity);
    const running = await this.deps.launch(plan, (pid) => this.deps.reaper.add({ ...plan.identity, pid }));
    mark('begun');
    const online = becomesOnline(running, plan, this.deps.clock);
    const uptimeMs = uptimeOf(running, this.deps.clock);
    const life: Life = { generation, plan, request, startedAt, uptimeMs, running, online };
    this.told.set({ life, generation });
    void running.exited.then((exit) => this.accept(life, exit));
    void this.followStart(life);
    this.launched.fire(life);
    this.deps.log.info(
      `${this.deps.name}: generation ${generation} is process ${running.pid} (${request.reason.kind})`,
    );
  }

  private async followStart(life: Life): Promise<void> {
    const enteredAt = await life.running.entered;
    if (this.state.life === life && enteredAt !== undefined)
      this.told.set({ restartTookMs: enteredAt - life.request.at });
    await life.online;
    if (this.state.life !== life || this.state.status !== 'launching') return;
    this.told.set({ status: 'online', onlineSince: this.deps.clock.now() });
  }

  /** An end that was not asked for; what was asked for is {@link endLife}'s business. */
  private async accept(life: Life, exit: Exit): Promise<void> {
    const at = this.deps.clock.elapsed();
    const uptimeMs = life.uptimeMs();
    this.ends.tell(life);
    if (this.isEnding(life)) return;
    const [crash] = await Promise.all([this.deps.explain(life, exit), this.strays.endOf(life.plan.identity)]);
    if (this.isEnding(life)) return;
    endLeftovers(life.running);
    const policy = this.policy ?? RestartPolicy.begin(life.plan.restart, life.startedAt);
    const decision = policy.next({ at, uptimeMs, code: exit.code, fingerprint: crash.summary });
    this.policy = decision.policy;
    this.forget(life);
    this.deps.log.info(
      `${this.deps.name}: generation ${life.generation} ended (${describeExit(exit)}): ${decision.kind}`,
    );
    if (!this.isAnswered) return;
    if (decision.kind === 'restart') this.restartLater(crash, decision.delayMs, decision.isDelayed);
    else if (decision.kind === 'errored')
      this.told.set({ status: 'errored', crash: { ...crash, quickExits: decision.deaths }, waiting: 'save' });
    else this.told.set({ status: 'stopped', crash: isIntendedEnd(exit, life.plan.restart) ? undefined : crash });
  }

  private restartLater(crash: Crash, delayMs: number, isDelayed: boolean): void {
    this.told.set({
      status: isDelayed ? 'waiting restart' : 'launching',
      crash,
      waiting: isDelayed ? 'delay' : undefined,
    });
    const again = (): void => {
      this.run({ kind: 'crash' }).catch((error: unknown) => this.deps.log.warn(toError(error).message));
    };
    if (delayMs === 0) again();
    else this.pause = this.deps.clock.after(delayMs, again);
  }

  private isEnding(life: Life): boolean {
    return this.state.life !== life || this.state.status === 'stopping';
  }

  private forget(life: Life): void {
    this.letGo(life);
    if (this.state.life === life) this.told.set({ life: undefined, onlineSince: undefined });
  }

  private letGo({ running }: Life): void {
    this.deps.reaper.remove(running.pid);
    running.dispose();
  }
}
