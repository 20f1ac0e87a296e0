import { l10n, ThemeColor, ThemeIcon, window, type QuickPickItem } from 'vscode';
import { UserError } from '../../base/errors';
import { message } from '../../base/message';
import type { ActionSnapshot } from '../../shared/action';
import type { ModuleSnapshot, ProcessSnapshot } from '../../shared/module';
import type { ProbeSnapshot } from '../../shared/probe';
import { CommandError } from '../commandError';
import type { Host } from '../host';
import { commands } from '../names';
import { escapeIcons } from '../plainText';
import { moduleStatus, statusIcon, statusWord, type Icon } from '../statuses';
import { readArgument } from './argument';

/** The module that a command is meant for: the given one, the only one, or the one that is picked now. Makes it the active one. */
export async function pickModule(
  host: Host,
  given: unknown,
  accepts: (module: ModuleSnapshot) => boolean = () => true,
): Promise<ModuleSnapshot | undefined> {
  const { mirror, active } = host;
  const { module: wanted } = readArgument(given);
  const all = mirror.modules;
  if (all.length === 0) {
    throw new CommandError(message('No module is installed.'), [
      { title: message('Install Current Folder as Module'), command: commands.installFolder },
    ]);
  }
  if (wanted !== undefined && !all.some((module) => answersTo(host, module, wanted))) {
    throw new UserError(message('No module "{0}" is installed.', wanted));
  }
  const fitting = all.filter((module) => (wanted !== undefined ? answersTo(host, module, wanted) : accepts(module)));
  const candidates = fitting.length > 0 ? fitting : all;
  const first = active.module;
  const ordered = [...candidates].sort((one, other) => Number(other === first) - Number(one === first));
  const module = await pickOne(ordered, l10n.t('Which module?'), (candidate) => moduleItem(host, candidate));
  if (module) active.choose(module.id);
  return module;
}

/** An action and the process that has it. */
export interface PickedAction {
  readonly module: ModuleSnapshot;
  readonly process: ProcessSnapshot;
  readonly action: ActionSnapshot;
}

/** The action that a command is meant for, as {@link pickModule} finds a module. */
export async function pickAction(
  host: Host,
  given: unknown,
  offer: {
    readonly title: string;
    readonly accepts: (action: ActionSnapshot) => boolean;
    readonly none: (module: string) => UserError;
  },
): Promise<PickedAction | undefined> {
  const all = (candidate: ModuleSnapshot): PickedAction[] => actionsOf(host, candidate);
  const module = await pickModule(host, given, (candidate) =>
    all(candidate).some(({ action }) => offer.accepts(action)),
  );
  if (!module) return undefined;
  const wanted = readArgument(given);
  if (wanted.action !== undefined) {
    const named = all(module).filter(
      ({ action, process }) => action.name === wanted.action && isMeant(process, wanted.process),
    );
    if (named.length === 0) throw new UserError(message('{0} has no action "{1}".', module.name, wanted.action));
    return pickOne(named, offer.title, actionItem);
  }
  const fitting = all(module).filter(({ action }) => offer.accepts(action));
  if (fitting.length === 0) throw offer.none(host.mirror.shownName(module));
  return pickOne(fitting, offer.title, actionItem, 'always');
}

/** A probe and the process that sends it. */
export interface PickedProbe {
  readonly process: ProcessSnapshot;
  readonly probe: ProbeSnapshot;
}

/** The probe that a command is meant for; `offers` says which are asked about where none is given. */
export async function pickProbe(
  host: Host,
  given: unknown,
  offers: (candidate: PickedProbe) => boolean = () => true,
): Promise<PickedProbe | undefined> {
  const module = await pickModule(host, given);
  if (!module) return undefined;
  const wanted = readArgument(given);
  // Of what nobody looks at, nothing is told.
  host.mirror.resetProbes(module.id, await host.core.calls.probes(module.id));
  const probes = module.processes.flatMap((process) =>
    host.mirror.probesOf(process.key).map((probe): PickedProbe => ({ process, probe })),
  );
  if (probes.length === 0) {
    throw new UserError(message('{0} has not sent a probe yet.', host.mirror.shownName(module)));
  }
  const named = probes.filter(({ probe, process }) => probe.name === wanted.probe && isMeant(process, wanted.process));
  const offered = named.length > 0 ? named : probes.filter(offers);
  return pickOne(offered.length > 0 ? offered : probes, l10n.t('Which probe?'), ({ process, probe }) => ({
    label: escapeIcons(probe.name),
    ...(module.processes.length > 1 ? { description: escapeIcons(process.name) } : {}),
  }));
}

/** How a module looks in a list: its name with its status. */
export function moduleItem(host: Host, module: ModuleSnapshot): QuickPickItem {
  const status = moduleStatus(module);
  return {
    label: escapeIcons(host.mirror.shownName(module)),
    description: host.wording().say(statusWord(status)),
    iconPath: themeIcon(statusIcon(status)),
  };
}

export function themeIcon({ id, color }: Icon): ThemeIcon {
  return new ThemeIcon(id, color === undefined ? undefined : new ThemeColor(color));
}

function actionsOf(host: Host, module: ModuleSnapshot): PickedAction[] {
  return module.processes.flatMap((process) =>
    host.mirror.actionsOf(process.key).map((action) => ({ module, process, action })),
  );
}

function actionItem({ module, process, action }: PickedAction): QuickPickItem {
  return {
    label: escapeIcons(action.name),
    ...(module.processes.length > 1 ? { description: escapeIcons(process.name) } : {}),
    ...(action.comment === undefined ? {} : { detail: escapeIcons(action.comment) }),
  };
}

function answersTo({ mirror }: Host, module: ModuleSnapshot, wanted: string): boolean {
  return [module.id, module.name, mirror.shownName(module)].includes(wanted);
}

function isMeant({ key, name }: ProcessSnapshot, wanted: string | undefined): boolean {
  return wanted === undefined || wanted === key || wanted === name;
}

async function pickOne<T>(
  candidates: readonly T[],
  placeHolder: string,
  itemOf: (candidate: T) => QuickPickItem,
  asks: 'always' | 'ifSeveral' = 'ifSeveral',
): Promise<T | undefined> {
  if (candidates.length <= 1 && asks === 'ifSeveral') return candidates[0];
  const items = candidates.map((candidate) => ({ ...itemOf(candidate), candidate }));
  return (await window.showQuickPick(items, { placeHolder, matchOnDescription: true, matchOnDetail: true }))?.candidate;
}
