import { existsSync, type Stats } from 'node:fs';
import path from 'node:path';
import { watch, type ChokidarOptions, type FSWatcher } from 'chokidar';
import { isBlindFileSystem } from '../../base/blindFileSystem';
import type { Clock } from '../../base/clock';
import { DisposableStore, MutableDisposable, type Disposable } from '../../base/disposable';
import { toError } from '../../base/errors';
import { Emitter } from '../../base/event';
import type { Log } from '../../base/log';
import { message, type Message } from '../../base/message';
import { isRecord } from '../../base/records';
import { reachedLimit } from '../../base/reachedLimit';

export interface FileSourceOptions {
  /** Absolute path without links. */
  readonly folder: string;
  /** `auto`: where the system does not report changes. */
  readonly usePolling: 'auto' | 'on' | 'off';
  /** `isDirectory` is undefined where it is not known yet. */
  readonly isIgnored: (file: string, isDirectory: boolean | undefined) => boolean;
}

/** Something that happened to a file. Paths are absolute, as they were reached: links in them are not resolved. */
export type FileSeen =
  /** It was there when the folder was scanned. */
  | { readonly kind: 'found'; readonly path: string; readonly stats: Stats }
  /** It was created or written. */
  | { readonly kind: 'changed'; readonly path: string }
  /** A folder was created; the files in it follow. */
  | { readonly kind: 'folder'; readonly path: string }
  | { readonly kind: 'removed'; readonly path: string };

/** How often files are looked at where changes are not reported, in milliseconds. */
const POLL_MS = 300;
const POLL_BINARY_MS = 900;
/** How often a followed file that is gone is looked for, in milliseconds. */
const AWAIT_MS = 250;

/** Reports what happens to the files of a folder, and to single files elsewhere. */
export class FileSource {
  private readonly store = new DisposableStore();
  private readonly seen = this.store.add(new Emitter<FileSeen>());
  private readonly scanned = this.store.add(new Emitter<void>());
  private readonly passedBy = this.store.add(new Emitter<string>());
  private readonly failed = this.store.add(new Emitter<Message>());
  private readonly followed = new Set<string>();
  /** Those of {@link followed} that are not there. */
  private readonly awaited = new Set<string>();
  private readonly awaiting = this.store.add(new MutableDisposable<Disposable>());
  private inFolder: FSWatcher | undefined;
  private elsewhere: FSWatcher | undefined;
  private isPolling: boolean;
  readonly onDidSee = this.seen.event;
  /** Every file was found once. */
  readonly onDidScan = this.scanned.event;
  /** Something happened to this path; it may be ignored. Cheap, and as frequent as the system's own events. */
  readonly onDidPassBy = this.passedBy.event;
  /** Changes are no longer reported by the system; the files are looked at instead. */
  readonly onDidFail = this.failed.event;

  constructor(
    private readonly options: FileSourceOptions,
    private readonly log: Log,
    private readonly clock: Clock,
  ) {
    const { usePolling, folder } = options;
    this.isPolling = usePolling === 'on' || (usePolling === 'auto' && isBlindFileSystem(folder));
  }

  /** Scans the folder, afresh when it was scanned before, and watches it from then on. */
  start(): void {
    if (this.store.isDisposed) return;
    void this.close();
    const { folder, isIgnored } = this.options;
    this.inFolder = this.open(folder, {
      ignored: (file, stats) => isIgnored(path.normalize(file), stats?.isDirectory()),
      ignoreInitial: false,
    });
    this.inFolder.on('raw', (_event, name: unknown, details: unknown) => this.passBy(name, details));
    this.inFolder.once('ready', () => this.scanned.fire());
    this.followElsewhere([...this.followed]);
  }

  /** Follows these files too, wherever they are; those it followed before no longer. */
  follow(files: readonly string[]): void {
    const wanted = new Set(files);
    const dropped = [...this.followed].filter((file) => !wanted.has(file));
    const added = files.filter((file) => !this.followed.has(file));
    for (const file of dropped) this.followed.delete(file);
    for (const file of added) this.followed.add(file);
    if (dropped.length > 0) this.elsewhere?.unwatch(dropped);
    if (this.inFolder) this.followElsewhere(added);
  }

  async dispose(): Promise<void> {
    this.store.dispose();
    await this.close();
  }

  private open(place: string | string[], options: ChokidarOptions): FSWatcher {
    const watcher = watch(place, {
      usePolling: this.isPolling,
      interval: POLL_MS,
      binaryInterval: POLL_BINARY_MS,
      // What an atomic save looks like is decided by content; chokidar would hold every removal back for 100 ms.
      atomic: false,
      alwaysStat: true,
      ...options,
    });
    let isScanned = options.ignoreInitial === true;
    watcher.once('ready', () => (isScanned = true));
    watcher.on('add', (file, stats) => {
      if (isScanned || !stats) this.seen.fire({ kind: 'changed', path: file });
      else this.seen.fire({ kind: 'found', path: file, stats });
    });
    watcher.on('addDir', (folder) => isScanned && this.seen.fire({ kind: 'folder', path: folder }));
    watcher.on('change', (file) => this.seen.fire({ kind: 'changed', path: file }));
    watcher.on('unlink', (file) => this.seen.fire({ kind: 'removed', path: file }));
    watcher.on('unlinkDir', (file) => this.seen.fire({ kind: 'removed', path: file }));
    watcher.on('error', (error) => this.fail(error));
    return watcher;
  }

  private followElsewhere(files: readonly string[]): void {
    if (files.length === 0 || this.store.isDisposed) return;
    this.elsewhere ??= this.openElsewhere();
    this.elsewhere.add(files.filter((file) => existsSync(file)));
    for (const file of files) if (!existsSync(file)) this.await(file);
  }

  private openElsewhere(): FSWatcher {
    const watcher = this.open([], { ignoreInitial: true, depth: 0 });
    watcher.on('unlink', (file) => this.await(file));
    return watcher;
  }

  /** chokidar forgets a file that is gone, and its folder may be gone with it: its return is looked for. */
  private await(file: string): void {
    this.awaited.add(file);
    this.awaiting.value ??= this.clock.after(AWAIT_MS, () => {
      this.awaiting.value = undefined;
      const files = [...this.awaited].filter((candidate) => this.followed.has(candidate));
      this.awaited.clear();
      this.followElsewhere(files);
      for (const found of files) if (!this.awaited.has(found)) this.seen.fire({ kind: 'changed', path: found });
    });
  }

  private passBy(name: unknown, details: unknown): void {
    const folder = isRecord(details) ? details.watchedPath : undefined;
    if (typeof name !== 'string' || typeof folder !== 'string' || path.basename(folder) === name) return;
    this.passedBy.fire(path.join(folder, name));
  }

  private fail(error: unknown): void {
    const limit = reachedLimit(error);
    if (!limit) {
      this.log.warn(`watching ${this.options.folder}: ${toError(error).message}`);
      return;
    }
    if (this.isPolling || this.store.isDisposed) return;
    this.isPolling = true;
    this.failed.fire(tooMany(this.options.folder, limit));
    this.start();
  }

  private async close(): Promise<void> {
    const watchers = [this.inFolder, this.elsewhere].filter((watcher) => watcher !== undefined);
    this.inFolder = undefined;
    this.elsewhere = undefined;
    const closed = watchers.map((watcher) => watcher.close());
    // What is still under way in it may fail later, and an error that nobody listens to would be thrown.
    for (const watcher of watchers) watcher.on('error', () => undefined);
    await Promise.all(closed);
  }
}

function tooMany(folder: string, code: string): Message {
  if (code === 'ENOSPC') {
    return message(
      'The system watches no more files (fs.inotify.max_user_watches), so {0} is looked at every {1} ms instead. Raise the limit, or ignore folders with pm2Modules.watch.ignore.',
      folder,
      POLL_MS,
    );
  }
  return message(
    'Too many files are open ({0}), so {1} is looked at every {2} ms instead of being watched. Raise the limit of open files, or ignore folders with pm2Modules.watch.ignore.',
    code,
    folder,
    POLL_MS,
  );
}
