import type { Hint, StartFileRule } from '../../shared/module';
import type { Json } from '../../shared/probe';

/** A module's package.json as PM2 reads it: checked, with defaults filled in and paths resolved. */
export interface Manifest {
  /** Absolute path of the module's folder, as it was opened. */
  readonly folder: string;
  /** Absolute path of its package.json. */
  readonly file: string;
  /** The package's name, or the folder's when it has none. */
  readonly name: string;
  readonly version?: string;
  readonly description?: string;
  /** What runs, one process each; never empty. */
  readonly apps: readonly [AppOptions, ...AppOptions[]];
  /** The defaults of the module's own options. */
  readonly config: Readonly<Record<string, Json>>;
  readonly hints: readonly Hint[];
  /** It depends on `pm2`, whose API starts a PM2 daemon when it is used. */
  readonly usesPm2Api: boolean;
}

/** One entry of `apps`, in PM2's words; see PM2's "Ecosystem file" reference. */
export interface AppOptions {
  /** What its row is called: the module's name, or `<module>:<app>` when it has several apps. */
  readonly name: string;
  /** Absolute path of the start file, which existed when the manifest was read. */
  readonly script: string;
  readonly scriptRule: StartFileRule;
  /** As declared: a command, an absolute path, or `none`. */
  readonly interpreter?: string;
  /** Line of package.json that declares {@link interpreter}, from 1. */
  readonly interpreterLine?: number;
  /** PM2's `node_args`. */
  readonly interpreterArgs: readonly string[];
  readonly args: readonly string[];
  /** `apps[].env`, objects in it as JSON; `port` is in it as `PORT`. */
  readonly env: Readonly<Record<string, string>>;
  /** Always the module's folder, as with PM2. */
  readonly cwd: string;
  /** Globs or paths relative to the folder; true: the whole folder. */
  readonly watch: boolean | readonly string[];
  readonly ignoreWatch: readonly string[];
  readonly watchDelayMs: number;
  /** `watch_options.usePolling`. */
  readonly usePolling?: boolean;
  /** Absent when not declared; PM2 then takes {@link defaultKillTimeoutMs}. */
  readonly killTimeoutMs?: number;
  readonly minUptimeMs: number;
  readonly maxRestarts: number;
  readonly isMaxRestartsDeclared: boolean;
  /** Declared, even as 0: PM2 then shows `waiting restart` between two lives. */
  readonly restartDelayMs?: number;
  readonly expBackoffRestartDelayMs?: number;
  readonly autorestart: boolean;
  readonly stopExitCodes: readonly number[];
  /** Online only after the module has sent `ready`, at the latest after {@link listenTimeoutMs}. */
  readonly waitReady: boolean;
  readonly listenTimeoutMs: number;
  readonly shutdownWithMessage: boolean;
  readonly maxMemoryRestartBytes?: number;
  /** False when `pmx` or `automation` is: `@pm2/io` is not preloaded then. */
  readonly preload: boolean;
  readonly sourceMaps: boolean;
  /** Absolute paths; `/dev/null` (`\\.\NUL` on Windows) when that stream is thrown away. */
  readonly outFile?: string;
  readonly errorFile?: string;
  /** Both streams in one file; true: PM2's default place. */
  readonly logFile?: string | true;
  readonly pidFile?: string;
  /** Day.js format of the time before each line; `time: true` is `YYYY-MM-DDTHH:mm:ss`. */
  readonly logDateFormat?: string;
  readonly logType?: 'json';
  readonly disableLogs: boolean;
  readonly mergeLogs: boolean;
  /** As declared, 1 otherwise; one process runs whatever it says. */
  readonly instances: number;
  /** PM2 would run it in cluster mode. */
  readonly isCluster: boolean;
  /** As declared: a name is not inherited, nor is one that contains an item of the list; PM2 does nothing for `true`. */
  readonly filterEnv: boolean | string | readonly string[];
  /** Name of the variable that carries the instance's number. */
  readonly instanceVar: string;
  readonly namespace: string;
  /** Every declared option with a plain value, under PM2's own name for it: PM2 shows them to the process as variables. */
  readonly declared: Readonly<Record<string, string | number | boolean>>;
}

/** PM2's values for what a manifest does not say. */
export const defaultKillTimeoutMs = 1_600;
export const defaultMinUptimeMs = 1_000;
export const defaultMaxRestarts = 16;
export const defaultListenTimeoutMs = 3_000;
