import type { TreeView } from 'vscode';
import { DisposableStore, type Disposable } from '../base/disposable';
import { message } from '../base/message';
import { localize } from './localize';
import type { Mirror } from './mirror';

export interface IssueBadgeOptions {
  readonly mirror: Mirror;
  /** The Issues view. */
  readonly view: Pick<TreeView<unknown>, 'visible' | 'badge' | 'onDidChangeVisibility'>;
}

/** Counts the issues that began since the Issues view was last on screen, on its badge. */
export function issueBadge({ mirror, view }: IssueBadgeOptions): Disposable {
  const disposables = new DisposableStore();
  /** Those that were on screen, by process, id and life. */
  let known: ReadonlySet<string> = new Set<string>();
  let shown = 0;
  const follow = (): void => {
    const keys = mirror.modules
      .filter(({ kind }) => kind !== 'recording')
      .flatMap(({ processes }) => processes)
      .flatMap(({ key }) => mirror.issuesOf(key).map(({ id, since }) => `${key} ${id} ${since}`));
    if (view.visible) known = new Set(keys);
    const count = keys.filter((key) => !known.has(key)).length;
    if (count === shown) return;
    shown = count;
    const tooltip = count === 1 ? message('1 new issue') : message('{0} new issues', count);
    view.badge = count === 0 ? undefined : { value: count, tooltip: localize(tooltip) };
  };
  disposables.add(mirror.onDidChangeIssues(follow));
  disposables.add(mirror.onDidRemoveModule(follow));
  disposables.add(view.onDidChangeVisibility(follow));
  return disposables;
}
