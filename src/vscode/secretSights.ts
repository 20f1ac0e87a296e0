import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';

/** Which secret options a person wants to see, until the window closes. */
export class SecretSights implements Disposable {
  private readonly revealed = new Set<string>();
  private readonly emitter = new Emitter<void>();
  readonly onDidChange = this.emitter.event;

  isRevealed(folder: string, key: string): boolean {
    return this.revealed.has(nameOf(folder, key));
  }

  set(folder: string, key: string, isRevealed: boolean): void {
    if (isRevealed) this.revealed.add(nameOf(folder, key));
    else this.revealed.delete(nameOf(folder, key));
    this.emitter.fire();
  }

  dispose(): void {
    this.emitter.dispose();
  }
}

function nameOf(folder: string, key: string): string {
  return JSON.stringify([folder, key]);
}
