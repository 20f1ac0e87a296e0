import { createRequire } from 'node:module';
import path from 'node:path';
import { hasLoaderHooks } from './loaderHooks';
import { forget } from './moduleCache';

/** So many files make Node's loader fast; with more, nothing is gained. */
const ROUNDS = 200;
/**
 * Node's own code that finds, reads and compiles modules is slow until it has run for some hundred files: a standby,
 * which has time, lets it load an empty file again and again, and leaves no trace of that. A module with many files
 * then begins sooner.
 */
export function warmLoader(): void {
  if (hasLoaderHooks()) return;
  const load = createRequire(__filename);
  const file = path.join(__dirname, 'nothing.js');
  for (let round = 0; round < ROUNDS; round += 1) {
    load(file);
    forget(file);
  }
}
