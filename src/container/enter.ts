import Module from 'node:module';
import { setImmediate } from 'node:timers';
import type { Go } from '../shared/container';
import type { Control } from './control';
import { reportIdle } from './idle';
import { reportLoadedFiles } from './loadedFiles';
import { forget, onDidBeginToLoad } from './moduleCache';
import type { Preload } from './preload';
import { standInForMain } from './mainModule';
import { shareLibrary } from './sharedLibrary';

/** Begins the life that a go describes: the process becomes the module's, then its start file is loaded. */
export function enter(go: Go, control: Control, getPreload: () => Preload): void {
  control.release();
  replaceEnvironment(go.env);
  process.argv.splice(1, process.argv.length, go.entry, ...go.args);
  process.title = go.title;
  countUptimeFromNow();
  hideContainer();
  const preload = go.preload ? getPreload() : undefined;
  // After the preload's code is loaded: Node would look for source maps of it.
  if (go.sourceMaps) enableSourceMaps();
  preload?.init(go.moduleFolder);
  if (preload) {
    shareLibrary(go.moduleFolder);
    reportIdle(control);
  }
  const report = go.reportLoaded ? reportLoadedFiles(control) : undefined;
  const giveMain = standInForMain(go.entry);
  onDidBeginToLoad((file) => {
    giveMain();
    report?.(file);
  });
  control.send({ type: 'entering', at: Date.now() });
  // What Node itself calls for `node <file>`, and from a place where no function of ours is on the stack.
  setImmediate(Module.runMain.bind(Module));
}

/** Deletes first: on Windows, names that differ in case are one variable. */
function replaceEnvironment(env: Go['env']): void {
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
