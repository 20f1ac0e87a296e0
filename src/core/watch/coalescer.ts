import type { Clock } from '../../base/clock';
import { DisposableStore, MutableDisposable, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { Log } from '../../base/log';
import { mark } from '../../base/mark';
import type { Waiting } from '../../shared/module';
import { Candidates, type Candidate, type ChangedFile, type Judge } from './candidates';
import { missing, type Fingerprint } from './observe';
import { Quiet } from './quiet';

/** Changes that are worth one restart. */
export interface AcceptedChange {
  /** Relative to the module's folder where they lie in it, else absolute. */
  readonly paths: readonly string[];
  /** When the first of them was seen, in milliseconds since the epoch. */
  readonly at: number;
  /** The manifest is among them: it has to be read again. */
  readonly needsManifest: boolean;
}

export interface CoalescerDependencies extends Judge {
  readonly clock: Clock;
  readonly log: Log;
  /** From now on this is what the running life started from. */
  readonly rebase: (key: string, fingerprint: Fingerprint) => void;
  /** The module may have loaded this file: then its half-typed code keeps every restart back. */
  readonly mayBeLoaded: (key: string) => boolean;
  /** Git is changing the working tree. */
  readonly isLocked: () => boolean;
  /** The last word before a restart: false when the whole folder is gone. */
  readonly mayAccept: () => boolean;
}

/** chokidar drops a second change within 50 ms of the first: so much later every changed file is looked at again. */
const SECOND_LOOK_MS = 60;
/** Until everything that is known to the system by now was told, in milliseconds. */
const TURN_MS = 1;
/** Files that are remembered from {@link Coalescer.passBy}. */
const MAX_PASSED = 5_000;
/** Changes in node_modules count when the package manager says that it is done, or after so much quiet, in milliseconds. */
const DEPENDENCIES_QUIET_MS = 2_000;

/**
 * Decides when changed files restart the module: at once where that is safe, and once where they belong together. Only
 * content counts, compared with what the running life started from, so it does not matter who reports a change, or how
 * often.
 */
export class Coalescer implements Disposable {
  private readonly store = new DisposableStore();
  private readonly accepted = this.store.add(new Emitter<AcceptedChange>());
  private readonly waitingChanged = this.store.add(new Emitter<Waiting | undefined>());
  private readonly secondLooks = new Map<string, Disposable>();
  private readonly quietTimer = this.store.add(new MutableDisposable<Disposable>());
  private readonly delayTimer = this.store.add(new MutableDisposable<Disposable>());
  private readonly dependenciesTimer = this.store.add(new MutableDisposable<Disposable>());
  private readonly candidates: Candidates;
  private readonly quiet: Quiet;
  /** Files that are looked at when the pause or the flood is over. */
  private readonly unseen = new Map<string, { readonly file: ChangedFile; readonly seenAt: number }>();
  /** Files of which more will be told; in a flood, that comes late. */
  private readonly passed = new Map<string, ChangedFile>();
  private isPaused = false;
  private isDelayOver = false;
  private waiting: Waiting | undefined;
  readonly onDidAccept = this.accepted.event;
  readonly onDidChangeWaiting = this.waitingChanged.event;

  constructor(
    private readonly delayMs: number,
    private readonly deps: CoalescerDependencies,
  ) {
    this.quiet = new Quiet(deps.isLocked);
    this.candidates = this.store.add(new Candidates(deps, deps.clock, () => this.decide()));
  }

  /** Something may have happened to a file; whoever says so, and however often. */
  see(file: ChangedFile): void {
    if (this.store.isDisposed) return;
    mark('seen');
    const now = this.deps.clock.elapsed();
    this.quiet.see(file.key, now);
    if (file.isDependency) this.waitForDependencies();
    if (this.isPaused || this.quietTimer.value) {
      if (!this.unseen.has(file.key)) this.unseen.set(file.key, { file, seenAt: now });
      return;
    }
    this.look(file, now);
    this.decide();
  }

  /** Something happened to a file, of which {@link see} will be told: not in time perhaps, when it is one of very many. */
  passBy(file: ChangedFile): void {
    if (this.quietTimer.value) {
      this.see(file);
      return;
    }
    this.quiet.see(file.key, this.deps.clock.elapsed());
    if (this.passed.size < MAX_PASSED) this.passed.set(file.key, file);
  }

  /** A folder has appeared. What is in it is told file by file, and belongs together. */
  seeFolder(): void {
    this.quiet.seeFolder(this.deps.clock.elapsed());
  }

  /** The package manager is done: what changed in node_modules counts now. */
  releaseDependencies(): void {
    this.dependenciesTimer.value = undefined;
    this.candidates.release();
    this.decide();
  }

  /** A generation starts from what is on disk now: every change so far is in it. */
  lifeStarted(): void {
    const { rebase, look, lookBriefly } = this.deps;
    for (const { key, fingerprint } of this.candidates.changed) rebase(key, lookBriefly(key, fingerprint));
    for (const key of this.unseen.keys()) rebase(key, look(key).fingerprint);
    this.candidates.clear();
    this.unseen.clear();
    this.decide();
  }

  setPaused(isPaused: boolean): void {
    if (this.isPaused === isPaused) return;
    this.isPaused = isPaused;
    if (!isPaused) this.lookAtUnseen();
    this.decide();
  }

  dispose(): void {
    for (const timer of this.secondLooks.values()) timer.dispose();
    this.secondLooks.clear();
    this.store.dispose();
  }

  private decide(): void {
    const { ready } = this.candidates;
    if (this.candidates.isEmpty || this.isPaused) this.stopWaiting();
    else if (ready.length > 0 && !this.candidates.isMidWrite && !this.isBlocked) this.acceptWhenQuiet(ready);
    this.tellWaiting();
  }

  private acceptWhenQuiet(ready: readonly Candidate[]): void {
    const { clock } = this.deps;
    if (this.quietTimer.value || this.delayTimer.value) return;
    const quietMs = this.quiet.waitMs(ready, clock.elapsed());
    if (quietMs > 0) {
      for (const file of this.passed.values()) this.unseen.set(file.key, { file, seenAt: clock.elapsed() });
      this.passed.clear();
      this.waitForQuiet(quietMs);
    } else if (this.delayMs > 0 && !this.isDelayOver) {
      this.delayTimer.value = clock.after(this.delayMs, () => {
        this.isDelayOver = true;
        this.delayTimer.value = undefined;
        this.decideAfresh();
      });
    } else this.accept();
  }

  private accept(): void {
    this.stopTimers();
    if (!this.deps.mayAccept()) return;
    const { clock, log } = this.deps;
    for (const candidate of this.candidates.missing) this.candidates.look(candidate);
    // What was deleted in the same breath, such as a file's old name, belongs to the same restart.
    const all = [...new Set([...this.candidates.ready, ...this.candidates.missing])];
    if (all.length === 0) return;
    this.passed.clear();
    const now = clock.elapsed();
    this.quiet.accept(
      all.map(({ key }) => key),
      now,
    );
    for (const candidate of all) {
      log.debug(`${candidate.name} ${candidate.fingerprint.kind === 'missing' ? 'deleted' : 'changed'}: restart`);
      this.candidates.accept(candidate);
      this.lookAgainLater(candidate);
    }
    mark('decided');
    this.accepted.fire({
      paths: all.map(({ name }) => name),
      at: clock.now() - Math.round(now - Math.min(...all.map(({ firstSeenAt }) => firstSeenAt))),
      needsManifest: all.some(({ name }) => name === 'package.json'),
    });
  }

  private waitForQuiet(ms: number): void {
    this.quietTimer.value = this.deps.clock.after(ms, () => this.afterQuiet());
  }

  private afterQuiet(): void {
    this.quietTimer.value = undefined;
    const { clock } = this.deps;
    if (this.unseen.size > 0) {
      // To look at thousands of files takes a while, and what happens meanwhile is told only after that.
      this.lookAtUnseen();
      this.waitForQuiet(TURN_MS);
      return;
    }
    const restMs = this.quiet.waitMs(this.candidates.ready, clock.elapsed());
    if (restMs > 0) this.waitForQuiet(restMs);
    else this.decideAfresh();
  }

  private decideAfresh(): void {
    this.lookAtUnseen();
    this.candidates.refresh();
    this.decide();
  }

  private look(file: ChangedFile, seenAt: number): void {
    const { clock, log, startedFrom } = this.deps;
    const candidate = this.candidates.look(file, seenAt);
    const isKnown = startedFrom(file.key, missing).kind === 'file';
    if (!candidate && isKnown && !this.quiet.isFresh(file.key, clock.elapsed())) {
      log.debug(`${file.name} touched: same content`);
    }
    if (!file.isDependency) this.lookAgainLater(file);
  }

  private lookAtUnseen(): void {
    const files = [...this.unseen.values()];
    this.unseen.clear();
    for (const { file, seenAt } of files) this.look(file, seenAt);
  }

  private stopWaiting(): void {
    this.stopTimers();
    this.quiet.reset();
  }

  private stopTimers(): void {
    this.quietTimer.value = undefined;
    this.delayTimer.value = undefined;
    this.isDelayOver = false;
  }

  private waitForDependencies(): void {
    this.dependenciesTimer.value = this.deps.clock.after(DEPENDENCIES_QUIET_MS, () => this.releaseDependencies());
  }

  private lookAgainLater(file: ChangedFile): void {
    this.secondLooks.get(file.key)?.dispose();
    const timer = this.deps.clock.after(SECOND_LOOK_MS, () => {
      this.secondLooks.delete(file.key);
      if (this.isPaused) this.unseen.set(file.key, { file, seenAt: this.deps.clock.elapsed() });
      else if (this.candidates.look(file)) this.decide();
    });
    this.secondLooks.set(file.key, timer);
  }

  private get isBlocked(): boolean {
    return this.candidates.broken.some(({ key }) => this.deps.mayBeLoaded(key));
  }

  private tellWaiting(): void {
    const waiting = this.isPaused ? undefined : this.waitingFor();
    if (waiting === this.waiting) return;
    this.waiting = waiting;
    this.waitingChanged.fire(waiting);
  }

  private waitingFor(): Waiting | undefined {
    if (this.isBlocked) return 'parse';
    if (this.quietTimer.value || this.candidates.hasHeld) return 'quiet';
    return this.delayTimer.value ? 'delay' : undefined;
  }
}
