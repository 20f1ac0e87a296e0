import { message } from '../../../base/message';

export const appsAbout = message(
  'What PM2 starts: a list of processes with their options. Without it, PM2 takes the first "bin", else "main".',
);

export const configAbout = message(
  'The own options of the module, with their defaults. Users override them by "pm2 set", and initModule hands them over.',
);
