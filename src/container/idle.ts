import { clearInterval, setInterval } from 'node:timers';
import type { Control } from './control';

/** How often `@pm2/io` looks, under PM2, whether its own channel is all that keeps the process, in milliseconds. */
const INTERVAL_MS = 3_000;

/**
 * Tells once that the module has nothing left to do: then the library lets its process end under PM2, where output goes
 * through pipes. Here it goes to files, which the library does not count, so the process stays. To be called before the
 * module listens to the channel.
 */
export function reportIdle(control: Control): void {
  const ownListeners = channelListeners();
  const timer = setInterval(() => {
    if (channelListeners() > ownListeners || !isIdle()) return;
    clearInterval(timer);
    control.send({ type: 'idle' });
  }, INTERVAL_MS);
  timer.unref();
}

/** Each of these keeps the channel open. */
function channelListeners(): number {
  return process.listenerCount('message') + process.listenerCount('disconnect');
}

/** Nothing but the IPC channel keeps the process alive. */
function isIdle(): boolean {
  const { getActiveResourcesInfo } = process as Partial<Pick<NodeJS.Process, 'getActiveResourcesInfo'>>; // Node 16.14
  const resources = getActiveResourcesInfo?.();
  return resources?.length === 1 && resources[0] === 'PipeWrap';
}
