import type { Host } from '../host';
import type { CommandHandlers } from '../registerCommands';
import { actionCommands } from './actions';
import { configurationCommands } from './configuration';
import { installCommands } from './install';
import { lifecycleCommands } from './lifecycle';
import { moduleCommands } from './modules';
import { probeCommands } from './probes';
import { reportCommands } from './reports';
import { trafficCommands } from './traffic';
import { typesCommands } from './types';

/** What every command of the extension does. */
export function commandHandlers(host: Host): CommandHandlers {
  return {
    ...installCommands(host),
    ...lifecycleCommands(host),
    ...moduleCommands(host),
    ...probeCommands(host),
    ...actionCommands(host),
    ...reportCommands(host),
    ...trafficCommands(host),
    ...typesCommands(host),
    ...configurationCommands(host),
  };
}
