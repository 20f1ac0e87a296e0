import { DisposableStore, type Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { ModuleId, ModuleSnapshot } from '../shared/module';
import type { Mirror } from './mirror';

/** The module that was selected or used last: Probes, Actions and the status bar speak of it. */
export class ActiveModule implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly emitter = this.disposables.add(new Emitter<void>());
  private chosen: ModuleId | undefined;
  private shown: ModuleId | undefined;

  /** Another module is the active one now, or none. */
  readonly onDidChange = this.emitter.event;

  constructor(private readonly mirror: Mirror) {
    this.disposables.add(mirror.onDidChangeModule(() => this.follow()));
    this.disposables.add(mirror.onDidRemoveModule(() => this.follow()));
  }

  get module(): ModuleSnapshot | undefined {
    return this.mirror.module(this.chosen) ?? this.mirror.modules[0];
  }

  choose(id: ModuleId): void {
    this.chosen = id;
    this.follow();
  }

  dispose(): void {
    this.disposables.dispose();
  }

  private follow(): void {
    const id = this.module?.id;
    if (id === this.shown) return;
    this.shown = id;
    this.emitter.fire();
  }
}
