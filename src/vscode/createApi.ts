import { DisposableStore, toDisposable, type Disposable } from '../base/disposable';
import { UserError } from '../base/errors';
import { Emitter, type Event } from '../base/event';
import { message } from '../base/message';
import type { ModuleSnapshot, ProcessSnapshot } from '../shared/module';
import type { ApiChange, ApiModule, ApiProcess, Pm2ModulesApi } from './api';
import { apiCall } from './apiCall';
import { apiOption } from './apiOption';
import { apiProbe } from './apiProbe';
import { apiEvent, apiIssue } from './apiReports';
import type { Host } from './host';
import type { Interests } from './interests';
import { localize } from './localize';
import type { Mirror } from './mirror';
import { folderOf } from './moduleFolders';
import { requireTrust } from './trust';

export interface ApiOptions {
  readonly host: Pick<Host, 'core' | 'mirror' | 'installation' | 'configurations'>;
  readonly interests: Interests;
  /** Resolves when what activation began has ended. */
  readonly started: () => Promise<unknown>;
}

/** Makes what `activate()` returns. */
export function createApi({ host, interests, started }: ApiOptions): Pm2ModulesApi {
  const { core, mirror, installation, configurations } = host;
  return {
    snapshots: async () => {
      if (core.isRunning) {
        await Promise.all([interests.fetchProbes(), interests.fetchEvents(), fetchConfigurations(host)]);
      }
      return mirror.modules.map((module) => ({
        ...moduleOf(mirror, module),
        configuration: configurations.get(module.folder)?.options.map(apiOption) ?? [],
      }));
    },
    onDidChange: changesOf(host, interests),
    installFolder: async (folder) => {
      requireTrust();
      return installation.install(folderOf(folder));
    },
    runAction: async (wanted, name, argument) => {
      requireTrust();
      const module = findModule(mirror, wanted);
      const process = module.processes.find(({ key }) => mirror.actionsOf(key).some((action) => action.name === name));
      if (!process) throw new UserError(message('{0} has no action "{1}".', module.name, name));
      return apiCall(await core.calls.runAction(process.key, name, argument), localize);
    },
    probeHistory: async (wanted, name) => {
      const module = findModule(mirror, wanted);
      await interests.fetchProbes();
      const process = module.processes.find(({ key }) => mirror.probesOf(key).some((probe) => probe.name === name));
      if (!process) throw new UserError(message('{0} has no probe "{1}".', module.name, name));
      return core.calls.probeHistory(process.key, name);
    },
    whenIdle: async () => {
      await started();
      if (core.isRunning) await core.calls.whenIdle();
    },
  };
}

async function fetchConfigurations({ mirror, configurations }: ApiOptions['host']): Promise<void> {
  const run = mirror.modules.filter(({ kind }) => kind !== 'recording');
  await Promise.all(run.map(({ folder }) => configurations.fetchAgain(folder)));
}

function findModule(mirror: Mirror, idOrName: string): ModuleSnapshot {
  const module = mirror.modules.find((candidate) => [candidate.id, candidate.name].includes(idOrName));
  if (!module) throw new UserError(message('No module "{0}" is installed.', idOrName));
  return module;
}

/** Each listener is interest in everything, as an open view is. */
function changesOf({ mirror, configurations }: ApiOptions['host'], interests: Interests): Event<ApiChange> {
  return (listener, thisArgs, disposables) => {
    const subscription = new DisposableStore();
    const emitter = subscription.add(new Emitter<ApiChange>());
    emitter.event(listener, thisArgs);
    const ofProcess = (what: ApiChange['what']) => (process: string) => {
      const module = mirror.moduleOfProcess(process)?.id;
      if (module !== undefined) emitter.fire({ module, what });
    };
    subscription.add(mirror.onDidChangeModule((module) => emitter.fire({ module, what: 'module' })));
    subscription.add(
      configurations.onDidChange((folder) => {
        const module = mirror.moduleInFolder(folder)?.id;
        if (module !== undefined) emitter.fire({ module, what: 'configuration' });
      }),
    );
    subscription.add(configurations.follow(mirror));
    subscription.add(mirror.onDidRemoveModule(({ id }) => emitter.fire({ module: id, what: 'removed' })));
    subscription.add(mirror.onDidChangeProbes(ofProcess('probes')));
    subscription.add(mirror.onDidChangeActions(ofProcess('actions')));
    subscription.add(mirror.onDidChangeIssues(ofProcess('issues')));
    subscription.add(mirror.onDidChangeEvents(ofProcess('events')));
    subscription.add(interests.watch('usage'));
    subscription.add(interests.watch('probes'));
    subscription.add(interests.watch('events'));
    const result: Disposable = toDisposable(() => subscription.dispose());
    disposables?.push(result);
    return result;
  };
}

function moduleOf(mirror: Mirror, module: ModuleSnapshot): Omit<ApiModule, 'configuration'> {
  const { id, name, version, folder, watching } = module;
  return {
    id,
    name,
    ...(version === undefined ? {} : { version }),
    folder,
    watching,
    processes: module.processes.map((process) => processOf(mirror, process)),
  };
}

function processOf(mirror: Mirror, process: ProcessSnapshot): ApiProcess {
  const { key, name, status, pid, generation, restarts, crash } = process;
  return {
    name,
    status,
    ...(pid === undefined ? {} : { pid }),
    generation,
    restarts,
    ...(crash === undefined ? {} : { crash: crash.summary }),
    ...(process.options && { options: process.options }),
    probes: mirror.probesOf(key).map(apiProbe),
    actions: mirror.actionsOf(key).map((action) => ({
      name: action.name,
      type: action.type,
      takesArgument: action.takesArgument,
      ...(action.lastCall === undefined ? {} : { lastCall: apiCall(action.lastCall.state, localize) }),
    })),
    issues: mirror.issuesOf(key).map(apiIssue),
    events: mirror.eventsOf(key).map((event) => apiEvent(event, Date.now())),
  };
}
