import Module from 'node:module';
import { setImmediate } from 'node:timers';
import type { LifeSetup } from '../shared/container';
import type { Control } from './control';
import { reportIdle } from './idle';
import { reportLoadedFiles } from './loadedFiles';
import { forget, onDidBeginToLoad } from './moduleCache';
import type { LoadingModule } from './nodeLoader';
import type { Preload } from './preload';
import { standInForMain } from './mainModule';
import { shareLibrary } from './sharedLibrary';

/** The one life that a process will have. */
export interface Life {
  /** The process becomes the module's, all but its start file. A second time with another setup, should that be needed. */
  prepare(setup: LifeSetup): void;
  /** Loads the start file of what was prepared last. */
  begin(): void;
}

/** What a standby was given, or has made ready, for its life. */
export interface MadeReady {
  preload(): Preload;
  /** Node's loader gets to know where the life before found its libraries. */
  useFound(): void;
  /** To be called with each CommonJS module that Node begins to load. */
  useCompiled(file: string, module: LoadingModule): void;
}

export function createLife(control: Control, ready: MadeReady): Life {
  let entry = '';
  let isPrepared = false;
  let preload: Preload | undefined;
  const prepareOnce = (setup: LifeSetup): void => {
    isPrepared = true;
    hideContainer();
    preload = setup.preload ? ready.preload() : undefined;
    // After the preload's code is loaded: Node would look for source maps of it.
    if (setup.sourceMaps) enableSourceMaps();
    preload?.init(setup.moduleFolder);
    if (preload) {
      shareLibrary(setup.moduleFolder);
      reportIdle(control);
    }
    const report = setup.reportLoaded ? reportLoadedFiles(control) : undefined;
    ready.useFound();
    const giveMain = standInForMain(() => entry);
    onDidBeginToLoad((file, module) => {
      giveMain();
      ready.useCompiled(file, module);
      report?.(file);
    });
  };
  return {
    prepare: (setup) => {
      ({ entry } = setup);
      replaceEnvironment(setup.env);
      process.argv.splice(1, process.argv.length, entry, ...setup.args);
      process.title = setup.title;
      if (!isPrepared) prepareOnce(setup);
    },
    begin: () => {
      control.release();
      preload?.begin();
      countUptimeFromNow();
      control.send({ type: 'entering', at: Date.now() });
      // What Node itself calls for `node <file>`, and from a place where no function of ours is on the stack.
      setImmediate(Module.runMain.bind(Module));
    },
  };
}

/** Deletes first: on Windows, names that differ in case are one variable. */
function replaceEnvironment(env: LifeSetup['env']): void {
  for (const name of Object.keys(process.env)) if (!(name in env)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, env);
}

/** A standby has waited, and a module that just began must not seem old. */
function countUptimeFromNow(): void {
  const nodeUptime = process.uptime.bind(process);
  const waited = nodeUptime();
  process.uptime = () => nodeUptime() - waited;
}

function hideContainer(): void {
  forget(__filename);
  Reflect.deleteProperty(process, 'mainModule');
}

function enableSourceMaps(): void {
  const { setSourceMapsEnabled } = process as Partial<Pick<NodeJS.Process, 'setSourceMapsEnabled'>>; // Node 16.6 and 14.18
  setSourceMapsEnabled?.(true);
}
