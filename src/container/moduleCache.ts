import path from 'node:path';
import { nodeLoader, type LoadingModule } from './nodeLoader';

/** Takes a file of ours out of `require.cache`. */
export function forget(file: string): void {
  Reflect.deleteProperty(nodeLoader._cache, file);
  for (const [key, found] of Object.entries(nodeLoader._pathCache)) {
    if (found === file) Reflect.deleteProperty(nodeLoader._pathCache, key);
  }
}

/**
 * Calls back with every CommonJS module that Node begins to load, and its absolute path. A trap of the cache is used, as a
 * wrapped function of the loader would stand in every stack trace.
 */
export function onDidBeginToLoad(listener: (file: string, module: LoadingModule) => void): void {
  nodeLoader._cache = new Proxy(nodeLoader._cache, {
    set: (cache, key, value) => {
      if (typeof key === 'string' && path.isAbsolute(key)) listener(key, value as LoadingModule);
      return Reflect.set(cache, key, value);
    },
  });
}
