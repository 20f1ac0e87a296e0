import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '../../base/clock';
import { DisposableStore, MutableDisposable, type Disposable } from '../../base/disposable';
import { Emitter, type Event } from '../../base/event';
import type { Log } from '../../base/log';
import type { Message } from '../../base/message';
import type { FileEvent } from '../../shared/coreApi';
import type { Waiting } from '../../shared/module';
import { Coalescer, type AcceptedChange } from './coalescer';
import { ContentIndex } from './contentIndex';
import { dependenciesFolderOf, placeOf, relativeTo, type FilePlace } from './filePlaces';
import { FileSource, type FileSeen } from './fileSource';
import { GitLock } from './gitLock';
import { createIgnoreRules, type Ignored, type IgnoreRules } from './ignoreRules';
import { glance, observe, observeAgain } from './observe';
import { ParseGate } from './parseGate';

export type { AcceptedChange } from './coalescer';

export interface WatchOptions {
  /** Absolute path of the module's folder, without links. */
  readonly folder: string;
  /** `apps[].watch`. */
  readonly watch: boolean | readonly string[];
  /** `apps[].ignore_watch`. */
  readonly ignoreWatch: readonly string[];
  /** The setting `watch.ignore`. */
  readonly ignore: readonly string[];
  /** What a restart waits on top of everything else, in milliseconds. */
  readonly delayMs: number;
  readonly usePolling: 'auto' | 'on' | 'off';
  /** A save that does not parse keeps the running life. */
  readonly waitForParse: boolean;
}

export interface WatchDependencies {
  readonly log: Log;
  readonly clock: Clock;
}

/** A folder that is gone is looked for so often, in milliseconds. */
const LOST_FOLDER_MS = 500;
/** A folder whose files vanish is looked for so much later: it may be on its way to being replaced. In milliseconds. */
const VANISHING_MS = 100;
/** Loaded files beyond this number are not followed one by one. */
const MAX_FOLLOWED = 5_000;
/** Paths about which the log was told, at most. */
const MAX_TOLD = 10_000;
/** npm writes this file into a node_modules when it is done. */
const NPM_DONE = '.package-lock.json';

/** Watches one module's folder and all that the module has loaded, and says when a change is worth a restart. */
export class ModuleWatcher {
  private readonly store = new DisposableStore();
  private readonly folderLost = this.store.add(new Emitter<void>());
  private readonly folderTimer = this.store.add(new MutableDisposable<Disposable>());
  private readonly gate = new ParseGate();
  private readonly index: ContentIndex;
  private readonly coalescer: Coalescer;
  private readonly source: FileSource;
  private readonly ignoreRules: IgnoreRules;
  private readonly ignoredPaths = new Set<string>();
  /** By real path: files that lie elsewhere, as links in the folder lead to them. */
  private readonly linked = new Map<string, FilePlace>();
  /** Paths of which the log knows, since the life started, that they are ignored. */
  private readonly told = new Set<string>();
  private isScanned = false;
  private hasLoadedOwn = false;
  private isLost = false;
  readonly onDidAccept: Event<AcceptedChange>;
  /** What a change that was seen waits for; undefined when there is none, or no need to wait. */
  readonly onDidChangeWaiting: Event<Waiting | undefined>;
  /** Changes are not reported any more, and looked for instead. */
  readonly onDidFail: Event<Message>;
  /** The folder is gone. When it comes back it is watched again. */
  readonly onDidLoseFolder = this.folderLost.event;

  constructor(
    private readonly options: WatchOptions,
    private readonly deps: WatchDependencies,
  ) {
    const { folder, usePolling, delayMs } = options;
    this.ignoreRules = createIgnoreRules(options);
    this.index = this.store.add(new ContentIndex(deps.clock));
    this.source = new FileSource(
      { folder, usePolling, isIgnored: (file, isDirectory) => this.isSkipped(file, isDirectory) },
      deps.log,
      deps.clock,
    );
    this.coalescer = this.store.add(new Coalescer(delayMs, this.coalescerDependencies()));
    this.onDidAccept = this.coalescer.onDidAccept;
    this.onDidChangeWaiting = this.coalescer.onDidChangeWaiting;
    this.onDidFail = this.source.onDidFail;
    this.store.add(this.source.onDidSee((seen) => this.accept(seen)));
    this.store.add(this.source.onDidScan(() => this.finishScan()));
    this.store.add(this.source.onDidPassBy((file) => this.passBy(file)));
  }

  /** Resolves when every change from now on is seen. */
  start(): Promise<void> {
    if (this.options.watch === false) return Promise.resolve();
    return new Promise((resolve) => {
      this.store.add(this.source.onDidScan(() => resolve()));
      // Disposed before it was scanned: nobody is left who could wait for changes.
      this.store.add({ dispose: resolve });
      this.source.start();
    });
  }

  /** A change that the editor made: it may be seen earlier than the file system tells, or where that does not tell. */
  notify({ path: file }: FileEvent): void {
    if (this.options.watch === false || this.store.isDisposed) return;
    this.see(placeOf(path.normalize(file), this.options.folder));
  }

  /** To be called right before a generation is started: what is on disk now is what it starts from. */
  lifeStarted(): void {
    this.told.clear();
    this.index.lifeStarted();
    this.coalescer.lifeStarted();
  }

  /** Absolute paths of the files that the module has loaded: they count wherever they are, unless somebody ignored them. */
  setLoaded(files: readonly string[]): void {
    const { folder } = this.options;
    const places = files.map((file) => placeOf(path.normalize(file), folder));
    for (const place of places) {
      if (this.index.addLoaded(place.key)) this.see(place);
      if (!place.isDependency && place.relative !== undefined) this.hasLoadedOwn = true;
    }
    const hidden = places.filter((place) => !this.isInWatchedPart(place) && !this.ignoredOf(place));
    const done = new Set(hidden.map(({ key }) => dependenciesFolderOf(key, folder)));
    const markers = [...done].flatMap((place) => (place === undefined ? [] : [path.join(place, NPM_DONE)]));
    this.source.follow([...markers, ...hidden.slice(0, MAX_FOLLOWED).map(({ key }) => key)]);
  }

  /** While paused, changes are kept in mind; what is different when the pause ends counts then. */
  setPaused(isPaused: boolean): void {
    this.coalescer.setPaused(isPaused);
  }

  /** Changes of this file no longer count. Relative to the module's folder, or absolute. */
  ignorePath(file: string): void {
    this.ignoredPaths.add(placeOf(path.resolve(this.options.folder, file), this.options.folder).key);
  }

  /** Changes of this file count from now on. */
  unignorePath(file: string): void {
    const place = placeOf(path.resolve(this.options.folder, file), this.options.folder);
    if (!this.ignoredPaths.delete(place.key)) return;
    this.index.set(place.key, observe(place.key).fingerprint);
    this.coalescer.see(place); // and looked at once more: chokidar may drop a change right after the module's own
  }

  async dispose(): Promise<void> {
    this.store.dispose();
    await this.source.dispose();
  }

  private coalescerDependencies(): ConstructorParameters<typeof Coalescer>[1] {
    const { options, index, gate } = this;
    const git = new GitLock(options.folder);
    return {
      ...this.deps,
      look: (key) => observe(key, index.isLoaded(key)),
      lookBriefly: observeAgain,
      startedFrom: (key, seen) => index.startedFrom(key, seen),
      rebase: (key, fingerprint) => index.set(key, fingerprint),
      parses: (name, content) => (options.waitForParse ? gate.check(name, content) : 'parses'),
      parserLoaded: () => gate.load(),
      mayBeLoaded: (key) => !this.hasLoadedOwn || index.isLoaded(key),
      isLocked: () => git.isHeld,
      mayAccept: () => existsSync(options.folder),
    };
  }

  private accept(seen: FileSeen): void {
    if (seen.kind === 'folder') {
      this.coalescer.seeFolder();
      return;
    }
    const { folder } = this.options;
    const place = placeOf(seen.path, folder);
    if (place.relative !== undefined && relativeTo(folder, place.key) === undefined) this.linked.set(place.key, place);
    if (seen.kind === 'removed')
      this.folderTimer.value ??= this.deps.clock.after(VANISHING_MS, () => this.findFolder());
    if (seen.kind !== 'found') this.see(place);
    else if (this.index.add(place.key, seen.stats)) this.see(place);
  }

  /** What the module has loaded is looked at right away; for the rest it is soon enough when the source has made sure. */
  private passBy(file: string): void {
    const isLoaded = this.index.isLoaded(file);
    if (!isLoaded && this.told.has(file)) return;
    const place = placeOf(file, this.options.folder);
    if (isLoaded) this.see(place);
    else if (place.relative !== undefined) {
      const ignored = this.ignoredOf(place);
      if (ignored) this.tellOnce(file, place.relative, ignored);
      else this.coalescer.passBy(place);
    }
  }

  /** A file that is watched by two ways has one name, whichever of them tells of it first. */
  private see(seen: FilePlace): void {
    const place = seen.relative === undefined ? (this.linked.get(seen.key) ?? seen) : seen;
    if (path.basename(place.key) === NPM_DONE && place.isDependency) {
      this.finishInstall(path.dirname(place.key));
      return;
    }
    const ignored = this.ignoredOf(place);
    if (ignored) this.tell(place.name, ignored);
    else if (place.relative !== undefined || this.index.isLoaded(place.key)) this.coalescer.see(place);
  }

  /** Why a file does not count. */
  private ignoredOf({ key, relative }: FilePlace): Ignored | undefined {
    if (this.ignoredPaths.has(key)) return { reason: 'the module writes it', isExplicit: true };
    const ignored = relative === undefined ? undefined : this.ignoreRules(relative, false);
    return ignored && (ignored.isExplicit || !this.index.isLoaded(key)) ? ignored : undefined;
  }

  /** What the scan of the folder leaves out. A folder is left out with all that is in it. */
  private isSkipped(file: string, isDirectory: boolean | undefined): boolean {
    const relative = relativeTo(this.options.folder, file);
    if (relative === undefined || relative === '') return false;
    if (isDirectory !== undefined) return this.ignoreRules(relative, isDirectory) !== undefined;
    return this.ignoreRules(relative, true) !== undefined && this.ignoreRules(relative, false) !== undefined;
  }

  /** Whether the scan of the folder comes by this file. */
  private isInWatchedPart({ key }: FilePlace): boolean {
    const relative = relativeTo(this.options.folder, key);
    return relative !== undefined && !this.ignoreRules(relative, false);
  }

  private finishScan(): void {
    const isFirst = !this.isScanned;
    this.isScanned = true;
    this.index.complete();
    if (this.options.waitForParse) void this.gate.load();
    if (!isFirst) this.lookForRemoved();
  }

  /** npm is done: what it replaced may have been missed one by one. */
  private finishInstall(dependencies: string): void {
    const { folder } = this.options;
    for (const key of this.index.loadedKeys) {
      if (dependenciesFolderOf(key, folder) === dependencies) this.coalescer.see(placeOf(key, folder));
    }
    this.coalescer.releaseDependencies();
  }

  private lookForRemoved(): void {
    for (const key of [...this.index.keys]) {
      if (glance(key).kind === 'missing') this.see(placeOf(key, this.options.folder));
    }
  }

  private findFolder(): void {
    this.folderTimer.value = undefined;
    const isThere = existsSync(this.options.folder);
    if (isThere && this.isLost) this.source.start();
    const wasLost = this.isLost;
    this.isLost = !isThere;
    if (isThere) return;
    this.folderTimer.value = this.deps.clock.after(LOST_FOLDER_MS, () => this.findFolder());
    if (wasLost) return;
    this.deps.log.info(`${this.options.folder} is gone`);
    this.folderLost.fire();
  }

  private tellOnce(file: string, name: string, ignored: Ignored): void {
    if (this.told.size >= MAX_TOLD) this.told.clear();
    this.told.add(file);
    this.tell(name, ignored);
  }

  private tell(name: string, { reason }: Ignored): void {
    this.deps.log.debug(`${name}: ignored (${reason})`);
  }
}
