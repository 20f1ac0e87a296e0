import workerThreads, { Worker } from 'node:worker_threads';

/** Where the worker threads of this process are kept: each spec is a bundle of its own. */
const KEPT = Symbol.for('pm2-modules-test-workers');

interface KeepingGlobal {
  [KEPT]?: Worker[];
}

/** Keeps what is started from now on, so that a test can end a thread that nobody hands out. */
export function keepWorkers(): void {
  const workers: Worker[] = [];
  (globalThis as KeepingGlobal)[KEPT] = workers;
  workerThreads.Worker = class extends Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      if (args[1]?.name === 'pm2-modules') workers.push(this);
    }
  };
}

/** The threads of the core that were started so far, the oldest first. */
export function coreWorkers(): readonly Worker[] {
  return (globalThis as KeepingGlobal)[KEPT] ?? [];
}
