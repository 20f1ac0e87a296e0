import type { Log } from '../base/log';
import type { CoreEvents } from '../shared/coreApi';
import type { Configurations } from './configurations';
import type { CoreClient } from './coreClient';
import type { Installation } from './installation';
import type { Mirror } from './mirror';
import type { Output } from './output';
import type { Problems } from './problems';

export interface CoreListeners {
  readonly core: CoreClient;
  readonly mirror: Mirror;
  readonly installation: Installation;
  readonly configurations: Configurations;
  readonly output: Output;
  readonly problems: Problems;
  readonly log: Log;
}

/** Who hears what the core tells. */
export function coreEvents({
  core,
  mirror,
  configurations,
  installation,
  output,
  problems,
  log,
}: CoreListeners): CoreEvents {
  return {
    moduleChanged: (module) => mirror.moduleChanged(module),
    moduleRemoved: (id) => {
      const folder = mirror.module(id)?.folder;
      mirror.moduleRemoved(id);
      // At the editor's end all modules go, and a reload is to bring them back.
      if (folder !== undefined && !core.isEnding) problems.guard(installation.forget(folder));
    },
    usageChanged: (measured) => mirror.usageChanged(measured),
    probesChanged: (delta) => mirror.probesChanged(delta),
    actionsChanged: (delta) => mirror.actionsChanged(delta),
    issuesChanged: (delta) => mirror.issuesChanged(delta),
    eventsChanged: (delta) => mirror.eventsChanged(delta),
    configurationChanged: (configuration) => configurations.changed(configuration),
    output: (chunk) => output.logsArrived(chunk),
    traffic: (chunk) => output.trafficArrived(chunk),
    notice: (notice) => problems.notice(notice),
    log: (level, text) => log[level](text),
  };
}
