import { systemClock, type Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import { Emitter } from '../../../base/event';
import { formatLine, formatSeparator } from '../../logs/formatLog';
import { LogTail, type LogBatch } from '../../logs/logTail';
import type { EmbeddedProcess } from './embeddedProcess';

interface Followed {
  readonly process: EmbeddedProcess;
  readonly tail: LogTail;
  /** Output of a new life that waits for the line that announces it. */
  held: string[] | undefined;
  announced: number;
}

/** The module's log channel: the output of its processes in lines, with a separator between two lives. */
export class ModuleOutput implements Disposable {
  private readonly followed = new Map<string, Followed>();
  private readonly added = new Emitter<readonly string[]>();

  /** Formatted lines, oldest first. */
  readonly onDidAdd = this.added.event;

  constructor(
    /** Several processes: each line names its own. */
    private readonly hasSeveral: () => boolean,
    private readonly clock: Clock = systemClock,
  ) {}

  follow(process: EmbeddedProcess): void {
    const tail = new LogTail(process.logPaths, { clock: this.clock, maxBytes: process.maxLogBytes });
    const followed: Followed = { process, tail, held: undefined, announced: 0 };
    this.followed.set(process.key, followed);
    tail.onDidRead((batch) => this.accept(followed, batch));
    // Before the spawn: a small program has written before we hear of its launch.
    process.onDidOpenLogs(() => {
      followed.held ??= [];
      tail.start();
    });
    process.supervisor.onDidExit(() => tail.flush());
    process.onDidChange(() => this.announce(followed));
  }

  unfollow(process: string): void {
    this.followed.get(process)?.tail.dispose();
    this.followed.delete(process);
  }

  /** Reads all that one process, or every process, has written so far. */
  flush(process?: string): void {
    for (const [key, { tail }] of this.followed) if (process === undefined || key === process) tail.flush();
  }

  dispose(): void {
    for (const { tail } of this.followed.values()) tail.dispose();
    this.followed.clear();
    this.added.dispose();
  }

  private accept(followed: Followed, batch: LogBatch): void {
    const { options } = followed.process;
    const lines = batch.lines.map((text) =>
      formatLine({
        ...{ at: batch.at, stream: batch.stream, text },
        ...(this.hasSeveral() && { app: options.name }),
        ...(options.logDateFormat !== undefined && { dateFormat: options.logDateFormat }),
        ...(options.logType === 'json' && { json: { processId: followed.process.pmId, appName: options.name } }),
      }),
    );
    if (batch.skippedBytes > 0) {
      const { skippedLines, skippedBytes, stream } = batch;
      const what = skippedLines > 0 ? `${count(skippedLines)} lines` : `${count(skippedBytes)} bytes of a line`;
      lines.unshift(`… ${what} were skipped here; ${followed.process.logPaths[stream]} has them all`);
    }
    if (batch.cutBytes > 0) {
      lines.push(
        `… ${count(batch.cutBytes)} bytes were cut off ${followed.process.logPaths[batch.stream]}: it had grown over pm2Modules.logs.maxFileSizeMb`,
      );
    }
    if (followed.held) followed.held.push(...lines);
    else this.added.fire(lines);
  }

  /** A life is announced once it is known how long its start took, or that it ended before. */
  private announce(followed: Followed): void {
    const { state } = followed.process.supervisor;
    const { held } = followed;
    if (!held || followed.announced === state.generation) return;
    if (state.restartTookMs === undefined && state.life) return;
    followed.announced = state.generation;
    followed.held = undefined;
    const separator = formatSeparator({
      at: state.request?.at ?? this.clock.now(),
      generation: state.generation,
      reason: state.request?.reason ?? { kind: 'start' },
      ...(state.restartTookMs !== undefined && { tookMs: state.restartTookMs }),
      ...(this.hasSeveral() && { app: followed.process.options.name }),
    });
    this.added.fire([separator, ...held]);
    followed.tail.poke();
  }
}

function count(amount: number): string {
  return amount.toLocaleString('en');
}
