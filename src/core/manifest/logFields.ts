import { message } from '../../base/message';
import { field } from './field';
import { flag, flagOrText, text } from './fieldKinds';

/** Options that say where the output goes, and in which form. */
export const logFields = {
  out_file: field(
    text,
    message(
      'The file for what the process writes to stdout; "/dev/null" throws it away. It must not lie in the folder that is watched.',
    ),
    {
      aliases: ['out', 'output', 'out_log'],
      default: '~/.pm2/logs/<name>-out.log',
      examples: ['/dev/null'],
    },
  ),
  error_file: field(
    text,
    message(
      'The file for what the process writes to stderr; "/dev/null" throws it away. It must not lie in the folder that is watched.',
    ),
    {
      aliases: ['error', 'err', 'err_file', 'err_log'],
      default: '~/.pm2/logs/<name>-error.log',
      examples: ['/dev/null'],
    },
  ),
  log_file: field(flagOrText, message('One file for both streams, beside the two others.'), { aliases: ['log'] }),
  pid_file: field(text, message('The file that holds the id of the process.'), {
    aliases: ['pid'],
    default: '~/.pm2/pids/<name>-<id>.pid',
  }),
  disable_logs: field(flag, message('Whether nothing of the output is kept.'), { default: false }),
  log_type: field(text, message('"json" writes each piece of output as an object with time, stream and process.'), {
    examples: ['json'],
  }),
  log_date_format: field(text, message('Puts the time before each line of the log, in this format of Day.js.'), {
    examples: ['YYYY-MM-DD HH:mm:ss'],
  }),
  time: field(flag, message('Whether the time stands before each line of the log, as 2026-01-31T12:00:00.'), {
    default: false,
  }),
  merge_logs: field(
    flag,
    message('Whether all instances write into the same files, without a number in their names.'),
    {
      aliases: ['combine_logs'],
      default: true,
    },
  ),
};
