import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { LineReader, nothingRead } from './lineReader';
import type { LogLimits, LogPaths } from './logFiles';

/** New output of one stream. */
export interface LogBatch {
  readonly stream: 'out' | 'error';
  readonly lines: readonly string[];
  /** Milliseconds since the epoch at which it was read, or at which the file was last written to if that is earlier. */
  readonly at: number;
  /** Lines before these that were passed over. */
  readonly skippedLines: number;
  /** Their bytes; of a very long line there are some without a line. */
  readonly skippedBytes: number;
  /** Bytes that were cut off the file after these lines. */
  readonly cutBytes: number;
}

export interface LogTailOptions {
  readonly clock: Clock;
  /** A file that grows over this is cut, in bytes. */
  readonly maxBytes: LogLimits;
}

/** Looks at the files so often: soon after something was written, seldom in quiet times. In milliseconds. */
const FASTEST_MS = 30;
const SLOWEST_MS = 500;
/** Many tails together look no more often than one in so many milliseconds in quiet times: of a crowd, each looks more seldom. */
const QUIET_MS_PER_TAIL = 20;
/** After more was written than can be shown: so often as much of it is shown as one look takes. In milliseconds. */
const FLOOD_MS = 250;
/** By how much the pause grows from one look that brought nothing to the next. */
const SLOWDOWN = 1.25;
/** So often a look is a thorough one in quiet times, in milliseconds. */
const THOROUGH_MS = 2_000;
/** A line without an end is shown after this time. */
const PARTIAL_MS = 500;
/** A flush of a file that is written to without end is over after so many looks. */
const MAX_FLUSH_LOOKS = 100;

interface Stream {
  readonly name: 'out' | 'error';
  readonly reader: LineReader;
  partialSince: number | undefined;
}

/** All that look at files now. */
const started = new Set<LogTail>();

/**
 * Follows the two log files of a process, from where they ended when this was made. Looks at them itself: a watcher would
 * tell of every single write.
 */
export class LogTail implements Disposable {
  private readonly streams: readonly Stream[];
  private readonly read = new Emitter<LogBatch>();
  private timer: Disposable | undefined;
  private intervalMs = FASTEST_MS;
  /** When the last thorough look was. */
  private thoroughAt = -Infinity;
  private isStarted = false;

  readonly onDidRead = this.read.event;

  constructor(
    paths: LogPaths,
    private readonly options: LogTailOptions,
  ) {
    const names = paths.out === paths.error ? (['out'] as const) : (['out', 'error'] as const);
    this.streams = names.map((name) => ({
      name,
      reader: new LineReader(paths[name], options.maxBytes[name]),
      partialSince: undefined,
    }));
  }

  start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    started.add(this);
    this.schedule(FASTEST_MS);
  }

  /** Something was probably written just now. */
  poke(): void {
    if (this.isStarted) this.schedule(0);
  }

  /** Reads all that is there, an unfinished line included. */
  flush(): void {
    if (!this.isStarted) return;
    for (const stream of this.streams) {
      let looks = 0;
      while (this.look(stream) && looks < MAX_FLUSH_LOOKS) looks += 1;
      this.showPartial(stream);
    }
  }

  dispose(): void {
    this.isStarted = false;
    started.delete(this);
    this.timer?.dispose();
    for (const { reader } of this.streams) reader.dispose();
    this.read.dispose();
  }

  private schedule(delayMs: number): void {
    this.timer?.dispose();
    this.timer = this.options.clock.after(delayMs, () => {
      this.intervalMs = Math.min(SLOWEST_MS, this.intervalMs * SLOWDOWN);
      const isThorough = this.isTimeForThorough();
      for (const stream of this.streams) {
        if (this.look(stream, isThorough)) this.intervalMs = FASTEST_MS;
        this.showOldPartial(stream);
      }
      if (this.isStarted) this.schedule(this.pauseMs);
    });
  }

  private isTimeForThorough(): boolean {
    const now = this.options.clock.elapsed();
    if (this.intervalMs < SLOWEST_MS || now - this.thoroughAt >= THOROUGH_MS) {
      this.thoroughAt = now;
      return true;
    }
    return false;
  }

  /** In quiet times all tails look at the same moments: to wake up is what costs, not the look. */
  private get pauseMs(): number {
    if (this.intervalMs < SLOWEST_MS) return this.intervalMs;
    const slowestMs = Math.max(SLOWEST_MS, started.size * QUIET_MS_PER_TAIL);
    return Math.ceil(slowestMs - (this.options.clock.elapsed() % slowestMs));
  }

  /** Returns whether there is more to read at once. */
  private look(stream: Stream, isThorough = true): boolean {
    const found = stream.reader.read(isThorough);
    if (found === nothingRead) return false;
    const { writtenAt, hasMore, ...read } = found;
    const isNew = read.lines.length > 0 || read.skippedBytes > 0 || read.cutBytes > 0;
    // What is unfinished now began after the lines that were finished.
    if (isNew) stream.partialSince = undefined;
    if (isNew || (stream.reader.hasPartial && stream.partialSince === undefined)) this.intervalMs = FASTEST_MS;
    if (read.skippedBytes > 0) this.intervalMs = FLOOD_MS;
    if (isNew) {
      const at = Math.floor(Math.min(writtenAt, this.options.clock.now()));
      this.read.fire({ stream: stream.name, at, ...read });
    }
    return hasMore;
  }

  private showOldPartial(stream: Stream): void {
    const now = this.options.clock.elapsed();
    if (!stream.reader.hasPartial) stream.partialSince = undefined;
    else stream.partialSince ??= now;
    if (stream.partialSince !== undefined && now - stream.partialSince >= PARTIAL_MS) this.showPartial(stream);
  }

  private showPartial(stream: Stream): void {
    stream.partialSince = undefined;
    const partial = stream.reader.takePartial();
    if (partial === undefined) return;
    const at = this.options.clock.now();
    this.read.fire({ stream: stream.name, at, lines: [partial], skippedLines: 0, skippedBytes: 0, cutBytes: 0 });
  }
}
