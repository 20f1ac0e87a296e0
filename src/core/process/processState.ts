import type { Clock } from '../../base/clock';
import { MutableDisposable, type Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import type { Crash, Status, Waiting } from '../../shared/module';
import type { Life, StartRequest } from './life';

/** What a restart goes through is told so much later, unless it is through before, in milliseconds. */
const NEWS_MS = 20;

/** What can be seen of a process. Replaced, never changed. */
export interface ProcessState {
  readonly status: Status;
  readonly generation: number;
  readonly restarts: number;
  readonly life: Life | undefined;
  /** Milliseconds since the epoch. */
  readonly onlineSince: number | undefined;
  readonly request: StartRequest | undefined;
  /** From the request to the moment at which the start file was loaded. */
  readonly restartTookMs: number | undefined;
  readonly crash: Crash | undefined;
  readonly waiting: Waiting | undefined;
}

/** Of a process that was never started. */
export const initialState: ProcessState = {
  status: 'stopped',
  generation: 0,
  restarts: 0,
  life: undefined,
  onlineSince: undefined,
  request: undefined,
  restartTookMs: undefined,
  crash: undefined,
  waiting: undefined,
};

/** A state, and who is told of its changes. */
export class ToldState implements Disposable {
  private readonly changed = new Emitter<void>();
  /** What changed is yet to be told. */
  private readonly news = new MutableDisposable<Disposable>();
  private state = initialState;
  readonly onDidChange = this.changed.event;

  constructor(private readonly clock: Clock) {}

  get current(): ProcessState {
    return this.state;
  }

  set(change: Partial<ProcessState>): void {
    this.state = { ...this.state, ...change };
    this.tell();
  }

  /** As {@link set}, but told a moment later, together with what is told before then: in a restart, to tell takes time too. */
  setQuietly(change: Partial<ProcessState>): void {
    this.state = { ...this.state, ...change };
    this.news.value ??= this.clock.after(NEWS_MS, () => this.tell());
  }

  /** Tells now what is yet to be told. */
  tell(): void {
    this.news.value = undefined;
    this.changed.fire();
  }

  dispose(): void {
    this.news.dispose();
    this.changed.dispose();
  }
}
