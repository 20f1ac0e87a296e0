/** The descriptor of the pipe between supervisor and container; the module's IPC channel stays the module's. */
export type ControlDescriptor = 4;

/** Exit code of a container in a Node older than 14: it says so on stderr and runs nothing. */
export type NodeTooOldExitCode = 78;

/** Exit code of a container whose supervisor is gone before it was told which life to begin. */
export type NeverBegunExitCode = 79;

/** Where a life found its libraries. */
export interface FoundModules {
  /** When they were looked for, or later looked after: milliseconds since the epoch. */
  readonly since: number;
  /** Absolute paths, by what Node's loader remembers them by. */
  readonly files: Readonly<Record<string, string>>;
}

/** First line to a standby: what does not depend on the life may be made ready for it, for it will wait for minutes. */
export interface Wait {
  readonly type: 'wait';
  /** The life will be preloaded. */
  readonly preload: boolean;
  /** Folder of the module's package.json. */
  readonly moduleFolder: string;
  /** Where the life before found its libraries. */
  readonly found?: FoundModules;
}

/** Everything that the module will see of how its life was started. */
export interface LifeSetup {
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

/**
 * The life before it still ends: the process becomes the module's as far as it can without loading the start file. May
 * come again, with another setup.
 */
export interface Prepare extends LifeSetup {
  readonly type: 'prepare';
}

/** The life begins: that of the last {@link Prepare}, if it has no setup of its own. */
export type Go = ({ readonly type: 'go' } & LifeSetup) | { readonly type: 'go'; readonly entry?: undefined };

/** Asks the module to end where signals cannot be sent gently (Windows). */
export interface Stop {
  readonly type: 'stop';
}

export type ToContainer = Wait | Prepare | Go | Stop;

/** One JSON object a line, container to supervisor. */
export type FromContainer =
  /** The container is ready for its {@link Go}. */
  | { readonly type: 'ready'; readonly nodeVersion: string; readonly execPath: string }
  /** The entry file is about to be loaded. */
  | { readonly type: 'entering'; readonly at: number }
  /** Absolute paths of files that the module has loaded since the last report. */
  | { readonly type: 'loaded'; readonly files: readonly string[] }
  /** Libraries that the module has found since the last report. */
  | { readonly type: 'found'; readonly found: FoundModules }
  /** Nothing but the channel of the preloaded library keeps the process alive; told once. */
  | { readonly type: 'idle' };
