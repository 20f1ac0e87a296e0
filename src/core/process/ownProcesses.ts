import { findProcess, isAlive, type ProcessInfo } from './platform';

type Identity = Pick<ProcessInfo, 'pid' | 'startTime'>;

/** How a lock file names this process, and tells whether one that it names still lives. */
export function ownProcesses(): {
  readonly self: () => Promise<Identity>;
  readonly isAlive: (process: Identity) => Promise<boolean>;
} {
  let self: Promise<Identity> | undefined;
  const identify = async (): Promise<Identity> => {
    const found = await findProcess(process.pid).catch(() => undefined);
    return { pid: process.pid, startTime: found?.startTime ?? '' };
  };
  return { self: () => (self ??= identify()), isAlive };
}
