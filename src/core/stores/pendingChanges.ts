/** Which entries of a store its reader has to be told of. Grows with what the store holds and the reader knows, not with time. */
export class PendingChanges {
  private readonly changed = new Set<string>();
  private readonly removed = new Set<string>();
  private readonly told = new Set<string>();

  has(id: string): boolean {
    return this.changed.has(id);
  }

  change(id: string): void {
    this.changed.add(id);
    this.removed.delete(id);
  }

  remove(id: string): void {
    this.changed.delete(id);
    if (this.told.has(id)) this.removed.add(id);
  }

  /** What the reader is told now, and has not to be told again. */
  take(): { readonly changed: readonly string[]; readonly removed: readonly string[] } {
    const taken = { changed: [...this.changed], removed: [...this.removed] };
    for (const id of taken.changed) this.told.add(id);
    for (const id of taken.removed) this.told.delete(id);
    this.changed.clear();
    this.removed.clear();
    return taken;
  }
}
