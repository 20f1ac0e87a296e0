import path from 'node:path';
import Configuration from '@pm2/io/build/main/configuration';
import PMX from '@pm2/io/build/main/pmx';
import { enable } from 'debug';
import { nodeLoader } from '../nodeLoader';
import { holdTimers } from './heldTimers';
import { host } from './host';
import { letNodePrintSyntaxErrors } from './syntaxErrors';

/** The global symbol under which `@pm2/io` since version 3 shares one instance among all its copies. */
const SHARED = Symbol.for('@pm2/io');

/** `@pm2/io`, started but for what depends on the life. */
interface Started {
  readonly io: PMX;
  readonly startTimers: () => void;
  readonly configure: () => void;
}

let started: Started | undefined;

/**
 * The bundle `pm2io.js`: `@pm2/io` as PM2 preloads it, except that it reads the package.json of the module. The three
 * functions, one after another, do what `require('@pm2/io')` does when nobody has done it before.
 */

/**
 * What takes longest, and neither depends on the life nor can be noticed: what it sends is received when that begins. {@link init}
 * does it if it was not done.
 */
export function startAhead(moduleFolder: string): void {
  if (started || SHARED in globalThis) return;
  host.main = {
    filename: path.join(moduleFolder, 'package.json'),
    paths: nodeLoader._nodeModulePaths(moduleFolder),
  };
  const io = new PMX();
  let configure = (): void => undefined;
  const configureNow: unknown = Reflect.get(Configuration, 'init');
  // It reads the life's environment and package.json.
  Configuration.init = (config) => (configure = () => void Configuration.init(config));
  try {
    started = { io, startTimers: holdTimers(() => io.init()), configure: () => configure() };
  } finally {
    Reflect.set(Configuration, 'init', configureNow);
  }
  letNodePrintSyntaxErrors((error) => void io.notifyError(error));
}

/** Puts it where every `require('@pm2/io')` looks first. */
export function init(moduleFolder: string): void {
  enable(process.env.DEBUG ?? ''); // it was read when the code was loaded, which was before this life's environment
  startAhead(moduleFolder);
  if (!started || SHARED in globalThis) return;
  started.configure();
  Reflect.set(globalThis, SHARED, started.io);
}

/** The module is about to run: time begins for what is measured. */
export function begin(): void {
  started?.startTimers();
  host.begin();
}
