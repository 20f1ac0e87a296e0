import type { Socket } from 'node:net';
import type { Disposable } from '../../base/disposable';

/** In quiet times a crowd is read so seldom: so long for each channel, in milliseconds. */
const INTERVAL_PER_CHANNEL_MS = 10;
/** What would be read more often than that is read as it comes, in milliseconds: fewer channels than 20 are no crowd. */
const MIN_INTERVAL_MS = 200;
const MAX_INTERVAL_MS = 500;
/** After something that somebody may wait for, a channel is read as it comes for so long, in milliseconds. */
const AWAKE_MS = 5_000;
/** More than that from one look to the next is no quiet time, in bytes. */
const QUIET_BYTES = 32 * 1024;

/** What a pipe reads by. Not documented, but there since Node 0.10; without it a pipe is read as it comes. */
interface Handle {
  readStart(): unknown;
  readStop(): unknown;
}

/** All that are open. */
const open = new Set<QuietReading>();
let timer: NodeJS.Timeout | undefined;

/**
 * Reads the pipes of a crowd together. Each process sends its probes every second, at a moment of its own: to wake up for each costs
 * twice what it costs to read them all at once, and nobody sees the difference. What is written meanwhile waits in the pipe.
 */
export class QuietReading implements Disposable {
  private awakeUntil = 0;
  private isStopped = false;
  private seenBytes = 0;

  constructor(
    private readonly pipe: Socket,
    private readonly awakeMs = AWAKE_MS,
  ) {
    this.wake();
    open.add(this);
    schedule();
  }

  /** Nothing is read before the next look. */
  get isResting(): boolean {
    return this.isStopped;
  }

  /** Read as it comes, for some time: somebody may wait for what comes. */
  wake(): void {
    this.awakeUntil = performance.now() + this.awakeMs;
    this.start();
  }

  /** Read as it comes from now on. */
  dispose(): void {
    open.delete(this);
    this.start();
    schedule();
  }

  start(): void {
    if (!this.isStopped) return;
    this.isStopped = false;
    this.handle?.readStart();
  }

  /** What waits was read: no more until the next look, in quiet times. */
  rest(): void {
    const { bytesRead } = this.pipe;
    const isQuiet = bytesRead - this.seenBytes <= QUIET_BYTES && performance.now() > this.awakeUntil;
    this.seenBytes = bytesRead;
    const { handle } = this;
    if (!isQuiet || !handle) return;
    this.isStopped = true;
    handle.readStop();
  }

  private get handle(): Handle | undefined {
    const { _handle: handle } = this.pipe as { readonly _handle?: Partial<Handle> | null };
    return typeof handle?.readStart === 'function' && typeof handle.readStop === 'function'
      ? (handle as Handle)
      : undefined;
  }
}

function schedule(): void {
  const isCrowd = open.size * INTERVAL_PER_CHANNEL_MS >= MIN_INTERVAL_MS;
  if (isCrowd) {
    timer ??= setTimeout(look, Math.min(MAX_INTERVAL_MS, open.size * INTERVAL_PER_CHANNEL_MS));
    return;
  }
  clearTimeout(timer);
  timer = undefined;
  for (const channel of open) channel.start();
}

/** Timers come before what has arrived, and that before what is immediate: by then all is read. */
function look(): void {
  timer = undefined;
  for (const channel of open) channel.start();
  setImmediate(() => {
    for (const channel of open) channel.rest();
    schedule();
  });
}
