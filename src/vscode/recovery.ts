import { message } from '../base/message';
import type { Disposable } from '../base/disposable';
import type { CoreClient } from './coreClient';
import type { Installation } from './installation';
import type { Mirror } from './mirror';
import type { Problems } from './problems';
import { CommandError } from './commandError';
import { commands } from './names';

/** A core that crashes more often than this within {@link CRASH_WINDOW_MS} is left alone. */
const CRASHES_MAX = 3;
const CRASH_WINDOW_MS = 60_000;

export interface RecoveryOptions {
  readonly core: CoreClient;
  readonly mirror: Mirror;
  readonly installation: Installation;
  readonly problems: Pick<Problems, 'show' | 'notice' | 'guard'>;
}

/** When the core crashes, says so, and starts it again with the modules that it ran. */
export function recovery({ core, mirror, installation, problems }: RecoveryOptions): Disposable {
  let crashes: readonly number[] = [];
  return core.onDidCrash((reason) => {
    const now = Date.now();
    crashes = [...crashes.filter((at) => now - at < CRASH_WINDOW_MS), now];
    mirror.clear();
    if (crashes.length > CRASHES_MAX) {
      problems.show(
        new CommandError(message('The thread that runs the modules keeps ending: {0}', reason.message), [
          { title: message('Install Current Folder as Module'), command: commands.installFolder },
        ]),
      );
      return;
    }
    problems.notice({
      severity: 'warning',
      message: message('The thread that runs the modules ended and was started again: {0}', reason.message),
      remedies: [],
    });
    problems.guard(installation.restore().then((failures) => failures.forEach((failure) => problems.show(failure))));
  });
}
