import { message } from '../../base/message';
import { field } from './field';
import { count, exitCodes, flag, flagOrList, list, numberOrText, size, span, time, variables } from './fieldKinds';
import { defaultKillTimeoutMs, defaultListenTimeoutMs, defaultMaxRestarts, defaultMinUptimeMs } from './manifest';

/** Options that say when the process starts, restarts and stops. */
export const lifeFields = {
  watch: field(
    flagOrList,
    message(
      'What restarts the module when it changes: all files of its folder, none, or those of a list of paths and globs. Without it, PM2 watches what was installed with "pm2 install .", and nothing that came from npm.',
    ),
    { default: true, examples: [['src'], true, false] },
  ),
  ignore_watch: field(
    list,
    message(
      'Paths and globs whose changes restart nothing. Under PM2 the list replaces what it ignores by itself: files with a dot, and node_modules.',
    ),
    { examples: [['node_modules', '.git', 'data']] },
  ),
  watch_delay: field(time, message('How long a restart waits after a change.'), { default: 0, examples: [500] }),
  watch_options: field(variables, message('Options of chokidar, the library that watches.'), {
    examples: [{ usePolling: true }],
  }),
  autostart: field(flag, message('Whether the process is started when it is installed, or only listed.'), {
    default: true,
  }),
  autorestart: field(flag, message('Whether a process that ends is started again, also when it ended well.'), {
    default: true,
  }),
  min_uptime: field(span, message('A life shorter than this counts as unstable; "max_restarts" counts those.'), {
    default: defaultMinUptimeMs,
    examples: ['10s', 5000],
  }),
  max_restarts: field(
    count,
    message('After so many unstable lives in a row the process is errored, and not started again.'),
    {
      default: defaultMaxRestarts,
      examples: [10],
    },
  ),
  restart_delay: field(time, message('How long a restart waits after the process has ended by itself.'), {
    default: 0,
    examples: [3000],
  }),
  exp_backoff_restart_delay: field(
    time,
    message(
      'The first wait before a restart; each further one is half as long again, up to 15 s. A life of 30 s starts anew.',
    ),
    { default: 0, examples: [100] },
  ),
  stop_exit_codes: field(exitCodes, message('Exit codes after which the process is not started again.'), {
    examples: [[0], [0, 143]],
  }),
  max_memory_restart: field(
    size,
    message('The process is restarted when it takes more memory than this; PM2 looks every 30 s.'),
  ),
  kill_timeout: field(time, message('How long a process has between SIGINT and SIGKILL when it is stopped.'), {
    default: defaultKillTimeoutMs,
    examples: [5000],
  }),
  kill_retry_time: field(time, message('How often PM2 looks whether a process that was told to stop has ended.'), {
    default: 100,
    examples: [100],
  }),
  treekill: field(flag, message('Whether the processes that the module started are stopped with it.'), {
    default: true,
  }),
  shutdown_with_message: field(
    flag,
    message('Whether the process is asked to stop by the message "shutdown" rather than by SIGINT.'),
    {
      default: false,
    },
  ),
  wait_ready: field(flag, message('Whether the process is online only once it has called process.send("ready").'), {
    default: false,
  }),
  listen_timeout: field(
    time,
    message('How long "wait_ready" waits before the process counts as online all the same.'),
    {
      default: defaultListenTimeoutMs,
      examples: [8000],
    },
  ),
  cron_restart: field(
    numberOrText,
    message('When the process is restarted regularly, as a cron expression; 0 is never.'),
    {
      aliases: ['cron'],
      examples: ['0 0 * * *', '*/30 * * * *'],
      effect: 'inert',
    },
  ),
};
