import * as v from 'valibot';
import { isRecord } from '../../base/records';
import { splitArguments } from './commandLine';
import {
  needsDuration,
  needsExitCodes,
  needsFlag,
  needsFlagOrList,
  needsFlagOrText,
  needsList,
  needsMilliseconds,
  needsMode,
  needsNumber,
  needsObject,
  needsSize,
  needsText,
  type DescribeField,
} from './fieldMessages';
import { bytes, duration, milliseconds, numeric } from './units';

/** One option of an `apps` entry: what PM2 takes, and which other names than its own and its camelCase form it has. */
interface Field<T> {
  readonly schema: v.GenericSchema<unknown, T>;
  readonly describe: DescribeField;
  readonly aliases: readonly string[];
}

const scalarText = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const texts = v.array(scalarText);
const list = v.union([texts, v.pipe(v.string(), v.transform(splitArguments))]);
const variables = v.custom<Record<string, unknown>>(isRecord);
const exitCodes = v.union([
  v.array(numeric),
  v.pipe(
    numeric,
    v.transform((code) => [code]),
  ),
]);
const instanceCount = v.union([
  numeric,
  v.pipe(
    v.literal('max'),
    v.transform(() => 0),
  ),
]);
const execMode = v.pipe(
  v.picklist(['fork', 'fork_mode', 'cluster', 'cluster_mode']),
  v.transform((mode) => (mode.startsWith('cluster') ? 'cluster_mode' : 'fork_mode')),
);

/** PM2's options of an `apps` entry, under the names that it uses itself. Facts: PM2 7, "Ecosystem file" reference. */
export const appFields = {
  script: text('exec', 'cmd', 'command'),
  name: text(),
  name_prefix: text(),
  namespace: text(),
  install_url: text(),
  cwd: text(),
  args: field(list, needsList),
  exec_interpreter: text('interpreter'),
  node_args: field(list, needsList, 'interpreterArgs', 'interpreter_args'),
  exec_mode: field(execMode, needsMode),
  instances: field(instanceCount, needsNumber),
  instance_var: text(),
  increment_var: text(),
  env: field(variables, needsObject),
  filter_env: field(v.union([v.boolean(), v.string(), texts]), needsFlagOrList),
  port: field(numeric, needsNumber),
  out_file: text('out', 'output', 'out_log'),
  error_file: text('error', 'err', 'err_file', 'err_log'),
  log_file: field(v.union([v.boolean(), v.string()]), needsFlagOrText, 'log'),
  pid_file: text('pid'),
  disable_logs: flag(),
  log_type: text(),
  log_date_format: text(),
  time: flag(),
  merge_logs: flag('combine_logs'),
  watch: field(v.union([v.boolean(), v.string(), texts]), needsFlagOrList),
  ignore_watch: field(list, needsList),
  watch_delay: time(),
  watch_options: field(variables, needsObject),
  autostart: flag(),
  autorestart: flag(),
  min_uptime: field(duration, needsDuration),
  max_restarts: field(v.pipe(numeric, v.minValue(0)), needsNumber),
  restart_delay: time(),
  exp_backoff_restart_delay: time(),
  stop_exit_codes: field(exitCodes, needsExitCodes),
  max_memory_restart: field(bytes, needsSize),
  kill_timeout: time(),
  kill_retry_time: time(),
  treekill: flag(),
  shutdown_with_message: flag(),
  wait_ready: flag(),
  listen_timeout: time(),
  cron_restart: field(v.union([v.string(), v.number()]), needsText, 'cron'),
  pmx: field(v.union([v.boolean(), v.string()]), needsFlag),
  automation: flag(),
  source_map_support: flag(),
  disable_source_map_support: flag(),
  vizion: flag(),
  windowsHide: flag(),
  uid: field(v.union([v.number(), v.string()]), needsText, 'user'),
  gid: field(v.union([v.number(), v.string()]), needsText),
  username: text(),
  execute_command: flag(),
  force: flag(),
  append_env_to_name: flag(),
  post_update: field(v.array(v.unknown()), needsList),
  trace: flag(),
  disable_trace: flag(),
  v8: flag(),
  event_loop_inspector: flag(),
  deep_monitoring: flag(),
  write: flag(),
  io: field(variables, needsObject),
};

export type AppFieldName = keyof typeof appFields;

function field<T>(schema: v.GenericSchema<unknown, T>, describe: DescribeField, ...aliases: string[]): Field<T> {
  return { schema, describe, aliases };
}

function text(...aliases: string[]): Field<string> {
  return field(v.string(), needsText, ...aliases);
}

function flag(...aliases: string[]): Field<boolean> {
  return field(v.boolean(), needsFlag, ...aliases);
}

function time(): Field<number> {
  return field(milliseconds, needsMilliseconds);
}
