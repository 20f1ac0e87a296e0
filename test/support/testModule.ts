import type { ActionSnapshot, CallState } from '../../src/shared/action';
import type { FolderSettings } from '../../src/shared/coreApi';
import type { ModuleSnapshot, ProcessSnapshot } from '../../src/shared/module';
import type { ProbeSnapshot } from '../../src/shared/probe';
import { textsOf, type TestCore } from './testCore';

/** One of several modules of a core, with what the core has told of it so far. */
export class TestModule {
  private constructor(
    private readonly core: TestCore,
    readonly id: string,
  ) {}

  static async install(core: TestCore, folder: string, settings: Partial<FolderSettings> = {}): Promise<TestModule> {
    return new TestModule(core, await core.install(folder, settings));
  }

  /** The same of a module that may end at once: what is said of that is of no interest. */
  static async installMortal(core: TestCore, folder: string): Promise<TestModule> {
    await core.install(folder).catch(() => undefined);
    const found = [...core.modules.values()].find((module) => module.folder === folder);
    if (!found) throw new Error(`${folder} is not installed`);
    return new TestModule(core, found.id);
  }

  get snapshot(): ModuleSnapshot {
    const snapshot = this.core.modules.get(this.id);
    if (!snapshot) throw new Error(`${this.id} is not installed`);
    return snapshot;
  }

  /** The only process. */
  get process(): ProcessSnapshot {
    const [first] = this.snapshot.processes;
    if (!first) throw new Error(`${this.id} has no process`);
    return first;
  }

  get probes(): readonly ProbeSnapshot[] {
    return [...(this.core.probes.get(this.process.key)?.values() ?? [])];
  }

  probe(name: string): ProbeSnapshot | undefined {
    return this.probes.find((probe) => probe.name === name);
  }

  get actions(): readonly ActionSnapshot[] {
    return this.core.actions.get(this.process.key) ?? [];
  }

  action(name: string): ActionSnapshot | undefined {
    return this.actions.find((action) => action.name === name);
  }

  /** Texts of its log channel without time and stream. */
  get lines(): string[] {
    return textsOf(this.core.outputOf.get(this.id) ?? []);
  }

  run(action: string, argument?: string): Promise<CallState> {
    return this.core.service.runAction(this.process.key, action, argument);
  }

  restart(): Promise<void> {
    return this.core.service.restart(this.id);
  }
}
