import { freemem } from 'node:os';
import type { Clock } from '../../base/clock';
import { toError } from '../../base/errors';
import { Emitter } from '../../base/event';
import type { Log } from '../../base/log';
import type { Disposable } from '../../base/disposable';
import type { FoundModules } from '../../shared/container';
import { launchAhead, type RunningProcess, type WaitingProcess } from './launch';
import type { LifePlan, OpenLogs } from './life';
import { signal } from './platform';
import type { ReaperClient } from './reaperClient';

/** A module that was not started for so long does not keep a process waiting, in milliseconds. */
const IDLE_MS = 10 * 60_000;
/** So many processes wait at most, for all modules together. */
const MAX_STANDBYS = 3;
/** Below so much free memory none waits, in bytes. */
const MIN_FREE_BYTES = 1024 ** 3;
/** What Node, the loader, the locale or the preload's code read once, at the start of a process. */
const READ_AT_START =
  /^(NODE_|UV_|LD_|DYLD_|OPENSSL_|SSL_|LC_|LANG|TZ$|DEBUG|PM2_APM_|PM2_PROFILING_|PM2_(SECRET_KEY|PUBLIC_KEY|APP_NAME)$|FORCE_INSPECTOR$)/;

/** Which standbys there are. The one that has waited longest makes way for another. */
export class StandbyBudget {
  private readonly holders: Standby[] = [];

  constructor(private readonly freeBytes: () => number = freemem) {}

  /** Whether one more may wait; then its holder is counted until {@link release}. */
  take(holder: Standby): boolean {
    if (this.freeBytes() < MIN_FREE_BYTES) {
      for (const other of [...this.holders]) other.discard();
      return false;
    }
    if (this.holders.length >= MAX_STANDBYS) this.holders[0]?.discard();
    this.holders.push(holder);
    return true;
  }

  release(holder: Standby): void {
    const at = this.holders.indexOf(holder);
    if (at >= 0) this.holders.splice(at, 1);
  }
}

export interface StandbyDependencies {
  readonly name: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly budget: StandbyBudget;
  readonly reaper: Pick<ReaperClient, 'expect' | 'add' | 'remove'>;
  /** The files that the next life will write to; undefined when they must be rotated before. */
  readonly openLogs: () => OpenLogs | undefined;
}

interface Waiting {
  readonly process: WaitingProcess;
  readonly key: string;
  readonly logs: Pick<OpenLogs, 'isCurrent'>;
}

interface Boot {
  readonly key: string;
  readonly epoch: number;
  /** Where the life before found its libraries. */
  readonly found: FoundModules | undefined;
}

/** The container that waits for the next life of one process. */
export class Standby {
  private readonly changed = new Emitter<void>();
  private waiting: Waiting | undefined;
  private idle: Disposable | undefined;
  private booting: Promise<void> | undefined;
  /** Counts what makes a boot that is under way worthless. */
  private epoch = 0;
  /** One waits now, or no longer. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly deps: StandbyDependencies) {}

  get pid(): number | undefined {
    return this.waiting?.process.pid;
  }

  /** Boots a container for a life like this one, unless one waits already or none may. */
  prepare(plan: LifePlan, found?: FoundModules): void {
    const key = keyOf(plan);
    if (this.waiting?.key === key || this.booting) return;
    this.discard();
    // With a debugger attached, or waited for, it would take the port of the running life.
    if (!plan.launch.container || plan.launch.commandArgs.some((arg) => arg.startsWith('--inspect'))) return;
    if (!this.deps.budget.take(this)) return;
    const { epoch } = this;
    this.booting = this.boot(plan, { key, epoch, found }).finally(() => (this.booting = undefined));
  }

  /** This life will begin as soon as the one before it has ended: the waiting container makes ready what it can. */
  ready(plan: LifePlan): void {
    const { waiting } = this;
    if (waiting?.process.isReady && waiting.key === keyOf(plan)) waiting.process.prepare(plan.launch.setup);
  }

  /**
   * Turns the waiting container into the life that the plan describes; undefined when it cannot be that. One that still boots
   * will be there sooner than another that would have to be spawned.
   */
  take(plan: LifePlan, register: (pid: number) => void): RunningProcess | undefined {
    const { waiting } = this;
    if (waiting?.key !== keyOf(plan) || !waiting.logs.isCurrent()) {
      this.discard();
      return undefined;
    }
    this.clear();
    register(waiting.process.pid);
    const running = waiting.process.begin(plan.launch.setup);
    this.changed.fire(); // only now: who hears of it keeps the processor busy
    return running;
  }

  /** Ends what waits. */
  discard(): void {
    this.epoch += 1;
    const { waiting } = this;
    this.letGo();
    if (waiting) this.kill(waiting.process);
  }

  /** As {@link discard}; resolves when nothing of it is left. */
  async end(): Promise<void> {
    const { waiting, booting } = this;
    this.discard();
    await booting;
    await waiting?.process.exited;
  }

  private async boot(plan: LifePlan, { key, epoch, found }: Boot): Promise<void> {
    const { name, log, reaper, clock } = this.deps;
    try {
      const logs = this.deps.openLogs();
      const process = logs && (await this.spawn(plan, logs, found));
      if (!process || epoch !== this.epoch) {
        if (process) this.kill(process);
        return;
      }
      this.waiting = { process, key, logs };
      this.changed.fire();
      this.idle = clock.after(IDLE_MS, () => this.discard());
      void process.exited.then(() => {
        if (this.waiting?.process !== process) return;
        log.debug(`${name}: the standby ended`);
        reaper.remove(process.pid);
        this.letGo();
      });
    } catch (error) {
      // Without a standby the next start is a cold one, which says what is wrong.
      log.debug(`${name}: no standby: ${toError(error).message}`);
      this.deps.budget.release(this);
    }
  }

  private async spawn(plan: LifePlan, logs: OpenLogs, found?: FoundModules): Promise<WaitingProcess> {
    const { reaper } = this.deps;
    try {
      reaper.expect(plan.identity);
      const launchPlan = { ...plan.launch, out: logs.out, error: logs.error };
      return await launchAhead(launchPlan, (pid) => reaper.add({ ...plan.identity, pid }), found);
    } finally {
      logs.close();
    }
  }

  private letGo(): void {
    const hasWaited = this.waiting !== undefined;
    this.clear();
    if (hasWaited) this.changed.fire();
  }

  private clear(): void {
    this.idle?.dispose();
    this.idle = undefined;
    this.deps.budget.release(this);
    this.waiting = undefined;
  }

  private kill(process: WaitingProcess): void {
    signal(process.pid, 'SIGKILL');
    void process.exited.then(() => {
      process.dispose();
      this.deps.reaper.remove(process.pid);
    });
  }
}

/** What a waiting process cannot be given later. */
function keyOf({ launch: { command, commandArgs, commandEnv, cwd, container, setup } }: LifePlan): string {
  const atStart = Object.entries(setup.env).filter(([name]) => READ_AT_START.test(name));
  return JSON.stringify([command, commandArgs, commandEnv, cwd, container, setup.preload, atStart.sort()]);
}
