import { message, type Message } from '../../base/message';
import type { ActionSnapshot } from '../../shared/action';
import type { EventSnapshot } from '../../shared/event';
import type { IssueSnapshot } from '../../shared/issue';
import type { ProbeSnapshot } from '../../shared/probe';
import type { ActiveModule } from '../activeModule';
import type { Installation } from '../installation';
import type { Mirror } from '../mirror';
import { views } from '../names';
import type { Pin } from '../pinnedProbes';
import type { ProbeChoices } from '../probeChoices';
import { isRunning } from '../statuses';
import type { Wording } from '../wording';
import { actionRows } from './actionRows';
import { eventRows } from './eventRows';
import { issueRows } from './issueRows';
import { moduleRow } from './moduleRows';
import { probeRows } from './probeRows';
import { recordingRow } from './recordingRow';
import { RowMemo } from './rowMemo';
import { RowTree } from './rowTree';

export interface TreeOptions {
  readonly mirror: Mirror;
  readonly active: ActiveModule;
  readonly wording: () => Wording;
}

interface ModulesTreeOptions extends TreeOptions {
  /** Knows also of the modules that are yet to come. */
  readonly installation: Pick<Installation, 'folders'>;
}

/** The Modules view: all modules. What is selected there becomes the active module. */
export function modulesTree({ mirror, active, wording, installation }: ModulesTreeOptions): RowTree {
  const memo = new RowMemo();
  const tree = new RowTree({
    id: views.modules,
    rows: () => {
      const { modules } = mirror;
      const words = wording();
      const tellsKind = new Set(modules.map(({ kind }) => kind)).size > 1;
      // Of several that are installed at once, one is there first.
      const isOpen = modules.length === 1 && installation.folders.length <= 1;
      return memo.rows(modules, words.now, (module) => {
        const options = { name: mirror.shownName(module), tellsKind, isOpen };
        return {
          options: JSON.stringify(options),
          row: () => recordingRow(module, options.name, words) ?? moduleRow(module, options, words),
        };
      });
    },
    changes: [mirror.onDidChangeModule, mirror.onDidChangeUsage, mirror.onDidRemoveModule],
  });
  tree.view.onDidChangeSelection(({ selection: [node] }) => {
    if (node) active.choose(node.row.target.module);
  });
  return tree;
}

/** The Probes view: those of the active module, as far as the filter lets them through. */
export function probesTree(options: TreeOptions & ProbeChoices): RowTree {
  const { mirror, active, wording, probeFilter: filter, pins } = options;
  const probesOf = (process: string): readonly ProbeSnapshot[] => mirror.probesOf(process);
  const shownOf = (process: string): readonly ProbeSnapshot[] => filter.apply(mirror.probesOf(process));
  return new RowTree({
    id: views.probes,
    rows: () => {
      const source = { probesOf: shownOf, isPinned: (pin: Pin) => pins.has(pin) };
      return active.module ? probeRows(active.module, source, wording()) : [];
    },
    caption: () => {
      const all = caption(options, probesOf, (name) => message('{0} has not sent a probe yet.', name));
      if (filter.text === '' || all.message !== undefined) return all;
      const description = [all.description, filter.text].filter(Boolean).join(' · ');
      const isEmpty = active.module?.processes.every(({ key }) => shownOf(key).length === 0) ?? false;
      return { description, ...(isEmpty && { message: wording().say(message('No probe matches the filter.')) }) };
    },
    changes: [mirror.onDidChangeModule, mirror.onDidChangeProbes, filter.onDidChange, pins.onDidChange],
    subject: active.onDidChange,
  });
}

/** The Actions view: those of the active module. */
export function actionsTree(options: TreeOptions): RowTree {
  const { mirror, active, wording } = options;
  const actionsOf = (process: string): readonly ActionSnapshot[] => mirror.actionsOf(process);
  return new RowTree({
    id: views.actions,
    rows: () => (active.module ? actionRows(active.module, actionsOf, wording()) : []),
    caption: () => caption(options, actionsOf, (name) => message('{0} has no actions.', name)),
    changes: [mirror.onDidChangeModule, mirror.onDidChangeActions],
    subject: active.onDidChange,
  });
}

/** The Issues view: those of the active module. */
export function issuesTree(options: TreeOptions): RowTree {
  const { mirror, active, wording } = options;
  const issuesOf = (process: string): readonly IssueSnapshot[] => mirror.issuesOf(process);
  return new RowTree({
    id: views.issues,
    rows: () => (active.module ? issueRows(active.module, issuesOf, wording()) : []),
    caption: () => caption(options, issuesOf, (name) => message('{0} has reported no issue.', name)),
    changes: [mirror.onDidChangeModule, mirror.onDidChangeIssues],
    subject: active.onDidChange,
  });
}

/** The Events view: those of the active module. */
export function eventsTree(options: TreeOptions): RowTree {
  const { mirror, active, wording } = options;
  const eventsOf = (process: string): readonly EventSnapshot[] => mirror.eventsOf(process);
  return new RowTree({
    id: views.events,
    rows: () => (active.module ? eventRows(active.module, eventsOf, wording()) : []),
    caption: () => caption(options, eventsOf, (name) => message('{0} has not emitted an event yet.', name)),
    changes: [mirror.onDidChangeModule, mirror.onDidChangeEvents],
    subject: active.onDidChange,
  });
}

/** The module's name, and why there is nothing to see of it. */
function caption(
  { active: { module }, mirror, wording }: TreeOptions,
  thingsOf: (process: string) => readonly unknown[],
  empty: (name: string) => Message,
): { description?: string; message?: string } {
  if (!module) return {};
  const name = mirror.shownName(module);
  if (module.processes.some(({ key }) => thingsOf(key).length > 0)) return { description: name };
  const why = isRunning(module) ? empty(name) : message('{0} does not run.', name);
  return { description: name, message: wording().say(why) };
}
