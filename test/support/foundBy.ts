import type { FoundModules } from '../../src/shared/container';
import type { Contained } from './spawnContainer';

/** Where the process has found its libraries, as it has told so far. */
export function foundBy({ control }: Contained): FoundModules {
  const all = control.flatMap((message) => (message.type === 'found' ? [message.found] : []));
  return {
    since: all[0]?.since ?? 0,
    files: Object.assign({}, ...all.map(({ files }) => files)) as FoundModules['files'],
  };
}
