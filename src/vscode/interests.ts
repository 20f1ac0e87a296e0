import { isDeepStrictEqual } from 'node:util';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { Interest, InterestIn } from '../shared/coreApi';
import type { ModuleId } from '../shared/module';
import type { CoreClient } from './coreClient';
import type { Mirror } from './mirror';

/** What can be looked at. */
export type Sight = 'usage' | 'probes' | 'events';

interface Watcher {
  readonly sight: Sight;
  /** Undefined: all of them. */
  readonly modules: readonly ModuleId[] | undefined;
}

/** Tells the core what is on screen, so that nothing is measured or sent that nobody sees. */
export class Interests implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly watchers = new Set<Watcher>();
  private readonly traffic = new Set<ModuleId>();
  private readonly catchUpEmitter = this.disposables.add(new Emitter<void>());
  private told: Interest | undefined;

  /** What was missed of something while nobody looked at it is known now. */
  readonly onDidCatchUp = this.catchUpEmitter.event;

  constructor(
    private readonly core: CoreClient,
    private readonly mirror: Mirror,
  ) {
    this.disposables.add(
      core.onDidStart(() => {
        this.told = undefined;
        this.tell();
      }),
    );
    this.disposables.add(mirror.onDidRemoveModule(({ id }) => this.traffic.delete(id)));
  }

  /** Somebody looks at it until the result is disposed: at that of these modules, or of all. CPU and memory are always of all. */
  watch(sight: Sight, modules?: readonly ModuleId[]): Disposable {
    const watcher: Watcher = { sight, modules };
    this.watchers.add(watcher);
    this.tell();
    return toDisposable(() => {
      this.watchers.delete(watcher);
      this.tell();
    });
  }

  watchTraffic(id: ModuleId): void {
    this.traffic.add(id);
    this.tell();
  }

  /** Asks for the probes of all modules as they are now, for what was missed while nobody looked. */
  async fetchProbes(): Promise<void> {
    await this.fetchProbesOf(this.mirror.modules.map(({ id }) => id));
  }

  /** As {@link fetchProbes}, of events. */
  async fetchEvents(): Promise<void> {
    await Promise.all(
      this.mirror.modules.map(async ({ id }) => this.mirror.resetEvents(id, await this.core.calls.events(id))),
    );
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private async fetchProbesOf(modules: readonly ModuleId[]): Promise<void> {
    await Promise.all(modules.map(async (id) => this.mirror.resetProbes(id, await this.core.calls.probes(id))));
  }

  private interestIn(sight: Sight): InterestIn {
    const concerned = [...this.watchers].filter((watcher) => watcher.sight === sight);
    if (concerned.some(({ modules }) => modules === undefined)) return true;
    const modules = new Set(concerned.flatMap((watcher) => watcher.modules ?? []));
    return modules.size > 0 && [...modules].sort();
  }

  private tell(): void {
    if (!this.core.isRunning) return;
    // Actions change rarely and the palette offers them at any time: always told.
    const now = {
      ...{ usage: this.interestIn('usage') !== false, probes: this.interestIn('probes'), actions: true },
      ...{ events: this.interestIn('events'), traffic: [...this.traffic] },
    };
    if (isDeepStrictEqual(now, this.told)) return;
    const { told } = this;
    const missed = told ? this.modulesIn(now.probes).filter((id) => !isIn(told.probes, id)) : [];
    this.told = now;
    this.core.tell(async (calls) => {
      await calls.setInterest(now);
      await this.fetchProbesOf(missed);
      this.catchUpEmitter.fire();
    });
  }

  private modulesIn(interest: InterestIn): readonly ModuleId[] {
    return this.mirror.modules.map(({ id }) => id).filter((id) => isIn(interest, id));
  }
}

function isIn(interest: InterestIn, module: ModuleId): boolean {
  return typeof interest === 'boolean' ? interest : interest.includes(module);
}
