import { message } from '../../base/message';
import type { ModuleSnapshot } from '../../shared/module';
import type { ActiveModule } from '../activeModule';
import type { Mirror } from '../mirror';
import { views } from '../names';
import type { Wording } from '../wording';
import { actionRows } from './actionRows';
import { moduleRow } from './moduleRows';
import { probeRows } from './probeRows';
import { RowTree } from './rowTree';

export interface TreeOptions {
  readonly mirror: Mirror;
  readonly active: ActiveModule;
  readonly wording: () => Wording;
}

/** The Modules view: all modules. What is selected there becomes the active module. */
export function modulesTree({ mirror, active, wording }: TreeOptions): RowTree {
  const tree = new RowTree({
    id: views.modules,
    rows: () => {
      const { modules } = mirror;
      const tellsKind = new Set(modules.map(({ kind }) => kind)).size > 1;
      const words = wording();
      return modules.map((module) => moduleRow(module, { name: mirror.shownName(module), tellsKind }, words));
    },
    changes: [mirror.onDidChangeModule, mirror.onDidRemoveModule],
  });
  tree.view.onDidChangeSelection(({ selection: [node] }) => {
    if (node) active.choose(node.row.target.module);
  });
  return tree;
}

/** The Probes view: those of the active module. */
export function probesTree({ mirror, active, wording }: TreeOptions): RowTree {
  const ofProcess = (key: string): ReturnType<Mirror['probesOf']> => mirror.probesOf(key);
  return new RowTree({
    id: views.probes,
    rows: () => (active.module ? probeRows(active.module, ofProcess, wording()) : []),
    caption: () =>
      caption(active.module, mirror, (name, { processes }) =>
        processes.some(({ key }) => mirror.probesOf(key).length > 0)
          ? undefined
          : wording().say(message('{0} has not sent a probe yet.', name)),
      ),
    changes: [active.onDidChange, mirror.onDidChangeModule, mirror.onDidChangeProbes],
  });
}

/** The Actions view: those of the active module. */
export function actionsTree({ mirror, active, wording }: TreeOptions): RowTree {
  const ofProcess = (key: string): ReturnType<Mirror['actionsOf']> => mirror.actionsOf(key);
  return new RowTree({
    id: views.actions,
    rows: () => (active.module ? actionRows(active.module, ofProcess, wording()) : []),
    caption: () =>
      caption(active.module, mirror, (name, { processes }) =>
        processes.some(({ key }) => mirror.actionsOf(key).length > 0)
          ? undefined
          : wording().say(message('{0} has no actions.', name)),
      ),
    changes: [active.onDidChange, mirror.onDidChangeModule, mirror.onDidChangeActions],
  });
}

function caption(
  module: ModuleSnapshot | undefined,
  mirror: Mirror,
  empty: (name: string, module: ModuleSnapshot) => string | undefined,
): { description?: string; message?: string | undefined } {
  if (!module) return {};
  const name = mirror.shownName(module);
  return { description: name, message: empty(name, module) };
}
