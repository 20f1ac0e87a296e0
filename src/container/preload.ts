import path from 'node:path';
import { compileWholly } from './compileWholly';
import { forget } from './moduleCache';

/** What the bundle `pm2io.js` exports. */
export interface Preload {
  /** Starts `@pm2/io` as far as it has no effect and does not depend on the life; can be left to `init`. */
  startAhead(moduleFolder: string): void;
  /** Puts it where every `require('@pm2/io')` looks first. */
  init(moduleFolder: string): void;
  /** The module is about to run. */
  begin(): void;
}

/** Loads the code of the preload, which starts nothing yet, once, and leaves no trace of it among the loaded modules. */
export interface PreloadLoader {
  load(): Preload;
  /** As {@link load}, where there is time: spends it on what saves some later. */
  startAhead(moduleFolder: string): void;
}

export function createPreloadLoader(): PreloadLoader {
  let preload: Preload | undefined;
  const load = (): Preload => (preload ??= requireForgotten(path.join(__dirname, 'pm2io.js')) as Preload);
  return {
    load,
    startAhead: (moduleFolder) => {
      compileWholly(load).startAhead(moduleFolder);
    },
  };
}

function requireForgotten(file: string): unknown {
  const exports: unknown = module.require(file);
  forget(file);
  return exports;
}
