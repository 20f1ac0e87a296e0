import type { Difference } from './support/compare';

/** Something that is not as PM2 recorded it, and why that is meant. */
export interface ListedDifference {
  /** Names of modules; absent: any. */
  readonly modules?: readonly string[];
  readonly path: RegExp;
  /** Looks at what differs; absent: whatever it is. */
  readonly matches?: (difference: Difference) => boolean;
  readonly reason: string;
  /** Not seen on every machine. */
  readonly isOfMachine?: true;
}

const withIo = ['io-only', 'io2-only', 'pm2-server-monit'];
const withoutInitModule = [
  ...['empty-module', 'http-server', 'json-server', 'pm2-prometheus-exporter', 'pm2-sysmonit', 'statsd', 'tx2-only'],
];

/** All deliberate differences between what is shown of a module here and what PM2 7.0.4 says about it. */
export const listedDifferences: readonly ListedDifference[] = [
  {
    path: /^options\/(apm|tracing)$/,
    matches: ({ recorded }) => isOfPreload(recorded),
    reason:
      'PM2 7 preloads a library of its own that calls itself 8.0.0 and tells of tracing; here it is @pm2/io 6.1.0, as published.',
  },
  {
    modules: withIo,
    path: /^options\/(module_name|module_version|module_conf|description)$/,
    reason: 'PM2 gives a module with @pm2/io the name, version and options of PM2; here it gets its own.',
  },
  {
    modules: withIo,
    path: /^options\//,
    matches: ({ recorded }) => recorded === undefined,
    reason: 'PM2 gives a module with @pm2/io none of its own options; here it gets them.',
  },
  {
    modules: withoutInitModule,
    path: /^options\/module_version$/,
    matches: ({ recorded }) => recorded === '7.0.4',
    reason: 'Of a module that does not call initModule, PM2 shows the version of PM2; here it is that of the module.',
  },
  {
    modules: withoutInitModule,
    path: /^options\//,
    matches: ({ recorded, path }) => recorded === undefined || path === 'options/module_conf',
    reason: 'Of a module that does not call initModule, PM2 shows no options; here they are shown.',
  },
  {
    path: /^options\//,
    matches: ({ recorded, here }) => here === null && JSON.stringify(recorded) === '{}',
    reason: 'PM2 makes {} of null; here it stays null, which means unknown.',
  },
  {
    modules: ['pm2-logrotate'],
    path: /^probes\/Global logs size$/,
    matches: ({ recorded, here }) =>
      JSON.stringify({ ...asRecord(here), unit: undefined }) === JSON.stringify(recorded),
    reason: 'A unit that is glued to the value is read from it.',
  },
  {
    modules: ['json-server'],
    path: /^startFile\//,
    reason: 'PM2 takes the first character of a "bin" that is a text; here the file counts that it names.',
  },
  {
    modules: ['json-server'],
    path: /^(status|restarts|probes\/.*|actions.*)$/,
    reason:
      'Its real start file ends at once without arguments, so it is errored, and of what is errored nothing is left.',
  },
  {
    modules: ['statsd'],
    path: /^restarts$/,
    reason: 'PM2 gives up after 15 unstable restarts; in development three equal deaths are enough.',
  },
  {
    modules: ['pmx-only'],
    path: /^(restarts|probes\/.*)$/,
    matches: ({ recorded, path }) => path === 'restarts' || recorded === undefined,
    reason:
      'An idle module that has printed something ends under PM2 every 3 s, before it has sent all its probes, and is restarted without end; here it stays.',
  },
  {
    modules: ['pm2-sysmonit'],
    path: /^probes\/PM2 (CPU|Memory) Usage$/,
    reason: 'It measures the PM2 daemon, and here none runs.',
  },
  {
    modules: ['pm2-sysmonit', 'pm2-server-monit', 'pm2-docker'],
    path: /^probes\/(fs:|net:|network |Container |CPU Temperature|.+ (in|out)put$)/,
    reason: 'Disks, network interfaces, sensors and containers are those of the machine.',
    isOfMachine: true,
  },
];

function isOfPreload(recorded: unknown): boolean {
  const { version, enabled } = asRecord(recorded);
  return version === '8.0.0' || enabled === false;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
