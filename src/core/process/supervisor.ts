import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { toError, UserError } from '../../base/errors';
import { Emitter } from '../../base/event';
import type { Log } from '../../base/log';
import { singleFlight } from '../../base/singleFlight';
import type { Crash, StartReason, Status, Waiting } from '../../shared/module';
import { launch, type Exit, type RunningProcess } from './launch';
import { becomesOnline, describeExit, mergeReasons, type Life, type LifePlan, type StartRequest } from './life';
import { RestartPolicy } from './restartPolicy';
import { endLeftovers, stopTree } from './stop';

export interface SupervisorDependencies {
  /** The row's name, for our log. */
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Reads afresh what the next generation is started from; a `UserError` when it cannot be started. */
  readonly plan: (generation: number) => Promise<LifePlan>;
  /** What an unplanned end was caused by, as its output tells. */
  readonly explain: (life: Life, exit: Exit) => Promise<Crash>;
  readonly reaper: { add(life: Life): Promise<void>; remove(pid: number): void };
}

/** What can be seen of a process. Replaced, never changed. */
export interface ProcessState {
  readonly status: Status;
  readonly generation: number;
  readonly restarts: number;
  readonly life: Life | undefined;
  /** Milliseconds since the epoch. */
  readonly onlineSince: number | undefined;
  readonly request: StartRequest | undefined;
  /** From the request to the moment at which the start file was loaded. */
  readonly restartTookMs: number | undefined;
  readonly crash: Crash | undefined;
  readonly waiting: Waiting | undefined;
}

type StateChange = Partial<ProcessState>;

type Wanted = { readonly kind: 'stopped' } | { readonly kind: 'running'; readonly request: StartRequest };

const initialState: ProcessState = {
  status: 'stopped',
  generation: 0,
  restarts: 0,
  life: undefined,
  onlineSince: undefined,
  request: undefined,
  restartTookMs: undefined,
  crash: undefined,
  waiting: undefined,
};

/**
 * Keeps one process as it is wanted: the only owner of its lives. Whatever is asked for while something is under way is
 * answered by one more step that starts after the request, so nothing is lost and nothing is doubled.
 */
export class Supervisor implements Disposable {
  private readonly changed = new Emitter<void>();
  private readonly launched = new Emitter<Life>();
  private readonly exited = new Emitter<Life>();
  private wanted: Wanted = { kind: 'stopped' };
  private isAnswered = true;
  private graceMs = Number.POSITIVE_INFINITY;
  private current: ProcessState = initialState;
  private policy: RestartPolicy | undefined;
  private pause: Disposable | undefined;
  private readonly reconcile = singleFlight(() => this.work());

  readonly onDidChange = this.changed.event;
  /** A new generation exists; its process has not loaded the start file yet. */
  readonly onDidLaunch = this.launched.event;
  readonly onDidExit = this.exited.event;

  constructor(private readonly deps: SupervisorDependencies) {}

  get state(): ProcessState {
    return this.current;
  }

  /** PM2's `unstable_restarts`. */
  get unstableRestarts(): number {
    return this.policy?.unstableRestarts ?? 0;
  }

  /**
   * Starts, or restarts what runs. Resolves when the generation that answers this request is online or has ended;
   * rejects with why there is none. What runs goes on when the next generation cannot even be planned.
   */
  async run(reason: StartReason, at = this.deps.clock.now()): Promise<void> {
    const pending = !this.isAnswered && this.wanted.kind === 'running' ? this.wanted.request : undefined;
    const request = pending ? { reason: mergeReasons(pending.reason, reason), at: pending.at } : { reason, at };
    this.graceMs = Number.POSITIVE_INFINITY;
    await this.want({ kind: 'running', request });
    await this.current.life?.online;
  }

  /** Resolves when nothing of the process is left; it has its `kill_timeout` to end, but no more than `graceMs`. */
  stop(graceMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.graceMs = graceMs;
    return this.want({ kind: 'stopped' });
  }

  dispose(): void {
    this.pause?.dispose();
    this.current.life?.running.dispose();
    for (const emitter of [this.changed, this.launched, this.exited]) emitter.dispose();
  }

  private want(wanted: Wanted): Promise<void> {
    this.wanted = wanted;
    this.isAnswered = false;
    this.pause?.dispose();
    this.pause = undefined;
    return this.reconcile();
  }

  private async work(): Promise<void> {
    if (this.isAnswered) return;
    const plan = this.wanted.kind === 'running' ? await this.makePlan() : undefined;
    const hasEnded = await this.end();
    const { wanted } = this;
    if (wanted.kind === 'running' && !plan) return this.work();
    this.isAnswered = true;
    if (wanted.kind === 'running' && plan) await this.begin(wanted.request, plan, hasEnded);
    else this.set({ status: 'stopped', waiting: undefined, crash: undefined });
  }

  private async makePlan(): Promise<LifePlan> {
    try {
      return await this.deps.plan(this.current.generation + 1);
    } catch (error) {
      this.isAnswered = true;
      if (!this.current.life) this.fail(error);
      throw error;
    }
  }

  private fail(error: unknown): void {
    const remedies = error instanceof UserError ? error.remedies : [];
    this.set({ status: 'errored', waiting: 'save', crash: { summary: toError(error).message, remedies } });
  }

  private async end(): Promise<boolean> {
    const { life } = this.current;
    if (!life) return false;
    this.set({ status: 'stopping', waiting: undefined });
    const killTimeoutMs = Math.min(life.plan.stop.killTimeoutMs, this.graceMs);
    await stopTree(life.running, { ...life.plan.stop, killTimeoutMs }, this.deps.clock);
    this.forget(life);
    return true;
  }

  private async begin(request: StartRequest, plan: LifePlan, isRestart: boolean): Promise<void> {
    const isCrash = request.reason.kind === 'crash';
    const restarts = this.current.restarts + (isRestart || isCrash ? 1 : 0);
    const generation = this.current.generation + 1;
    const startedAt = this.deps.clock.now();
    if (!isCrash) this.policy = RestartPolicy.begin(plan.restart, startedAt);
    this.set({
      ...{ status: 'launching', request, restarts, waiting: undefined, restartTookMs: undefined },
      crash: isCrash ? this.current.crash : undefined,
    });
    let running: RunningProcess;
    try {
      running = await spawnWithLogs(plan);
    } catch (error) {
      this.fail(error);
      throw error;
    }
    const online = becomesOnline(running, plan, this.deps.clock);
    const life: Life = { generation, plan, request, startedAt, running, online };
    this.set({ life, generation });
    void running.exited.then((exit) => this.accept(life, exit));
    void this.followStart(life);
    this.launched.fire(life);
    this.deps.log.info(
      `${this.deps.name}: generation ${generation} is process ${running.pid} (${request.reason.kind})`,
    );
    await this.deps.reaper.add(life);
  }

  private async followStart(life: Life): Promise<void> {
    const enteredAt = await life.running.entered;
    if (this.current.life === life && enteredAt !== undefined) this.set({ restartTookMs: enteredAt - life.request.at });
    await life.online;
    if (this.current.life !== life || this.current.status !== 'launching') return;
    this.set({ status: 'online', onlineSince: this.deps.clock.now() });
  }

  /** An end that was not asked for; what was asked for is {@link end}'s business. */
  private async accept(life: Life, exit: Exit): Promise<void> {
    this.exited.fire(life);
    if (this.isEnding(life)) return;
    const crash = await this.deps.explain(life, exit);
    if (this.isEnding(life)) return;
    endLeftovers(life.running);
    const now = this.deps.clock.now();
    const policy = this.policy ?? RestartPolicy.begin(life.plan.restart, life.startedAt);
    const uptimeMs = now - life.startedAt;
    const decision = policy.next({ at: now, uptimeMs, code: exit.code, fingerprint: crash.summary });
    this.policy = decision.policy;
    this.forget(life);
    this.deps.log.info(
      `${this.deps.name}: generation ${life.generation} ended (${describeExit(exit)}): ${decision.kind}`,
    );
    if (!this.isAnswered) return;
    if (decision.kind === 'restart') this.restartLater(crash, decision.delayMs, decision.isDelayed);
    else this.set({ status: decision.kind, crash, ...(decision.kind === 'errored' ? { waiting: 'save' } : {}) });
  }

  private restartLater(crash: Crash, delayMs: number, isDelayed: boolean): void {
    this.set({ status: isDelayed ? 'waiting restart' : 'launching', crash, waiting: isDelayed ? 'delay' : undefined });
    const again = (): void => {
      this.run({ kind: 'crash' }).catch((error: unknown) => this.deps.log.warn(toError(error).message));
    };
    if (delayMs === 0) again();
    else this.pause = this.deps.clock.after(delayMs, again);
  }

  private isEnding(life: Life): boolean {
    return this.current.life !== life || this.current.status === 'stopping';
  }

  private forget(life: Life): void {
    this.deps.reaper.remove(life.running.pid);
    life.running.dispose();
    if (this.current.life === life) this.set({ life: undefined, onlineSince: undefined });
  }

  private set(change: StateChange): void {
    this.current = { ...this.current, ...change };
    this.changed.fire();
  }
}

async function spawnWithLogs({ launch: plan, openLogs }: LifePlan): Promise<RunningProcess> {
  const logs = openLogs();
  try {
    return await launch({ ...plan, out: logs.out, error: logs.error });
  } finally {
    logs.close();
  }
}
