import { DisposableStore, MutableDisposable, toDisposable, type Disposable } from '../../../src/base/disposable';
import type { Event } from '../../../src/base/event';
import { formatMessage } from '../../../src/base/message';
import { throttle } from '../../../src/base/throttle';
import type { CoreEvents } from '../../../src/shared/coreApi';
import type { ModuleSnapshot } from '../../../src/shared/module';
import { ActiveModule } from '../../../src/vscode/activeModule';
import type { CoreClient } from '../../../src/vscode/coreClient';
import { createFormat } from '../../../src/vscode/format';
import { Interests } from '../../../src/vscode/interests';
import { Mirror } from '../../../src/vscode/mirror';
import { actionRows } from '../../../src/vscode/views/actionRows';
import { eventRows } from '../../../src/vscode/views/eventRows';
import { moduleRow } from '../../../src/vscode/views/moduleRows';
import { probeRows } from '../../../src/vscode/views/probeRows';
import { hasChildren, type Row } from '../../../src/vscode/views/row';
import { RowMemo } from '../../../src/vscode/views/rowMemo';
import { RowStore, type RowNode } from '../../../src/vscode/views/rowStore';
import type { Wording } from '../../../src/vscode/wording';

/** As often as the extension's views change, and as rows that tell an age are told again, in milliseconds. */
const REFRESH_INTERVAL_MS = 250;
const AGE_INTERVAL_MS = 5_000;

type RowsOf = (module: ModuleSnapshot) => readonly Row[];

/**
 * The extension's views without the editor: the same mirror, the same interest, the same rows compared with those before. What
 * would be painted is made text, as the editor has it go to its window. As in the editor, what is below a row is asked for when the
 * row is unfolded, and a tooltip when the pointer rests on the row: here it rests on none.
 */
export class Views implements Disposable {
  private readonly store = new DisposableStore();
  private readonly mirror = this.store.add(new Mirror());
  private readonly active = this.store.add(new ActiveModule(this.mirror));
  private readonly shown = this.store.add(new MutableDisposable());
  private readonly format = createFormat('en');
  private interests: Interests | undefined;

  get events(): Pick<CoreEvents, 'moduleChanged' | 'moduleRemoved' | 'usageChanged'> &
    Pick<CoreEvents, 'probesChanged' | 'actionsChanged' | 'issuesChanged' | 'eventsChanged'> {
    const { mirror } = this;
    return {
      moduleChanged: (module) => mirror.moduleChanged(module),
      moduleRemoved: (module) => mirror.moduleRemoved(module),
      usageChanged: (measured) => mirror.usageChanged(measured),
      probesChanged: (delta) => mirror.probesChanged(delta),
      actionsChanged: (delta) => mirror.actionsChanged(delta),
      issuesChanged: (delta) => mirror.issuesChanged(delta),
      eventsChanged: (delta) => mirror.eventsChanged(delta),
    };
  }

  /** To be called once, before the core is needed. */
  follow(core: CoreClient): void {
    this.interests = this.store.add(new Interests(core, this.mirror));
  }

  /** Opens the views of modules, probes, actions and events. */
  show(): void {
    const { interests, mirror, active } = this;
    const modules = active.module ? [active.module.id] : [];
    if (!interests) throw new Error('The views follow no core.');
    const shown = new DisposableStore();
    shown.add(interests.watch('usage'));
    shown.add(interests.watch('probes', modules));
    shown.add(interests.watch('events', modules));
    const ofActive = (rowsOf: RowsOf) => (): readonly Row[] => (active.module ? rowsOf(active.module) : []);
    const probesOf = { probesOf: (process: string) => mirror.probesOf(process), isPinned: () => false };
    const memo = new RowMemo();
    const moduleRows = (): readonly Row[] =>
      memo.rows(mirror.modules, Date.now(), (module) => {
        const options = { name: mirror.shownName(module), tellsKind: false, isOpen: false };
        return { options: JSON.stringify(options), row: () => moduleRow(module, options, this.wording) };
      });
    const { onDidChangeModule: changed } = mirror;
    shown.add(tree(moduleRows, [changed, mirror.onDidChangeUsage]));
    const probes = ofActive((module) => probeRows(module, probesOf, this.wording));
    const actions = ofActive((module) => actionRows(module, (key) => mirror.actionsOf(key), this.wording));
    const events = ofActive((module) => eventRows(module, (key) => mirror.eventsOf(key), this.wording));
    shown.add(tree(probes, [changed, mirror.onDidChangeProbes]));
    shown.add(tree(actions, [changed, mirror.onDidChangeActions]));
    shown.add(tree(events, [changed, mirror.onDidChangeEvents]));
    this.shown.value = shown;
  }

  hide(): void {
    this.shown.value = undefined;
  }

  dispose(): void {
    this.store.dispose();
  }

  private get wording(): Wording {
    return { say: formatMessage, format: this.format, now: Date.now() };
  }
}

/** As `RowTree`, which needs the editor. */
function tree(rows: () => readonly Row[], changes: readonly Event<unknown>[]): Disposable {
  const disposables = new DisposableStore();
  const store = new RowStore();
  const refresh = disposables.add(
    throttle(() => {
      const repaint = store.update(rows());
      paint(store, repaint === 'all' ? store.roots : repaint);
    }, REFRESH_INTERVAL_MS),
  );
  for (const change of changes) disposables.add(change(refresh));
  const timer = setInterval(refresh, AGE_INTERVAL_MS);
  disposables.add(toDisposable(() => clearInterval(timer)));
  refresh();
  return disposables;
}

/** What `RowTree` gives the editor of a row, and of those below that are shown. */
function paint(store: RowStore, nodes: readonly RowNode[]): string {
  const items = nodes.map(({ row }) => {
    const { id, label, description, icon, context, spoken, place, opens, target, isExpanded } = row;
    return {
      id,
      label,
      description,
      icon,
      context,
      spoken,
      place,
      opens,
      target,
      isExpanded,
      isParent: hasChildren(row),
    };
  });
  const unfolded = nodes.filter(({ row, isOpen }) => hasChildren(row) && (row.isExpanded === true || isOpen));
  return JSON.stringify(items) + unfolded.map((node) => paint(store, store.childrenOf(node))).join('');
}
