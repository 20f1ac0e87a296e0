import path from 'node:path';
import { systemClock, type Clock } from '../../../base/clock';
import { DisposableStore, type Disposable } from '../../../base/disposable';
import { Emitter } from '../../../base/event';
import type { Log } from '../../../base/log';
import type { Message } from '../../../base/message';
import type { FileEvent, FolderSettings } from '../../../shared/coreApi';
import type { Waiting } from '../../../shared/module';
import type { Manifest } from '../../manifest/manifest';
import { SelfWrites } from './selfWrites';
import { ModuleWatcher, type AcceptedChange, type WatchOptions } from '../../watch/moduleWatcher';

/** A module's watcher as its manifest and the settings want it; replaced when they change, without forgetting anything. */
export class ModuleWatching implements Disposable {
  private readonly store = new DisposableStore();
  private readonly accepted = this.store.add(new Emitter<AcceptedChange>());
  private readonly waitingChanged = this.store.add(new Emitter<Waiting | undefined>());
  private readonly failed = this.store.add(new Emitter<Message>());
  private readonly folderLost = this.store.add(new Emitter<void>());
  private readonly ignoredOne = this.store.add(new Emitter<string>());
  private readonly selfWrites: SelfWrites;
  private readonly loaded = new Set<string>();
  private readonly ignored = new Set<string>();
  private scripts: ReadonlySet<string> = new Set();
  private watcher: ModuleWatcher | undefined;
  private options: string | undefined;
  private isPaused = false;
  readonly onDidAccept = this.accepted.event;
  readonly onDidChangeWaiting = this.waitingChanged.event;
  readonly onDidFail = this.failed.event;
  readonly onDidLoseFolder = this.folderLost.event;
  /** A file that the module writes at each start no longer restarts it; says which, relative to the folder or absolute. */
  readonly onDidIgnore = this.ignoredOne.event;

  constructor(
    /** Absolute path without links. */
    private readonly folder: string,
    private readonly log: Log,
    private readonly clock: Clock = systemClock,
  ) {
    this.selfWrites = new SelfWrites(folder, (file) => this.isSource(file), clock);
  }

  get state(): 'on' | 'off' | 'paused' {
    if (!this.watcher) return 'off';
    return this.isPaused ? 'paused' : 'on';
  }

  /** Resolves when changes are seen. */
  async apply(manifest: Manifest, settings: FolderSettings): Promise<void> {
    this.scripts = new Set(manifest.apps.map(({ script }) => script));
    const options = watchOptions(this.folder, manifest, settings);
    const fingerprint = JSON.stringify(options);
    if (fingerprint === this.options || this.store.isDisposed) return;
    this.options = fingerprint;
    const old = this.watcher;
    this.watcher = options.watch === false ? undefined : this.create(options);
    await Promise.all([old?.dispose(), this.watcher?.start()]);
  }

  /** A generation starts from what is on disk now. */
  lifeStarted(): void {
    this.selfWrites.lifeStarted();
    this.watcher?.lifeStarted();
  }

  /** Its start file is being loaded. */
  lifeEntered(): void {
    this.selfWrites.lifeEntered();
  }

  /** What the module has loaded restarts it, wherever it lies. */
  addLoaded(files: readonly string[]): void {
    const before = this.loaded.size;
    for (const file of files) this.loaded.add(file);
    if (this.loaded.size > before) this.watcher?.setLoaded([...this.loaded]);
  }

  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    this.watcher?.setPaused(isPaused);
  }

  notify(event: FileEvent): void {
    this.selfWrites.savedByEditor(event.path);
    this.watcher?.notify(event);
  }

  /** A person wants changes of this file to count. */
  unignore(file: string): void {
    this.selfWrites.want(file);
    this.ignored.delete(file);
    this.watcher?.unignorePath(file);
  }

  dispose(): void {
    void this.watcher?.dispose();
    this.watcher = undefined;
    this.store.dispose();
  }

  private accept(change: AcceptedChange): void {
    const own = this.selfWrites.find(change.paths);
    for (const file of own) {
      this.ignored.add(file);
      this.watcher?.ignorePath(file);
      this.ignoredOne.fire(file);
    }
    const paths = change.paths.filter((file) => !own.includes(file));
    if (paths.length > 0) this.accepted.fire({ ...change, paths });
  }

  /** What runs, and what describes it, is written by people. */
  private isSource(file: string): boolean {
    return this.loaded.has(file) || this.scripts.has(file) || file === path.join(this.folder, 'package.json');
  }

  private create(options: WatchOptions): ModuleWatcher {
    const watcher = new ModuleWatcher(options, { log: this.log, clock: this.clock });
    watcher.onDidAccept((change) => this.accept(change));
    watcher.onDidChangeWaiting((waiting) => this.waitingChanged.fire(waiting));
    watcher.onDidFail((text) => this.failed.fire(text));
    watcher.onDidLoseFolder(() => this.folderLost.fire());
    watcher.setLoaded([...this.loaded]);
    for (const file of this.ignored) watcher.ignorePath(file);
    if (this.isPaused) watcher.setPaused(true);
    return watcher;
  }
}

/** What all apps of a manifest want to be watched, together: a save restarts them all, as with PM2. */
function watchOptions(folder: string, { apps }: Manifest, settings: FolderSettings): WatchOptions {
  const wishes = apps.map((app) => app.watch);
  const polling = apps.find((app) => app.usePolling !== undefined)?.usePolling;
  const places = wishes.flatMap((wish) => (typeof wish === 'boolean' ? [] : wish));
  return {
    folder,
    watch: wishes.includes(true) || (places.length > 0 && places),
    ignoreWatch: apps.flatMap((app) => app.ignoreWatch),
    ignore: [...settings.watchIgnore],
    delayMs: settings.watchDelayMs + Math.max(...apps.map((app) => app.watchDelayMs)),
    usePolling: polling === undefined ? settings.watchUsePolling : polling ? 'on' : 'off',
    waitForParse: settings.waitForSaveThatParses,
  };
}
