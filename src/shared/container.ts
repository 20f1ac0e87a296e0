/** The descriptor of the pipe between supervisor and container; the module's IPC channel stays the module's. */
export type ControlDescriptor = 4;

/**
 * The container's only argument, given when the life will be preloaded: the preload's code is loaded while the container
 * waits for its {@link Go}, for milliseconds or, as a standby, for minutes. Without it, the code is loaded at the go.
 */
export type LoadPreloadAhead = '--load-preload-ahead';

/** Exit code of a container in a Node older than 14: it says so on stderr and runs nothing. */
export type NodeTooOldExitCode = 78;

/** First line that the supervisor writes: the life begins. Everything the module will see is in it. */
export interface Go {
  readonly type: 'go';
  /** Absolute path of the start file. */
  readonly entry: string;
  /** What follows the start file in `process.argv`. */
  readonly args: readonly string[];
  /** Replaces `process.env` as a whole. */
  readonly env: Readonly<Record<string, string>>;
  /** `process.title`. */
  readonly title: string;
  /** Folder of the module's package.json. */
  readonly moduleFolder: string;
  /** Preload `@pm2/io`, as PM2 does unless `apps[].pmx` is false. */
  readonly preload: boolean;
  readonly sourceMaps: boolean;
  /** Report loaded files. */
  readonly reportLoaded: boolean;
}

/** Asks the module to end where signals cannot be sent gently (Windows). */
export interface Stop {
  readonly type: 'stop';
}

export type ToContainer = Go | Stop;

/** One JSON object a line, container to supervisor. */
export type FromContainer =
  /** The container is ready for its {@link Go}. */
  | { readonly type: 'ready'; readonly nodeVersion: string; readonly execPath: string }
  /** The entry file is about to be loaded. */
  | { readonly type: 'entering'; readonly at: number }
  /** Absolute paths of files that the module has loaded since the last report. */
  | { readonly type: 'loaded'; readonly files: readonly string[] }
  /** Nothing but the channel of the preloaded library keeps the process alive; told once. */
  | { readonly type: 'idle' };
