import { systemClock, type Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { UserError } from '../base/errors';
import { Emitter } from '../base/event';
import type { Log } from '../base/log';
import { message } from '../base/message';
import { createChannel, type Channel, type ChannelPort } from '../base/rpcChannel';
import type { CoreCalls, CoreEvents } from '../shared/coreApi';

/** The part of a worker thread that the client uses. */
export interface CoreWorker extends ChannelPort {
  once(event: 'error', listener: (error: Error) => void): unknown;
  once(event: 'exit', listener: (code: number) => void): unknown;
  terminate(): Promise<unknown>;
}

export interface CoreClientOptions {
  /** Starts the worker thread; called when the core is needed and does not run. */
  readonly startWorker: () => CoreWorker;
  readonly log: Log;
  readonly clock?: Clock;
}

/** How long the core may take to end beyond the grace that its modules have, before its thread is ended. */
const SHUTDOWN_MARGIN_MS = 1_000;

interface RunningCore {
  readonly worker: CoreWorker;
  readonly calls: Channel<CoreCalls>;
  readonly ended: Promise<void>;
}

/** The worker thread in which modules are run: started when first needed, and told apart from its crash when it ends. */
export class CoreClient implements Disposable {
  private running: RunningCore | undefined;
  private listeners: CoreEvents | undefined;
  private ending = false;
  private readonly startEmitter = new Emitter<CoreCalls>();
  private readonly crashEmitter = new Emitter<Error>();

  /** The core runs and has been asked nothing yet. */
  readonly onDidStart = this.startEmitter.event;
  /** The core ended unasked; the next call starts another. */
  readonly onDidCrash = this.crashEmitter.event;

  constructor(private readonly options: CoreClientOptions) {}

  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Says who receives what the core tells; to be called once, before the core is needed. */
  listen(listeners: CoreEvents): void {
    this.listeners = listeners;
  }

  /** The editor is closing: what ends now is to come back with it. */
  get isEnding(): boolean {
    return this.ending;
  }

  /** The core's functions. Starts it if it does not run. */
  get calls(): CoreCalls {
    if (this.ending) throw new UserError(message('The editor is closing.'));
    return (this.running ?? this.start()).calls;
  }

  /** Tells the core something that is worth nothing to a core that does not run. What fails is logged. */
  tell(what: (calls: CoreCalls) => Promise<unknown>): void {
    if (!this.running || this.ending) return;
    what(this.running.calls).catch((error: unknown) => this.options.log.error(describe(error)));
  }

  /** Ends all modules, each with at most `graceMs` before it is killed, and the thread. */
  async shutdown(graceMs: number): Promise<void> {
    this.ending = true;
    const { running } = this;
    if (!running) return;
    const asked = running.calls.shutdown(graceMs).catch((error: unknown) => this.options.log.error(describe(error)));
    let timer: Disposable | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = (this.options.clock ?? systemClock).after(graceMs + SHUTDOWN_MARGIN_MS, resolve);
    });
    await Promise.race([asked, running.ended, limit]);
    timer?.dispose();
    await running.worker.terminate();
  }

  dispose(): void {
    this.ending = true;
    this.startEmitter.dispose();
    this.crashEmitter.dispose();
  }

  private start(): RunningCore {
    const { startWorker, log } = this.options;
    if (!this.listeners) throw new Error('Nobody listens to the core.');
    const worker = startWorker();
    const calls = createChannel<CoreCalls>(worker, this.listeners, {
      remote: 'calls',
      onEventError: (error, name) => log.error(`${name}: ${describe(error)}`),
    });
    let reason: Error | undefined;
    worker.once('error', (error) => (reason = error));
    const ended = new Promise<void>((resolve) => {
      worker.once('exit', (code) => {
        resolve();
        if (this.running === running) this.end(running, reason ?? new Error(`It exited with code ${code}.`));
      });
    });
    const running: RunningCore = { worker, calls, ended };
    this.running = running;
    this.startEmitter.fire(calls);
    return running;
  }

  private end(running: RunningCore, reason: Error): void {
    this.running = undefined;
    const error = new UserError(message('The thread that runs the modules ended: {0}', reason.message), [], {
      cause: reason,
    });
    running.calls.$close(error);
    if (this.ending) return;
    this.options.log.error(describe(reason));
    this.crashEmitter.fire(reason);
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
