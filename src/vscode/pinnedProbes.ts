import type { Memento } from 'vscode';
import type { Disposable } from '../base/disposable';
import { UserError } from '../base/errors';
import { Emitter } from '../base/event';
import { message } from '../base/message';
import { isRecord } from '../base/records';

/** Where they are remembered. */
const PINS_KEY = 'pinnedProbes';
/** A status bar has room for so many, and for others' things besides. */
const PINS_MAX = 8;

/** A probe, whether its module runs just now or not. */
export interface Pin {
  /** Key of the process that sends it. */
  readonly process: string;
  readonly probe: string;
}

/** The probes that the user has pinned to the status bar, as long as the workspace lives. */
export class PinnedProbes implements Disposable {
  private pins: readonly Pin[];
  private readonly emitter = new Emitter<void>();

  readonly onDidChange = this.emitter.event;

  constructor(private readonly memory: Pick<Memento, 'get' | 'update'>) {
    const kept = memory.get<unknown>(PINS_KEY);
    this.pins = Array.isArray(kept) ? kept.filter(isPin).slice(0, PINS_MAX) : [];
  }

  /** In the order in which they were pinned. */
  get all(): readonly Pin[] {
    return this.pins;
  }

  has(pin: Pin): boolean {
    return this.pins.some((one) => isSame(one, pin));
  }

  /** Throws a `UserError` when there are enough. */
  async pin(pin: Pin): Promise<void> {
    if (this.has(pin)) return;
    if (this.pins.length >= PINS_MAX) {
      throw new UserError(message('{0} probes are pinned, and there is no room for more. Unpin one first.', PINS_MAX));
    }
    await this.set([...this.pins, { process: pin.process, probe: pin.probe }]);
  }

  async unpin(pin: Pin): Promise<void> {
    if (this.has(pin)) await this.set(this.pins.filter((one) => !isSame(one, pin)));
  }

  dispose(): void {
    this.emitter.dispose();
  }

  private async set(pins: readonly Pin[]): Promise<void> {
    this.pins = pins;
    this.emitter.fire();
    await this.memory.update(PINS_KEY, pins);
  }
}

function isPin(value: unknown): value is Pin {
  return isRecord(value) && typeof value.process === 'string' && typeof value.probe === 'string';
}

function isSame(one: Pin, other: Pin): boolean {
  return one.process === other.process && one.probe === other.probe;
}
