import type { ModuleId, ModuleSnapshot } from '../shared/module';

interface Named {
  readonly name: string;
  readonly folder: string;
  readonly shown: string;
}

/**
 * Tells modules of the same name apart: the first has the name alone, the others ` (<folder>)` behind it, with as many of
 * the folders above as it takes.
 */
export class ModuleNames {
  private readonly byId = new Map<ModuleId, Named>();

  /** Keeps what was once given as long as the module has its name: output channels cannot be renamed. */
  shownName({ id, name, folder }: Pick<ModuleSnapshot, 'id' | 'name' | 'folder'>): string {
    const known = this.byId.get(id);
    if (known?.name === name) return known.shown;
    this.byId.delete(id);
    const others = [...this.byId.values()];
    const taken = new Set(others.map((other) => other.shown));
    const folders = others.filter((other) => other.name === name).map((other) => other.folder);
    const told = tailsOf(folder)
      .filter((tail) => !folders.some((other) => tailsOf(other).includes(tail)))
      .map((tail) => `${name} (${tail})`);
    const shown = [name, ...told].find((candidate) => !taken.has(candidate)) ?? `${name} (${folder})`;
    this.byId.set(id, { name, folder, shown });
    return shown;
  }

  forget(id: ModuleId): void {
    this.byId.delete(id);
  }
}

/** `c`, `b/c` and `a/b/c` of `/a/b/c`. */
function tailsOf(folder: string): string[] {
  const parts = folder.split(/[\\/]/).filter(Boolean);
  return parts.map((_, index) => parts.slice(-index - 1).join('/'));
}
