import { message } from '../../base/message';
import { field } from './field';
import {
  flag,
  flagAsText,
  flagOrList,
  instanceCount,
  list,
  mode,
  number,
  numberOrText,
  steps,
  text,
  variables,
} from './fieldKinds';

/** Options that say what is started, how, and with what. */
export const startFields = {
  script: field(
    text,
    message('The file that starts, relative to the folder of the module. Its extension belongs to it.'),
    {
      aliases: ['exec', 'cmd', 'command'],
      examples: ['index.js'],
    },
  ),
  name: field(text, message('What the process is called. For a module that is always the name of its package.'), {
    effect: 'forced',
  }),
  name_prefix: field(text, message('Is put before the name of the process.')),
  namespace: field(
    text,
    message('The group that the process belongs to: PM2 can restart, stop or list all of one group.'),
    {
      default: 'default',
      examples: ['default'],
    },
  ),
  install_url: field(text, message('Where the module was installed from; PM2 writes it itself.')),
  cwd: field(text, message('The folder that the process starts in. For a module that is always its own folder.'), {
    effect: 'forced',
  }),
  args: field(
    list,
    message('What the start file gets as arguments. A text is split at white space, not within quotes.'),
    {
      default: [],
      examples: [['--verbose']],
    },
  ),
  exec_interpreter: field(
    text,
    message(
      'The program that runs the start file. By default it is picked by the extension: node for .js, python for .py, bash for .sh. "none" runs the file itself.',
    ),
    { aliases: ['interpreter'], usual: 'interpreter', examples: ['node', 'bun', 'python3', 'bash', 'none'] },
  ),
  node_args: field(list, message('Arguments of the interpreter itself, before the start file.'), {
    aliases: ['interpreterArgs', 'interpreter_args'],
    default: [],
    examples: [['--enable-source-maps'], ['--max-old-space-size=256']],
  }),
  exec_mode: field(
    mode,
    message(
      '"cluster" runs several processes that share their ports, "fork" a plain one. With "instances", PM2 takes cluster by itself.',
    ),
    { default: 'fork' },
  ),
  instances: field(
    instanceCount,
    message('How many processes PM2 runs, in cluster mode; "max" is one for each processor.'),
    {
      default: 1,
    },
  ),
  instance_var: field(text, message('The environment variable that tells a process which of the instances it is.'), {
    default: 'NODE_APP_INSTANCE',
    examples: ['NODE_APP_INSTANCE'],
  }),
  increment_var: field(
    text,
    message('An environment variable whose number grows by one from instance to instance, such as a port.'),
    {
      examples: ['PORT'],
    },
  ),
  env: field(variables, message('Environment variables of the process. What is not a text becomes JSON.'), {
    default: {},
    examples: [{ NODE_ENV: 'production' }],
  }),
  filter_env: field(
    flagOrList,
    message(
      'Variables that the process does not inherit: one name, or a list of texts of which one stands in the name.',
    ),
    { default: false, examples: [['AWS_', 'SECRET']] },
  ),
  port: field(number, message('Is given to the process as the environment variable PORT.'), { examples: [3000] }),
  pmx: field(
    flagAsText,
    message(
      'Whether PM2 loads its own @pm2/io into the process before the module. With false, the @pm2/io of the module finds its own options under PM2 too.',
    ),
    { default: true },
  ),
  automation: field(
    flag,
    message('Whether PM2 loads its own @pm2/io into the process; false does the same as "pmx": false.'),
    {
      default: true,
    },
  ),
  source_map_support: field(
    flag,
    message('Whether stack traces show the lines of the sources, by their source maps.'),
    {
      default: true,
    },
  ),
  disable_source_map_support: field(flag, message('Turns off what source_map_support does.'), { default: false }),
  uid: field(numberOrText, message('The user that the process runs as. Only root can set it.'), {
    aliases: ['user'],
    effect: 'inert',
  }),
  gid: field(numberOrText, message('The group that the process runs as. Only root can set it.'), { effect: 'inert' }),
  username: field(text, message('The name of the user that started the process; PM2 writes it itself.')),
  execute_command: field(flag, message('Whether the start file is a command rather than a file; PM2 sets it itself.')),
  force: field(flag, message('Whether PM2 starts the process again when it runs already.'), { default: false }),
  append_env_to_name: field(
    flag,
    message('Whether the name of the environment that was chosen is added to the name of the process.'),
    {
      default: false,
    },
  ),
  post_update: field(steps, message('Commands that PM2 runs after it has pulled a new version.'), {
    examples: [['npm install']],
  }),
  windowsHide: field(flag, message('Whether the process has no console window on Windows.'), { default: true }),
  vizion: field(
    flag,
    message('Whether PM2 reads what version control says about the folder: branch, revision, remote.'),
    {
      default: true,
    },
  ),
  write: field(flag, message('Is an option of the command line; it does nothing here.')),
  trace: field(flag, message('Whether the @pm2/io that PM2 loads measures transactions.'), {
    default: false,
    effect: 'inert',
  }),
  disable_trace: field(flag, message('Turns off what "trace" does.')),
  v8: field(flag, message('Whether the @pm2/io that PM2 loads measures the memory spaces of V8.'), { effect: 'inert' }),
  event_loop_inspector: field(flag, message('Whether the @pm2/io that PM2 loads lists what keeps the process alive.'), {
    effect: 'inert',
  }),
  deep_monitoring: field(flag, message('Whether the @pm2/io that PM2 loads measures databases and queues too.'), {
    effect: 'inert',
  }),
  io: field(variables, message('Options of the @pm2/io that PM2 loads.'), { effect: 'inert' }),
};
