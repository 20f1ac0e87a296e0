import Module from 'node:module';

/** The parts of Node's CommonJS loader that have no types; they are the same from Node 14 to 24. */
interface CommonJsLoader {
  /** `require.cache`: the loaded modules by absolute path. */
  _cache: Record<string, NodeJS.Module | undefined>;
  /** What was found: the absolute path by request and the folders that were looked into. */
  _pathCache: Record<string, string>;
  /** The folders that `require` looks into last. */
  readonly globalPaths: readonly string[];
  /** The `node_modules` folders that `require` looks into from a folder, nearest first. */
  _nodeModulePaths(folder: string): string[];
}

export const nodeLoader = Module as unknown as CommonJsLoader;
