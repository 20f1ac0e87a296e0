/** Variables that the editor set for itself; a module's process must not see them. */
const EDITOR_VARIABLES = /^(ELECTRON_|VSCODE_|GDK_|CHROME_DESKTOP$|NODE_OPTIONS$)/i;

/** What PM2 sets in a process and does not hand on to those that it starts from there. */
const PROCESS_VARIABLES: ReadonlySet<string> = new Set([
  'MODULE_DEBUG',
  'NODE_APP_INSTANCE',
  'PM2_INTERACTOR_PROCESSING',
  'PM2_JSON_PROCESSING',
  'PM2_PROGRAMMATIC',
  'PM2_USAGE',
  'args',
  'automation',
  'autorestart',
  'autostart',
  'created_at',
  'env',
  'exec_interpreter',
  'exec_mode',
  'exit_code',
  'filter_env',
  'instance_var',
  'instances',
  'km_link',
  'kill_retry_time',
  'max_memory_restart',
  'merge_logs',
  'name',
  'namespace',
  'node_args',
  'pm_cwd',
  'pm_err_log_path',
  'pm_exec_path',
  'pm_id',
  'pm_out_log_path',
  'pm_pid_path',
  'pm_uptime',
  'pmx',
  'pmx_module',
  'restart_time',
  'status',
  'stop_exit_codes',
  'treekill',
  'unique_id',
  'unstable_restarts',
  'username',
  'versioning',
  'vizion',
  'vizion_running',
  'watch',
  'windowsHide',
]);

/**
 * The editor's environment as a module may inherit it: without what the editor or its Node set for themselves, and, when
 * the editor itself was started by PM2, without what PM2 told that process about itself.
 */
export function cleanEnvironment(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const isUnderPm2 = env.pm_id !== undefined;
  return Object.fromEntries(
    Object.entries(env).flatMap(([key, value]) => {
      if (value === undefined || EDITOR_VARIABLES.test(key)) return [];
      return isUnderPm2 && PROCESS_VARIABLES.has(key) ? [] : [[key, value]];
    }),
  );
}
