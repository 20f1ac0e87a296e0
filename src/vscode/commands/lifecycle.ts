import type { CoreCalls } from '../../shared/coreApi';
import type { ModuleId, ModuleSnapshot } from '../../shared/module';
import type { Host } from '../host';
import type { CommandHandlers } from '../registerCommands';
import { isRunning } from '../statuses';
import { requireTrust } from '../trust';
import { pickModule } from './picks';

type Names = 'restart' | 'stop' | 'start' | 'uninstall' | 'pauseWatching' | 'resumeWatching';

/** A module's life: start, stop, restart, let it be for a while, let it go. */
export function lifecycleCommands(host: Host): Pick<CommandHandlers, Names> {
  const on = async (
    given: unknown,
    does: (calls: CoreCalls, id: ModuleId) => Promise<unknown>,
    fits?: (module: ModuleSnapshot) => boolean,
  ): Promise<void> => {
    const module = await pickModule(host, given, fits);
    if (module) await does(host.core.calls, module.id);
  };
  return {
    restart: async (given) => {
      requireTrust();
      await on(given, (calls, id) => calls.restart(id));
    },
    start: async (given) => {
      requireTrust();
      await on(
        given,
        (calls, id) => calls.start(id),
        (module) => !isRunning(module),
      );
    },
    stop: (given) => on(given, (calls, id) => calls.stop(id), isRunning),
    uninstall: (given) => on(given, (_calls, id) => host.installation.uninstall(id)),
    pauseWatching: (given) =>
      on(
        given,
        (calls, id) => calls.pauseWatching(id, true),
        ({ watching }) => watching === 'on',
      ),
    resumeWatching: (given) =>
      on(
        given,
        (calls, id) => calls.pauseWatching(id, false),
        ({ watching }) => watching === 'paused',
      ),
  };
}
