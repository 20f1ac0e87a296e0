import { watch, type FSWatcher } from 'chokidar';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { isBlindFileSystem } from '../../base/blindFileSystem';
import { systemClock } from '../../base/clock';
import { MutableDisposable, toDisposable, type Disposable } from '../../base/disposable';
import { formatMessage } from '../../base/message';
import type { Log } from '../../base/log';
import type { ModuleProblem } from '../../shared/module';
import { reachedLimit } from '../../base/reachedLimit';
import { singleFlight } from '../../base/singleFlight';
import { moduleConfFile, readModuleConf, type ModuleConf } from './moduleConf';

/** The watcher may swallow a second change that comes within 50 ms of the first, so it is looked once more after this. */
const SECOND_LOOK_MS = 100;
/** How often it is looked at where the system does not report changes, in milliseconds. */
const POLL_MS = 500;

export interface ModuleConfWatch extends Disposable {
  /** From then on no change is missed. */
  readonly ready: Promise<void>;
  /** Looks now, for a change that is known to be there. */
  readonly look: () => Promise<void>;
}

export interface ModuleConfListeners {
  /** Gets the names of the sections that were added, changed or removed, PM2's own ones included. */
  readonly onDidChange: (sections: readonly string[]) => void;
  /** Why the file cannot be used; undefined once it can again. */
  readonly onDidChangeProblem: (problem: ModuleProblem | undefined) => void;
}

/**
 * Watches `module_conf.json`, which need not exist, nor the folder `home`; neither is ever made. Sections of a file that
 * cannot be used count as unchanged; once it can again, every section it had or has is reported, because lives that were
 * started meanwhile run on defaults.
 */
export function watchModuleConf(home: string, log: Log, listeners: ModuleConfListeners): ModuleConfWatch {
  const file = path.resolve(moduleConfFile(home));
  const memory = new SectionMemory(log);
  const secondLook = new MutableDisposable();
  let isDisposed = false;

  const look = singleFlight(async () => {
    const conf = await readModuleConf(home);
    if (isDisposed) return;
    const { complaint } = memory;
    const changed = memory.changes(conf);
    if (memory.complaint !== complaint) listeners.onDidChangeProblem(conf.problem);
    if (changed.length > 0) listeners.onDidChange(changed);
  });
  const watching = watchPaths(stepsTo(file), log, () => {
    void look();
    secondLook.value = systemClock.after(SECOND_LOOK_MS, () => void look());
  });
  const end = toDisposable(() => {
    isDisposed = true;
    secondLook.dispose();
    watching.dispose();
  });
  const ready = look()
    .then(() => watching.ready)
    .then(look);
  return { ready, look, dispose: () => end.dispose() };
}

/** Watches a folder and what leads from there to a file; where the system does not report changes it looks at them. */
function watchPaths(paths: readonly string[], log: Log, onSeen: () => void): Disposable & { ready: Promise<void> } {
  const [folder = ''] = paths;
  let watcher: FSWatcher | undefined;
  let isDisposed = false;
  const close = (): void => {
    // Chokidar lets go of its handles at once; the promise only follows.
    void watcher?.close();
    // What is still under way in it may fail later, and an error that nobody listens to would be thrown.
    watcher?.on('error', () => undefined);
  };
  const ready = new Promise<void>((resolve) => {
    const open = (usePolling: boolean): void => {
      const ignored = (candidate: string): boolean => !paths.includes(path.resolve(candidate));
      watcher = watch(folder, { ignoreInitial: true, usePolling, interval: POLL_MS, ignored });
      watcher.once('ready', resolve);
      watcher.on('all', onSeen);
      watcher.on('error', (error) => {
        const limit = reachedLimit(error);
        if (!limit || usePolling) {
          log.warn(`${folder} is not watched: ${String(error)}`);
          return;
        }
        log.warn(`${folder} cannot be watched (${limit}): it is looked at every ${POLL_MS} ms instead.`);
        close();
        if (!isDisposed) open(true);
      });
    };
    open(isBlindFileSystem(folder));
  });
  const dispose = (): void => {
    isDisposed = true;
    close();
  };
  return { ready, dispose };
}

/** What the sections were when they could last be read. */
class SectionMemory {
  private known: ReadonlyMap<string, unknown> | undefined;
  private lastComplaint: string | undefined;

  constructor(private readonly log: Log) {}

  /** What is wrong with the file, in English. */
  get complaint(): string | undefined {
    return this.lastComplaint;
  }

  /** Names of the sections that differ from those of the last time; none the first time. */
  changes({ sections, problem }: ModuleConf): string[] {
    if (problem) {
      this.complain(formatMessage(problem.message));
      return [];
    }
    const before = this.known ?? new Map<string, unknown>();
    const after = new Map(Object.entries(sections));
    const wasBroken = this.complaint !== undefined;
    const isFirst = this.known === undefined && !wasBroken;
    this.known = after;
    this.lastComplaint = undefined;
    if (isFirst) return [];
    const keys = [...new Set([...before.keys(), ...after.keys()])];
    return wasBroken ? keys : keys.filter((key) => !isDeepStrictEqual(before.get(key), after.get(key)));
  }

  private complain(text: string): void {
    if (text !== this.complaint) this.log.warn(text);
    this.lastComplaint = text;
  }
}

/** The nearest existing folder above the one that holds the file, and all that lies between it and the file. */
function stepsTo(file: string): string[] {
  const steps = [file, path.dirname(file)];
  for (let step = path.dirname(path.dirname(file)); ; step = path.dirname(step)) {
    steps.unshift(step);
    if (existsSync(step) || step === path.dirname(step)) return steps;
  }
}
