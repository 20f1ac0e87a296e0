import type { Clock } from '../../../base/clock';
import { MutableDisposable, type Disposable } from '../../../base/disposable';
import type { Event } from '../../../base/event';
import type { FoundModules } from '../../../shared/container';
import type { RunningProcess } from '../../process/launch';
import { launchCold, type LifePlan } from '../../process/life';
import { Standby, type StandbyDependencies } from '../../process/standby';
import type { Supervisor } from '../../process/supervisor';

/** A life that has just begun needs the processor for itself, in milliseconds. */
const SETTLE_MS = 300;

export interface WarmStartOptions extends StandbyDependencies {
  readonly clock: Clock;
  /** The setting `warmRestart`. */
  readonly isEnabled: () => boolean;
  /** The log files count as the new life's from now on. */
  readonly beginOutput: () => void;
}

/** Starts the lives of one process: from its standby where there is one, else cold; and boots the next standby in time. */
export class WarmStart implements Disposable {
  private readonly standby: Standby;
  private readonly timer = new MutableDisposable<Disposable>();
  private plan: LifePlan | undefined;
  /** For the next standby. */
  private found: FoundModules | undefined;
  /** A standby waits now, or no longer. */
  readonly onDidChange: Event<void>;

  constructor(private readonly options: WarmStartOptions) {
    this.standby = new Standby(options);
    this.onDidChange = this.standby.onDidChange;
  }

  /** The process that waits, for as long as one does. */
  get standbyPid(): number | undefined {
    return this.standby.pid;
  }

  /** A `launch` for the supervisor. */
  async launch(plan: LifePlan, register: (pid: number) => void): Promise<RunningProcess> {
    this.timer.value = undefined;
    this.plan = plan;
    const registerWarm = (pid: number): void => {
      this.options.beginOutput();
      register(pid);
    };
    const warm = this.options.isEnabled() ? this.standby.take(plan, registerWarm) : undefined;
    const running = warm ?? (await this.launchCold(plan, register));
    this.remember(running);
    return running;
  }

  /** A `prepare` for the supervisor. */
  prepare(plan: LifePlan): void {
    if (this.options.isEnabled()) this.standby.ready(plan);
  }

  /** Follows what becomes of the process: a standby waits while it runs, and while it waits for the save that mends it. */
  follow(supervisor: Supervisor): Disposable {
    return supervisor.onDidChange(() => {
      const { status } = supervisor.state;
      if (status === 'stopped') {
        this.timer.value = undefined;
        this.standby.discard();
      } else if ((status === 'online' || status === 'errored') && !this.timer.value && this.plan) {
        this.timer.value = this.options.clock.after(SETTLE_MS, () => this.bootStandby());
      }
    });
  }

  /** Ends what waits; resolves when nothing of it is left. */
  end(): Promise<void> {
    this.plan = undefined;
    this.timer.dispose();
    return this.standby.end();
  }

  dispose(): void {
    void this.end();
  }

  /** A standby was expected when it was booted. */
  private launchCold(plan: LifePlan, register: (pid: number) => void): Promise<RunningProcess> {
    this.options.reaper.expect(plan.identity);
    return launchCold(plan, register);
  }

  /** Until a life has found anything, as one that crashes at once, what the one before has found is good. */
  private remember(running: RunningProcess): void {
    let all: FoundModules['files'] = {};
    running.onDidFind(({ since, files }) => {
      all = { ...all, ...files };
      this.found = { since, files: all };
    });
  }

  private bootStandby(): void {
    if (!this.plan) return;
    if (this.options.isEnabled()) this.standby.prepare(this.plan, this.found);
    else this.standby.discard();
  }
}
