import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { Emitter } from '../../base/event';
import { LineReader } from './lineReader';

/** New output of one stream. */
export interface LogBatch {
  readonly stream: 'out' | 'error';
  readonly lines: readonly string[];
  /** Milliseconds since the epoch at which it was read. */
  readonly at: number;
  /** Lines before these that were passed over. */
  readonly skippedLines: number;
  /** Bytes that were cut off the file after these lines. */
  readonly cutBytes: number;
}

export interface LogTailOptions {
  readonly clock: Clock;
  /** A file that grows over this is cut, in bytes. */
  readonly maxBytes: number;
}

/** Looks at the files so often: soon after something was written, seldom in quiet times. In milliseconds. */
const FASTEST_MS = 30;
const SLOWEST_MS = 500;
/** A line without an end is shown after this time. */
const PARTIAL_MS = 500;

interface Stream {
  readonly name: 'out' | 'error';
  readonly reader: LineReader;
  partialSince: number | undefined;
}

/** Follows the two log files of a process. Looks at them itself: a watcher would tell of every single write. */
export class LogTail implements Disposable {
  private readonly streams: readonly Stream[];
  private readonly read = new Emitter<LogBatch>();
  private timer: Disposable | undefined;
  private intervalMs = FASTEST_MS;
  private isStarted = false;

  readonly onDidRead = this.read.event;

  constructor(
    paths: { readonly out: string; readonly error: string },
    private readonly options: LogTailOptions,
  ) {
    const names = paths.out === paths.error ? (['out'] as const) : (['out', 'error'] as const);
    this.streams = names.map((name) => ({
      name,
      reader: new LineReader(paths[name], options.maxBytes),
      partialSince: undefined,
    }));
  }

  /** Begins at the end of what the files have now. */
  start(): void {
    if (this.isStarted) return;
    this.isStarted = true;
    for (const { reader } of this.streams) reader.start();
    this.schedule();
  }

  /** Something was probably written just now. */
  poke(): void {
    if (!this.isStarted) return;
    this.intervalMs = FASTEST_MS;
    this.schedule();
  }

  /** Reads all that is there, an unfinished line included. */
  flush(): void {
    if (!this.isStarted) return;
    for (const stream of this.streams) {
      while (this.look(stream)) continue;
      this.showPartial(stream);
    }
  }

  dispose(): void {
    this.isStarted = false;
    this.timer?.dispose();
    for (const { reader } of this.streams) reader.dispose();
    this.read.dispose();
  }

  private schedule(): void {
    this.timer?.dispose();
    this.timer = this.options.clock.after(this.intervalMs, () => {
      const before = this.intervalMs;
      this.intervalMs = Math.min(SLOWEST_MS, before * 2);
      for (const stream of this.streams) {
        if (this.look(stream)) this.intervalMs = FASTEST_MS;
        this.showOldPartial(stream);
      }
      this.schedule();
    });
  }

  /** Returns whether there is more to read at once. */
  private look(stream: Stream): boolean {
    const { lines, skippedLines, cutBytes, hasMore } = stream.reader.read();
    const isNew = lines.length > 0 || skippedLines > 0 || cutBytes > 0;
    if (isNew) {
      this.intervalMs = FASTEST_MS;
      this.read.fire({ stream: stream.name, at: this.options.clock.now(), lines, skippedLines, cutBytes });
    }
    return hasMore;
  }

  private showOldPartial(stream: Stream): void {
    const now = this.options.clock.now();
    if (!stream.reader.hasPartial) stream.partialSince = undefined;
    else stream.partialSince ??= now;
    if (stream.partialSince !== undefined && now - stream.partialSince >= PARTIAL_MS) this.showPartial(stream);
  }

  private showPartial(stream: Stream): void {
    stream.partialSince = undefined;
    const partial = stream.reader.takePartial();
    if (partial === undefined) return;
    const at = this.options.clock.now();
    this.read.fire({ stream: stream.name, at, lines: [partial], skippedLines: 0, cutBytes: 0 });
  }
}
