import { realpathSync } from 'node:fs';
import Module from 'node:module';
import path from 'node:path';
import { nodeLoader } from './nodeLoader';

/**
 * Node gives an ES module no `require.main`, and pmx looks for package.json beside its file. Returns a function that
 * gives a main module with the start file's name to a process that has none; to be called before a CommonJS module is
 * loaded.
 */
export function standInForMain(entry: () => string): () => void {
  const owner: { mainModule?: NodeJS.Module } = process;
  return () => {
    owner.mainModule ??= createStandIn(entry());
  };
}

function createStandIn(entry: string): NodeJS.Module {
  const file = realpathSync(entry);
  const standIn = new Module(file);
  standIn.id = '.';
  standIn.filename = file;
  standIn.paths = nodeLoader._nodeModulePaths(path.dirname(file));
  return standIn;
}
