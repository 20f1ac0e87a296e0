import { DisposableStore, type Disposable } from '../base/disposable';
import type { Mirror } from './mirror';
import { contextKeys } from './names';
import { commands } from 'vscode';

/** A context key for `when` clauses: the editor is told only when the value changes. */
export function contextKey(name: string): (value: boolean | number | string) => void {
  let current: boolean | number | string | undefined;
  return (value) => {
    if (value === current) return;
    current = value;
    void commands.executeCommand('setContext', name, value);
  };
}

/** Keeps the context key that says whether any module is installed. */
export function hasModulesKey(mirror: Mirror): Disposable {
  const disposables = new DisposableStore();
  const setHasModules = contextKey(contextKeys.hasModules);
  const follow = (): void => setHasModules(mirror.modules.length > 0);
  disposables.add(mirror.onDidChangeModule(follow));
  disposables.add(mirror.onDidRemoveModule(follow));
  return disposables;
}
