import { DisposableStore, MutableDisposable, type Disposable } from '../../base/disposable';
import type { Interests, Sight } from '../interests';
import type { RowTree } from './rowTree';

/** As long as a view is on screen, there is interest in what it shows. */
export function watchViews(interests: Interests, trees: Readonly<Record<Sight, RowTree>>): Disposable {
  const disposables = new DisposableStore();
  for (const sight of ['usage', 'probes', 'events'] as const) {
    const { view } = trees[sight];
    const watching = disposables.add(new MutableDisposable());
    const follow = (): void => {
      watching.value = view.visible ? interests.watch(sight) : undefined;
    };
    disposables.add(view.onDidChangeVisibility(follow));
    follow();
  }
  return disposables;
}
