import { basename } from 'node:path';
import type { ModuleId, ModuleSnapshot } from '../shared/module';

/** Tells modules of the same name apart: the first has the name alone, the others ` (<folder>)` behind it. */
export class ModuleNames {
  private readonly shownById = new Map<ModuleId, { readonly name: string; readonly shown: string }>();

  /** Keeps what was once given as long as the module has its name: output channels cannot be renamed. */
  shownName({ id, name, folder }: Pick<ModuleSnapshot, 'id' | 'name' | 'folder'>): string {
    const known = this.shownById.get(id);
    if (known?.name === name) return known.shown;
    this.shownById.delete(id);
    const taken = new Set([...this.shownById.values()].map((other) => other.shown));
    const shown =
      [name, `${name} (${basename(folder)})`].find((candidate) => !taken.has(candidate)) ?? `${name} (${folder})`;
    this.shownById.set(id, { name, shown });
    return shown;
  }

  forget(id: ModuleId): void {
    this.shownById.delete(id);
  }
}
