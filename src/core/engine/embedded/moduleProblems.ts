import { UserError } from '../../../base/errors';
import { Emitter } from '../../../base/event';
import type { Disposable } from '../../../base/disposable';
import type { ModuleProblem } from '../../../shared/module';

/** What may be wrong, the worst first: its folder is gone, its manifest or a start fails, or the file of module options. */
const kinds = ['folder', 'manifest', 'start', 'configuration'] as const;

/** What keeps a module from running as it should. Each problem stays until its own cause is mended; the worst is shown. */
export class ModuleProblems implements Disposable {
  private readonly present = new Map<(typeof kinds)[number], ModuleProblem>();
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;

  get worst(): ModuleProblem | undefined {
    const kind = kinds.find((candidate) => this.present.has(candidate));
    return kind && this.present.get(kind);
  }

  set(kind: (typeof kinds)[number], problem: ModuleProblem | undefined): void {
    if (this.present.get(kind) === problem) return;
    if (problem) this.present.set(kind, problem);
    else this.present.delete(kind);
    this.changed.fire();
  }

  /** Notes what a person can do something about; all else goes no further than its caller. */
  setError(kind: (typeof kinds)[number], error: unknown): void {
    if (error instanceof UserError) this.set(kind, { message: error.detail, remedies: error.remedies });
  }

  dispose(): void {
    this.changed.dispose();
  }
}
