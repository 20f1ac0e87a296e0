import { parentPort, workerData } from 'node:worker_threads';
import type { Log } from '../base/log';
import { createChannel } from '../base/rpcChannel';
import type { CoreEvents, CoreStart } from '../shared/coreApi';
import { CoreService } from './coreService';

/** The entry of the worker thread: connects the service to the host. */
function main(): void {
  if (!parentPort) throw new Error('The core runs in a worker thread.');
  const toHost: CoreEvents = {
    moduleChanged: (module) => host.moduleChanged(module),
    moduleRemoved: (module) => host.moduleRemoved(module),
    usageChanged: (measured) => host.usageChanged(measured),
    probesChanged: (delta) => host.probesChanged(delta),
    actionsChanged: (delta) => host.actionsChanged(delta),
    issuesChanged: (delta) => host.issuesChanged(delta),
    eventsChanged: (delta) => host.eventsChanged(delta),
    configurationChanged: (configuration) => host.configurationChanged(configuration),
    output: (chunk) => host.output(chunk),
    traffic: (chunk) => host.traffic(chunk),
    notice: (notice) => host.notice(notice),
    log: (level, text) => host.log(level, text),
  };
  const log: Log = {
    error: (text) => toHost.log('error', text),
    warn: (text) => toHost.log('warn', text),
    info: (text) => toHost.log('info', text),
    debug: (text) => toHost.log('debug', text),
  };
  const service = new CoreService(workerData as CoreStart, toHost, log);
  const host = createChannel<CoreEvents>(parentPort, service, {
    remote: 'events',
    onEventError: (error, name) => log.error(`${name}: ${String(error)}`),
  });
}

main();
