import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { createChannel, type Channel } from '../../src/base/rpcChannel';
import type { CoreCalls, CoreEvents } from '../../src/shared/coreApi';
import type { CoreWorker } from '../../src/vscode/coreClient';

/** A worker thread that is none: its core answers in this thread, and ends when a test says so. */
export class FakeCoreWorker extends EventEmitter implements CoreWorker {
  readonly toHost: Channel<CoreEvents>;
  isTerminated = false;
  private readonly hostPort: MessagePort;
  private readonly corePort: MessagePort;

  /** `calls`: what the core answers; what is not there it does not know. */
  constructor(calls: Partial<CoreCalls>) {
    super();
    const { port1, port2 } = new MessageChannel();
    this.hostPort = port1;
    this.corePort = port2;
    port1.on('message', (value) => this.emit('message', value));
    this.toHost = createChannel<CoreEvents>(port2, calls, { remote: 'events', onEventError: () => undefined });
  }

  postMessage(value: unknown): void {
    this.hostPort.postMessage(value);
  }

  /** Ends as a worker does that threw. */
  crash(error: Error): void {
    this.emit('error', error);
    this.close(1);
  }

  terminate(): Promise<void> {
    this.isTerminated = true;
    this.close(1);
    return Promise.resolve();
  }

  private close(code: number): void {
    this.toHost.$close();
    this.hostPort.close();
    this.corePort.close();
    this.emit('exit', code);
  }
}
