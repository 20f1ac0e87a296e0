import { window, type ExtensionContext } from 'vscode';
import { systemClock } from './base/clock';
import { ActiveModule } from './vscode/activeModule';
import type { Pm2ModulesApi } from './vscode/api';
import { autoInstall } from './vscode/autoInstall';
import { commandHandlers } from './vscode/commands/handlers';
import { hasModulesKey } from './vscode/contextKey';
import { CoreClient } from './vscode/coreClient';
import { coreEvents } from './vscode/coreEvents';
import { createApi } from './vscode/createApi';
import { createConfiguration } from './vscode/createConfiguration';
import { createDocuments } from './vscode/createDocuments';
import { fileEvents } from './vscode/fileEvents';
import { followSettings } from './vscode/followSettings';
import { Installation } from './vscode/installation';
import { Interests } from './vscode/interests';
import { issueBadge } from './vscode/issueBadge';
import { issueDiagnostics } from './vscode/issueDiagnostics';
import { issueNotices } from './vscode/issueNotices';
import { loadLanguage } from './vscode/language/loadLanguage';
import { createWording } from './vscode/localize';
import { Mirror } from './vscode/mirror';
import { channels } from './vscode/names';
import { Output } from './vscode/output';
import { pinnedItems } from './vscode/pinnedItems';
import { createProbeChoices } from './vscode/probeChoices';
import { Problems } from './vscode/problems';
import { recovery } from './vscode/recovery';
import { registerCommands } from './vscode/registerCommands';
import { folderSettings, setting } from './vscode/settings';
import { startCore } from './vscode/startCore';
import { Startup } from './vscode/startup';
import { statusBar } from './vscode/statusBar';
import { actionsTree, eventsTree, issuesTree, modulesTree, probesTree } from './vscode/views/createTrees';
import { configurationTree } from './vscode/views/configurationTree';
import { watchViews } from './vscode/views/watchViews';

/** A module that is asked to end when the editor closes has this long before it is killed, in milliseconds. */
const END_GRACE_MS = 3_000;

/** How to end what {@link activate} began. */
const ends = new Set<() => Promise<void>>();

export function activate(context: ExtensionContext): Pm2ModulesApi {
  const { workspaceState: memory, subscriptions } = context;
  const log = window.createOutputChannel(channels.own, { log: true });
  const wording = createWording();
  const core = new CoreClient({ startWorker: () => startCore(context), log });
  const mirror = new Mirror();
  const active = new ActiveModule(mirror);
  const configuration = createConfiguration(core, active);
  const interests = new Interests(core, mirror);
  const output = new Output({ core, mirror, interests, log });
  const installation = new Installation({ core, mirror, memory, settingsOf: folderSettings, log });
  const problems = new Problems({ log, core, installation });
  const documents = createDocuments({ core, mirror, wording });
  const choices = createProbeChoices(memory);
  const seen = { mirror, active, wording };
  const trees = {
    modules: modulesTree({ ...seen, installation }),
    probes: probesTree({ ...seen, ...choices }),
    actions: actionsTree(seen),
    issues: issuesTree(seen),
    events: eventsTree(seen),
    configuration: configurationTree({ ...seen, ...configuration, log }),
  };
  const own = { memory, extensionUri: context.extensionUri };
  const host = { ...seen, ...own, core, installation, output, ...documents, ...configuration, ...choices, trees };

  core.listen(coreEvents({ core, mirror, ...configuration, installation, output, problems, log }));
  ends.add(() => core.shutdown(END_GRACE_MS).finally(() => log.dispose()));
  const startup = new Startup({
    installation,
    problems,
    modulesTree: trees.modules,
    lookAtFolders: autoInstall({ installation, mirror, problems, memory }),
  });
  subscriptions.push(
    core,
    mirror,
    active,
    interests,
    output,
    ...Object.values(documents),
    ...Object.values(configuration),
    ...[choices.probeFilter, choices.pins],
    ...Object.values(trees),
    watchViews({ interests, active, trees: { usage: trees.modules, probes: trees.probes, events: trees.events } }),
    hasModulesKey(mirror),
    issueBadge({ mirror, view: trees.issues.view }),
    issueDiagnostics(mirror),
    issueNotices({ mirror, problems, wording, clock: systemClock, isWanted: () => setting('issues.notify') }),
    statusBar(seen),
    pinnedItems({ ...seen, ...choices, interests }),
    loadLanguage({ core, mirror, ...configuration, log }),
    fileEvents(core),
    followSettings(core, mirror, output),
    recovery({ core, mirror, installation, problems }),
    registerCommands(commandHandlers(host), problems),
    startup,
  );
  return createApi({ host, interests, started: () => startup.settled() });
}

/** Awaits the modules' end: VS Code gives 5 s for it. */
export async function deactivate(): Promise<void> {
  await Promise.all([...ends].map((end) => end()));
  ends.clear();
}
