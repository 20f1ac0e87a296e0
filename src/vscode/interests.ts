import { isDeepStrictEqual } from 'node:util';
import { DisposableStore, toDisposable, type Disposable } from '../base/disposable';
import type { Interest } from '../shared/coreApi';
import type { ModuleId } from '../shared/module';
import type { CoreClient } from './coreClient';
import type { Mirror } from './mirror';

/** What can be looked at. */
export type Sight = 'usage' | 'probes' | 'events';

/** Tells the core what is on screen, so that nothing is measured or sent that nobody sees. */
export class Interests implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly watchers = new Map<Sight, number>();
  private readonly traffic = new Set<ModuleId>();
  private told: Interest | undefined;

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

  /** Somebody looks at it until the result is disposed. */
  watch(sight: Sight): Disposable {
    this.count(sight, 1);
    return toDisposable(() => this.count(sight, -1));
  }

  watchTraffic(id: ModuleId): void {
    this.traffic.add(id);
    this.tell();
  }

  /** Asks for the probes of all modules as they are now, for what was missed while nobody looked. */
  async fetchProbes(): Promise<void> {
    await Promise.all(
      this.mirror.modules.map(async ({ id }) => this.mirror.resetProbes(id, await this.core.calls.probes(id))),
    );
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

  private count(sight: Sight, step: 1 | -1): void {
    this.watchers.set(sight, (this.watchers.get(sight) ?? 0) + step);
    this.tell();
  }

  private tell(): void {
    if (!this.core.isRunning) return;
    const isSeen = (sight: Sight): boolean => (this.watchers.get(sight) ?? 0) > 0;
    // Actions change rarely and the palette offers them at any time: always told.
    const now = {
      ...{ usage: isSeen('usage'), probes: isSeen('probes'), actions: true, events: isSeen('events') },
      traffic: [...this.traffic],
    };
    if (isDeepStrictEqual(now, this.told)) return;
    const missedProbes = now.probes && this.told?.probes === false;
    this.told = now;
    this.core.tell(async (calls) => {
      await calls.setInterest(now);
      if (missedProbes) await this.fetchProbes();
    });
  }
}
