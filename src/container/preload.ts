import path from 'node:path';
import { forget } from './moduleCache';

/** What the bundle `pm2io.js` exports. */
export interface Preload {
  /** Starts `@pm2/io` and puts it where every `require('@pm2/io')` looks first. */
  init(moduleFolder: string): void;
}

/** Loads the code of the preload, which starts nothing yet, and leaves no trace of it among the loaded modules. */
export function loadPreload(): Preload {
  const file = path.join(__dirname, 'pm2io.js');
  const preload = module.require(file) as Preload;
  forget(file);
  return preload;
}
