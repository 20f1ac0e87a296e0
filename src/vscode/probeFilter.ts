import type { Disposable } from '../base/disposable';
import { Emitter } from '../base/event';
import type { ProbeSnapshot } from '../shared/probe';

/** The text that the Probes view is narrowed to, as long as the window lives; empty: all probes. */
export class ProbeFilter implements Disposable {
  private current = '';
  private readonly emitter = new Emitter<string>();

  readonly onDidChange = this.emitter.event;

  get text(): string {
    return this.current;
  }

  set text(text: string) {
    this.current = text.trim();
    this.emitter.fire(this.current);
  }

  /** The probes whose name contains every word, whatever the case. */
  apply(probes: readonly ProbeSnapshot[]): readonly ProbeSnapshot[] {
    const words = this.current.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return probes;
    return probes.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
  }

  dispose(): void {
    this.emitter.dispose();
  }
}
