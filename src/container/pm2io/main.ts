import path from 'node:path';
import PMX from '@pm2/io/build/main/pmx';
import { enable } from 'debug';
import { nodeLoader } from '../nodeLoader';
import { host } from './host';
import { letNodePrintSyntaxErrors } from './syntaxErrors';

/** The global symbol under which `@pm2/io` since version 3 shares one instance among all its copies. */
const SHARED = Symbol.for('@pm2/io');

/**
 * The bundle `pm2io.js`: `@pm2/io` as PM2 preloads it, except that it reads the package.json of the module.
 * Does what `require('@pm2/io')` does when nobody has done it before.
 */
export function init(moduleFolder: string): void {
  if (SHARED in globalThis) return;
  host.main = {
    filename: path.join(moduleFolder, 'package.json'),
    paths: nodeLoader._nodeModulePaths(moduleFolder),
  };
  enable(process.env.DEBUG ?? ''); // it was read when the code was loaded, which was before this life's environment
  const io = new PMX().init();
  letNodePrintSyntaxErrors((error) => void io.notifyError(error));
  Reflect.set(globalThis, SHARED, io);
}
