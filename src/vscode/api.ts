import type { Event, Uri } from 'vscode';
import type { Json } from '../shared/probe';

/** A probe as a module last sent it. */
export interface ApiProbe {
  readonly name: string;
  readonly value?: Json;
  readonly unit?: string;
  /** As far as it can be told; else `metric`. */
  readonly kind: 'metric' | 'counter' | 'meter' | 'histogram' | 'transpose';
  /** The library's `agg_type`. */
  readonly aggregation?: string;
  /** Sent by the preloaded library about the runtime, not by the module about itself. */
  readonly isRuntime: boolean;
  /** Milliseconds since the epoch of the last change. */
  readonly changedAt: number;
  /** Lowest and highest number of the last 10 minutes. */
  readonly min?: number;
  readonly max?: number;
  /** Its `alert` option, and whether what that watches for is the case; `unknown` where it cannot be told (yet). */
  readonly alert?: {
    readonly mode: 'threshold' | 'threshold-avg' | 'smart';
    readonly state: 'clear' | 'inForce' | 'unknown';
    /** What the probe, or its average, is compared with. */
    readonly value?: number;
    readonly cmp?: '>' | '<' | '=';
  };
}

/** The last 10 minutes of a probe, oldest first. Intervals without a reading are left out. */
export interface ApiProbeHistory {
  readonly intervalMs: number;
  readonly points: readonly {
    /** Begin of the interval, in milliseconds since the epoch. */
    readonly at: number;
    /** Its readings in one number: maximum, minimum or average, as the probe's aggregation says. */
    readonly value: number;
    readonly min: number;
    readonly max: number;
  }[];
}

/** How an action's call went, or goes; secrets masked. */
export type ApiCall =
  | { readonly kind: 'running' }
  | {
      readonly kind: 'replied';
      readonly value?: Json;
      readonly tookMs: number;
      /** Absolute path of the profile or heap snapshot that it made. */
      readonly file?: string;
    }
  | { readonly kind: 'failed'; readonly message: string };

export interface ApiAction {
  readonly name: string;
  readonly type: 'custom' | 'scoped' | 'internal';
  readonly takesArgument: boolean;
  readonly lastCall?: ApiCall;
}

/** All occurrences of one problem that a process reported, or did not catch. What it says is of the newest of them. */
export interface ApiIssue {
  /** Empty when the module gave none. */
  readonly message: string;
  /** Of the error, such as `TypeError`. */
  readonly name?: string;
  /** Nobody caught the error, or the module's code reported it. */
  readonly origin: 'uncaught' | 'notified';
  /** Occurrences in all lives. */
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** The life in which it occurred last. */
  readonly generation: number;
  /** The first place of its stack in the module's own code: absolute path, counting from 1. */
  readonly place?: { readonly file: string; readonly line?: number; readonly column?: number };
  /** The stack, a line for each frame. */
  readonly stack: readonly string[];
  /** What was reported with it, and the error's own properties; secrets masked. */
  readonly metadata?: Json;
}

/** All events of one name that a process emitted. */
export interface ApiEvent {
  /** Empty for events without a name. */
  readonly name: string;
  /** Since the module was installed. */
  readonly count: number;
  /** Since the process was started by a save; as `count` before the first one. */
  readonly sinceSave: number;
  /** Emitted within the last minute. */
  readonly perMinute: number;
  /** Milliseconds since the epoch. */
  readonly lastAt: number;
  /** Of the newest; long ones are shortened, secrets masked. */
  readonly lastPayload?: Json;
}

/** An option of a module: a key of `config` in its package.json, or one that only `module_conf.json` has. */
export interface ApiOption {
  readonly key: string;
  /** From package.json; absent when it is not there. Secrets are masked, here and below. */
  readonly default?: Json;
  /** As it stands in `module_conf.json`, mostly text; absent when it is not set. */
  readonly override?: Json;
  /** What `initModule` hands out; absent when that is nothing. */
  readonly effective?: Json;
  readonly isSecret: boolean;
}

export interface ApiProcess {
  /** The module's name, or `<module>:<app>` when it has several processes. */
  readonly name: string;
  readonly status: 'launching' | 'online' | 'stopping' | 'stopped' | 'errored' | 'waiting restart';
  readonly pid?: number;
  /** Lives so far; 0 before the first. */
  readonly generation: number;
  readonly restarts: number;
  /** In one line, when the last life ended unasked. */
  readonly crash?: string;
  /** What the module has told by `axm:option:configuration`, merged as PM2 merges it; secrets masked. */
  readonly options?: Readonly<Record<string, Json>>;
  readonly probes: readonly ApiProbe[];
  readonly actions: readonly ApiAction[];
  /** Of all lives, until they are cleared. */
  readonly issues: readonly ApiIssue[];
  readonly events: readonly ApiEvent[];
}

export interface ApiModule {
  readonly id: string;
  readonly name: string;
  readonly version?: string;
  /** Absolute path. */
  readonly folder: string;
  readonly watching: 'on' | 'off' | 'paused';
  /** In the order of package.json, then what only `module_conf.json` has. */
  readonly configuration: readonly ApiOption[];
  readonly processes: readonly ApiProcess[];
}

/** Something about a module changed, or the module is gone. */
export interface ApiChange {
  readonly module: string;
  readonly what: 'module' | 'probes' | 'actions' | 'issues' | 'events' | 'configuration' | 'removed';
}

/**
 * What this extension gives to others: `await extensions.getExtension('module-studio.pm2-module-studio').activate()`.
 * Follows semantic versioning: within a major version of the extension, only new members appear. All values are copies.
 */
export interface Pm2ModulesApi {
  /** The modules that are installed in this window, as they are now. */
  snapshots(): Promise<readonly ApiModule[]>;
  /** Fires at most 4 times a second and module. While someone listens, values are measured as if the views were open. */
  readonly onDidChange: Event<ApiChange>;
  /** Installs a folder and starts it, as the command does; resolves to the module's id once it is online. */
  installFolder(folder: Uri): Promise<string>;
  /** Runs an action and resolves with how it went. `module` is an id or a name; with several processes the first that has it. */
  runAction(module: string, name: string, argument?: string): Promise<ApiCall>;
  /**
   * The history of a probe; undefined when it has been no number in the last 10 minutes. `module` is an id or a name; with
   * several processes the first that has the probe.
   */
  probeHistory(module: string, name: string): Promise<ApiProbeHistory | undefined>;
  /** Resolves when no start, stop, restart or call is under way and everything known is in {@link snapshots}. */
  whenIdle(): Promise<void>;
}
