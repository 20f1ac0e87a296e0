import { userInfo } from 'node:os';
import path from 'node:path';
import { isRecord } from '../../base/records';
import type { AppOptions, Manifest } from '../manifest/manifest';

/** What a process's environment is made of. */
export interface EnvironmentInput {
  /** The editor's environment, cleaned of the editor's own variables. */
  readonly inherited: Readonly<Record<string, string>>;
  readonly manifest: Manifest;
  readonly app: AppOptions;
  /** The module's part of `module_conf.json`; what is not an object counts as empty. */
  readonly section: unknown;
  /** `$PM2_HOME`. */
  readonly home: string;
  readonly pmId: number;
  readonly uniqueId: string;
  readonly restarts: number;
  readonly unstableRestarts: number;
  /** Milliseconds since the epoch: of the first start, and of this one. */
  readonly createdAt: number;
  readonly now: number;
  readonly logs: { readonly out: string; readonly error: string };
  /** Absent: where PM2 would write it. */
  readonly pidFile?: string;
  /** `word` is the interpreter as PM2 names it, such as `node`. */
  readonly interpreter: { readonly word: string };
  readonly moduleDebug: boolean;
}

type Variables = Readonly<Record<string, string | number | boolean>>;

/**
 * The environment that PM2 gives to a module's process, built in PM2's order: its description of the process, overlaid
 * by what is inherited, the manifest's `env` and the module's options, overlaid by what PM2 knows of this life. An option
 * named like a field of PM2's thus replaces that variable, but does not change the process as it does with PM2.
 */
export function moduleEnvironment(input: EnvironmentInput): Record<string, string> {
  const variables: Variables = {
    ...description(input),
    ...inherited(input),
    PWD: input.manifest.folder,
    ...input.app.env,
    PM2_HOME: input.home,
    ...PM2_USE,
    ...optionVariables(input),
    ...life(input),
    ...(input.moduleDebug ? { MODULE_DEBUG: 'true' } : undefined),
  };
  const texts = Object.entries(variables).map(([key, value]): [string, string] => [key, String(value)]);
  return Object.fromEntries(texts.filter(isPossible));
}

/** How the command line of PM2 marks itself; its API behaves by these. */
const PM2_USE = { PM2_USAGE: 'CLI', PM2_INTERACTOR_PROCESSING: 'true', PM2_JSON_PROCESSING: 'true' };

/** Declared options that PM2 replaces by something else before the process sees them. */
const REPLACED: ReadonlySet<string> = new Set(['script', 'out_file', 'error_file', 'log_file', 'pid_file']);

/** What PM2 keeps about a process, in so far as it is text, number or boolean. */
function description({ manifest, app, home, logs, pidFile, pmId, interpreter }: EnvironmentInput): Variables {
  const declared = Object.entries(app.declared).filter(([name]) => !REPLACED.has(name));
  return {
    vizion: true,
    autostart: true,
    autorestart: true,
    instance_var: app.instanceVar,
    pmx: true,
    automation: true,
    treekill: true,
    windowsHide: true,
    kill_retry_time: 100,
    // A list is no text, so PM2 leaves it out.
    ...(typeof app.watch === 'boolean' ? { watch: app.watch } : undefined),
    merge_logs: app.mergeLogs,
    ...Object.fromEntries(declared),
    ...(app.logDateFormat === undefined ? undefined : { log_date_format: app.logDateFormat }),
    ...(typeof app.logFile === 'string' ? { pm_log_path: app.logFile } : undefined),
    name: app.name,
    namespace: app.namespace,
    username: userName(),
    cwd: manifest.folder,
    pmx_module: true,
    pm_exec_path: app.script,
    pm_cwd: manifest.folder,
    exec_interpreter: interpreter.word,
    exec_mode: 'fork_mode',
    instances: 1,
    pm_out_log_path: logs.out,
    pm_err_log_path: logs.error,
    pm_pid_path: pidFile ?? path.join(home, 'pids', `${fileName(app.name)}-${pmId}.pid`),
    km_link: false,
    vizion_running: false,
  };
}

/** `filter_env` takes away: a text one variable, a list all whose names contain one of its texts; `true` takes none. */
function inherited({ inherited: all, app: { filterEnv } }: EnvironmentInput): Readonly<Record<string, string>> {
  const isKept = ([key]: [string, string]): boolean => {
    if (key === 'MODULE_DEBUG') return false;
    if (typeof filterEnv === 'string') return key !== filterEnv;
    return typeof filterEnv === 'boolean' || !filterEnv.some((part) => key.includes(part));
  };
  return Object.fromEntries(Object.entries(all).filter(isKept));
}

/** Every option as a variable of its own, and all as JSON in one that is named like the package, where libraries look. */
function optionVariables({ manifest, app, section }: EnvironmentInput): Readonly<Record<string, string>> {
  const options = isRecord(section) ? section : {};
  const flat = Object.entries(options).map(([key, value]): [string, string] => [
    key,
    typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  const json = JSON.stringify(options);
  return { ...Object.fromEntries(flat), [app.name]: json, [manifest.name]: json };
}

function life(input: EnvironmentInput): Variables {
  return {
    status: 'launching',
    unique_id: input.uniqueId,
    pm_uptime: input.now,
    created_at: input.createdAt,
    pm_id: input.pmId,
    restart_time: input.restarts,
    unstable_restarts: input.unstableRestarts,
    [input.app.instanceVar]: Math.max(0, input.manifest.apps.indexOf(input.app)),
  };
}

/** PM2's rule for the names of log and pid files. */
function fileName(name: string): string {
  return name.replace(/[^a-zA-Z0-9.\-\\]/g, '-');
}

let ownName: string | undefined;

/** Asked once: the system looks it up in its files. */
function userName(): string {
  try {
    return (ownName ??= userInfo().username);
  } catch {
    return ''; // a user id without an entry, as in some containers
  }
}

/** Names and values that no operating system takes would keep the process from starting. */
function isPossible([key, value]: [string, string]): boolean {
  return key !== '' && !/[=\0]/.test(key) && !value.includes('\0');
}
