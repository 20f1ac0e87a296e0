import { devNull, homedir } from 'node:os';
import path from 'node:path';
import type { StartFileRule } from '../../shared/module';
import type { DeclaredApp, DeclaredOptions } from './declaredOptions';
import { defaultListenTimeoutMs, defaultMaxRestarts, defaultMinUptimeMs, type AppOptions } from './manifest';
import type { ManifestSource } from './manifestSource';

/** `time: true` stands for this `log_date_format`. */
const TIME_FORMAT = 'YYYY-MM-DDTHH:mm:ss';

/** What an entry's options are completed with. */
export interface AppPlace {
  readonly source: ManifestSource;
  readonly name: string;
  readonly script: string;
  readonly rule: StartFileRule;
}

/** Fills in PM2's defaults and resolves paths against the module's folder. */
export function completeAppOptions(app: DeclaredApp, { source, name, script, rule }: AppPlace): AppOptions {
  const { options } = app;
  const folder = path.dirname(source.file);
  const interpreter = options.exec_interpreter;
  return {
    name,
    script,
    scriptRule: rule,
    ...(interpreter
      ? { interpreter, interpreterLine: source.positionOf(app.pathOf('exec_interpreter')).line }
      : undefined),
    interpreterArgs: options.node_args ?? [],
    args: options.args ?? [],
    env: variablesOf(options),
    cwd: folder,
    ...watchOptions(options),
    ...restartOptions(options),
    ...stopOptions(options),
    ...logOptions(options, folder),
    ...clusterOptions(options),
    preload: !isOff(options.pmx) && options.automation !== false,
    sourceMaps: options.source_map_support !== false && options.disable_source_map_support !== true,
    filterEnv: options.filter_env ?? false,
    instanceVar: options.instance_var ?? 'NODE_APP_INSTANCE',
    namespace: options.namespace ?? 'default',
    declared: plainValues(options),
  };
}

function watchOptions(options: DeclaredOptions) {
  const { watch, watch_options: chokidar } = options;
  return {
    watch: typeof watch === 'string' ? [watch] : (watch ?? true),
    ignoreWatch: options.ignore_watch ?? [],
    watchDelayMs: options.watch_delay ?? 0,
    ...(typeof chokidar?.usePolling === 'boolean' ? { usePolling: chokidar.usePolling } : undefined),
  } satisfies Partial<AppOptions>;
}

function restartOptions(options: DeclaredOptions) {
  return {
    autorestart: options.autorestart ?? true,
    minUptimeMs: options.min_uptime ?? defaultMinUptimeMs,
    maxRestarts: options.max_restarts ?? defaultMaxRestarts,
    isMaxRestartsDeclared: options.max_restarts !== undefined,
    stopExitCodes: options.stop_exit_codes ?? [],
    ...given({
      restartDelayMs: options.restart_delay,
      expBackoffRestartDelayMs: offWhenZero(options.exp_backoff_restart_delay),
      maxMemoryRestartBytes: offWhenZero(options.max_memory_restart),
    }),
  } satisfies Partial<AppOptions>;
}

function stopOptions(options: DeclaredOptions) {
  return {
    ...given({ killTimeoutMs: options.kill_timeout }),
    waitReady: options.wait_ready ?? false,
    listenTimeoutMs: options.listen_timeout ?? defaultListenTimeoutMs,
    shutdownWithMessage: options.shutdown_with_message ?? false,
  } satisfies Partial<AppOptions>;
}

function logOptions(options: DeclaredOptions, folder: string) {
  const { log_file: combined, log_date_format: format } = options;
  return {
    ...given({
      outFile: fileIn(folder, options.out_file),
      errorFile: fileIn(folder, options.error_file),
      logFile: combined === true ? combined : fileIn(folder, combined),
      pidFile: fileIn(folder, options.pid_file),
      logDateFormat: options.time ? TIME_FORMAT : format === '' ? undefined : format,
    }),
    ...(options.log_type === 'json' ? { logType: 'json' as const } : undefined),
    disableLogs: options.disable_logs ?? false,
    mergeLogs: options.merge_logs ?? true,
  } satisfies Partial<AppOptions>;
}

/** PM2 chooses cluster mode by itself as soon as `instances` is given, for Node and bun. */
function clusterOptions(options: DeclaredOptions) {
  const { exec_mode: mode, exec_interpreter: interpreter, instances } = options;
  const isClusterable = interpreter === undefined || /(node|bun)$/.test(path.basename(interpreter));
  return {
    instances: instances ?? 1,
    isCluster: mode === undefined ? instances !== undefined && isClusterable : mode === 'cluster_mode',
  } satisfies Partial<AppOptions>;
}

type Given<T> = { readonly [Name in keyof T]?: Exclude<T[Name], undefined> };

/** The properties that have a value. */
function given<T extends object>(properties: T): Given<T> {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => value !== undefined)) as Given<T>;
}

function offWhenZero(value: number | undefined): number | undefined {
  return value === 0 ? undefined : value;
}

function fileIn(folder: string, name: string | false | undefined): string | undefined {
  if (!name) return undefined;
  if (name === 'NULL' || name === '/dev/null') return devNull;
  return path.resolve(folder, name.startsWith('~') ? path.join(homedir(), name.slice(1)) : name);
}

/** Variables are texts: what is none becomes JSON, null included. */
function variablesOf({ env, port }: DeclaredOptions): Readonly<Record<string, string>> {
  const texts = Object.entries(env ?? {}).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(port === undefined ? texts : [...texts, ['PORT', String(port)]]);
}

function plainValues(options: DeclaredOptions): Readonly<Record<string, string | number | boolean>> {
  return Object.fromEntries(
    Object.entries(options).filter((pair): pair is [string, string | number | boolean] => typeof pair[1] !== 'object'),
  );
}

/** PM2 compares with the text, because it reads this one from the environment. */
function isOff(flag: string | boolean | undefined): boolean {
  return flag === false || flag === 'false';
}
