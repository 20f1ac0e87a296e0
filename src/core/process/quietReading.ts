import { readSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Disposable } from '../../base/disposable';
import { errorCode } from '../../base/errors';
import { descriptorOf } from './inflow';

/** In quiet times a crowd is read so seldom: so long for each channel, in milliseconds. */
const INTERVAL_PER_CHANNEL_MS = 10;
/** What would be read more often than that is read as it comes, in milliseconds: fewer channels than 20 are no crowd. */
const MIN_INTERVAL_MS = 200;
const MAX_INTERVAL_MS = 500;
/** After something that somebody may wait for, a channel is read as it comes for so long, in milliseconds. */
const AWAKE_MS = 5_000;
/** More than that from one look to the next is no quiet time, in bytes. */
const QUIET_BYTES = 32 * 1024;
/** So much is read at once, in bytes. */
const BUFFER_BYTES = 64 * 1024;
const NEWLINE = 10;

/** What a pipe reads by. Not documented, but there since Node 0.10; without it a pipe is read as it comes. */
interface Handle {
  readStart(): unknown;
  readStop(): unknown;
}

/** All that are open. */
const open = new Set<QuietReading>();
let timer: NodeJS.Timeout | undefined;

/** Of all channels, for each is done with it before another is read: Node makes room for 64 kB at each read. */
let buffer: Buffer | undefined;

/**
 * Reads the pipes of a crowd together. Each process sends its probes every second, at a moment of its own: to wake up for each costs
 * several times what it costs to read them all at once, and nobody sees the difference. What is written meanwhile waits in the pipe,
 * which the event loop does not look at: it would wake up for each all the same, to find that nobody reads.
 */
export class QuietReading implements Disposable {
  private awakeUntil = 0;
  private isStopped = false;
  private seenBytes = 0;

  constructor(
    private readonly pipe: Socket,
    /** Takes what was read here, and keeps nothing of it; the rest comes as the pipe's data. */
    private readonly takeIn: (chunk: Buffer) => void,
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

  /** Reads what waits, or has it wait from now on if times are quiet. */
  look(): void {
    if (this.isStopped) this.read();
    else this.rest();
  }

  private rest(): void {
    const { bytesRead } = this.pipe;
    const isQuiet = bytesRead - this.seenBytes <= QUIET_BYTES && performance.now() > this.awakeUntil;
    this.seenBytes = bytesRead;
    const { handle } = this;
    if (!isQuiet || !handle || descriptorOf(this.pipe) === undefined) return;
    this.isStopped = true;
    handle.readStop();
  }

  private read(): void {
    buffer ??= Buffer.allocUnsafe(BUFFER_BYTES);
    const length = this.readInto(buffer);
    if (length === undefined) return;
    // Of an end, or of what is wrong with the pipe, Node tells when it has read that itself.
    if (length === 0 || length > QUIET_BYTES) this.wake();
    if (length > 0) this.tell(buffer.subarray(0, length));
  }

  /** Returns how much there was; undefined for nothing, 0 for nothing ever. */
  private readInto(bytes: Buffer): number | undefined {
    const fd = descriptorOf(this.pipe);
    if (fd === undefined) return 0;
    const { stackTraceLimit } = Error;
    // That nothing has come is an error: half of what it costs is its stack.
    Error.stackTraceLimit = 0;
    try {
      return readSync(fd, bytes);
    } catch (error) {
      return errorCode(error) === 'EAGAIN' ? undefined : 0;
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  /** Of a line without its end something is kept. */
  private tell(chunk: Buffer): void {
    this.takeIn(chunk.at(-1) === NEWLINE ? chunk : Buffer.from(chunk));
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

function look(): void {
  timer = undefined;
  for (const channel of open) channel.look();
  schedule();
}
