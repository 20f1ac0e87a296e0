import Module from 'node:module';

/** The parts of Node's CommonJS loader that have no types; they are the same from Node 14 to 24. */
interface CommonJsLoader {
  /** `require.cache`: the loaded modules by absolute path. */
  _cache: Record<string, NodeJS.Module | undefined>;
  /** What was found: the absolute path by request and the folders that were looked into. */
  _pathCache: Record<string, string>;
  /** The folders that `require` looks into last. */
  readonly globalPaths: readonly string[];
  /** Puts source code into the function that Node compiles. */
  readonly wrap: (source: string) => string;
  readonly prototype: { readonly _compile: Compile };
  /** The `node_modules` folders that `require` looks into from a folder, nearest first. */
  _nodeModulePaths(folder: string): string[];
}

/** Compiles a file's content and runs it as that module. Newer versions of Node add the format of the content. */
export type Compile = (this: LoadingModule, content: string, file: string, format?: string) => unknown;

/** A module that Node is about to load. */
export interface LoadingModule extends NodeJS.Module {
  /** Node calls it with what it has read. */
  _compile: Compile;
}

export const nodeLoader = Module as unknown as CommonJsLoader;
