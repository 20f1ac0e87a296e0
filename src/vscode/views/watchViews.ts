import { DisposableStore, MutableDisposable, type Disposable } from '../../base/disposable';
import type { ActiveModule } from '../activeModule';
import type { Interests, Sight } from '../interests';
import type { RowTree } from './rowTree';

export interface WatchViewsOptions {
  readonly interests: Interests;
  readonly active: ActiveModule;
  readonly trees: Readonly<Record<Sight, RowTree>>;
}

/** As long as a view is on screen, there is interest in what it shows: most speak of the active module alone. */
export function watchViews({ interests, active, trees }: WatchViewsOptions): Disposable {
  const disposables = new DisposableStore();
  for (const sight of ['usage', 'probes', 'events'] as const) {
    const { view } = trees[sight];
    const watching = disposables.add(new MutableDisposable());
    const follow = (): void => {
      const { module } = active;
      const modules = sight === 'usage' ? undefined : module ? [module.id] : [];
      watching.value = view.visible ? interests.watch(sight, modules) : undefined;
    };
    disposables.add(view.onDidChangeVisibility(follow));
    if (sight !== 'usage') disposables.add(active.onDidChange(follow));
    follow();
  }
  // Not a moment later: whoever chose another module must not see old values of it.
  disposables.add(
    interests.onDidCatchUp(() => {
      trees.probes.refresh();
      trees.events.refresh();
    }),
  );
  return disposables;
}
