import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { writeModule } from '../support/writeModule';
import { Pm2 } from './adapters/pm2';
import { Studio } from './adapters/studio';
import { Views } from './adapters/views';
import { packageFile } from './modules';
import { atMost, type Aim } from './aims';
import { range } from './cells';
import { median } from './measured';
import type { Part } from './part';
import { markdownTable } from './table';

const MODULES = 50;
const PROBES = 20;
/** How often each state is measured, in turns, and over how long, in milliseconds: what else a machine does comes and goes within minutes. */
const TURNS = 5;
const STRETCH_MS = 30_000;
/** After the views were opened or closed, until the next stretch begins, in milliseconds. */
const CHANGE_MS = 5_000;
/** The same after the last start: until then, both Nodes compile what turned out to be used often, which is over once and for all. */
const SETTLE_MS = 60_000;
/** Of /proc/<pid>/stat, a second. */
const TICKS = 100;
const BYTES_PER_MB = 1024 ** 2;
const MS_PER_SECOND = 1_000;

const SOURCE = `const io = require('@pm2/io');
io.initModule({});
for (let probe = 0; probe < ${PROBES}; probe++) io.metric({ name: 'probe ' + probe, value: () => Math.random() });
setInterval(() => {}, 1e6);
`;

/** What many modules cost the process that runs them. */
export const crowdPart: Part = {
  name: 'crowd',
  measure: async ({ folder }) => {
    const before = process.memoryUsage.rss();
    const views = new Views();
    const studio = new Studio({}, undefined, views);
    const pm2 = new Pm2();
    try {
      await studio.boot(emptyFolder(folder, 'studio'));
      const scratch = emptyFolder(folder, 'pm2');
      for (let index = 0; index < MODULES; index++) {
        await studio.install(writeCrowdModule(path.join(folder, 'ours'), index));
        await pm2.start(writeCrowdModule(path.join(folder, 'theirs'), index), scratch);
      }
      const daemon = Number(readFileSync(path.join(scratch, 'pm2.pid'), 'utf8'));
      const [hidden, shown]: [Stretch[], Stretch[]] = [[], []];
      await delay(SETTLE_MS);
      for (let turn = 0; turn < TURNS; turn++) {
        views.hide();
        hidden.push(await measure(daemon, before));
        views.show();
        shown.push(await measure(daemon, before));
      }
      return {
        text: section(hidden, shown),
        aims: [...aims('hidden', hidden, HIDDEN), ...aims('in sight', shown, SHOWN)],
      };
    } finally {
      views.dispose();
      await Promise.all([studio.stop(), pm2.stop()]);
    }
  },
};

/** What the extension has needed in a stretch of time, as parts of what PM2 has; and bytes. */
interface Stretch {
  readonly cpu: number;
  readonly memory: number;
  readonly bytes: Pair;
}

interface Pair {
  readonly own: number;
  readonly other: number;
}

async function measure(daemon: number, before: number): Promise<Stretch> {
  await delay(CHANGE_MS);
  const [own, other] = [cpuSeconds(process.pid), cpuSeconds(daemon)];
  await delay(STRETCH_MS);
  const bytes = { own: process.memoryUsage.rss() - before, other: residentBytes(daemon) };
  return {
    cpu: (cpuSeconds(process.pid) - own) / (cpuSeconds(daemon) - other),
    memory: bytes.own / bytes.other,
    bytes,
  };
}

const HIDDEN =
  'each message is kept as text for the traffic channel and its recordings, and read later, and the logs are looked at; PM2 does neither.';
const SHOWN =
  'to all that is done with hidden views the rows are added that a person sees, and CPU and memory of each process. PM2 shows nothing.';

function aims(state: string, stretches: readonly Stretch[], why: string): Aim[] {
  const what = `${MODULES} modules, views ${state}`;
  const middle = (part: 'cpu' | 'memory'): number => median(stretches.map((stretch) => stretch[part]));
  return [
    atMost(`${what}: processor`, middle('cpu'), { most: 1, unit: '×', why }),
    atMost(`${what}: memory`, middle('memory'), { most: 1, unit: '×', why }),
  ];
}

function section(hidden: readonly Stretch[], shown: readonly Stretch[]): string {
  const megabytes = (whose: keyof Pair, stretches: readonly Stretch[]): string =>
    `${Math.round(median(stretches.map(({ bytes }) => bytes[whose])) / BYTES_PER_MB)} MB`;
  const ratios = (part: 'cpu' | 'memory', stretches: readonly Stretch[]): string =>
    range(
      stretches.map((stretch) => stretch[part]),
      { digits: 2, sign: '×' },
    );
  const row = (name: string, stretches: readonly Stretch[]): string[] => [
    name,
    ratios('cpu', stretches),
    `${ratios('memory', stretches)}, ${megabytes('own', stretches)}`,
  ];
  return `## ${MODULES} modules

Each with ${PROBES} probes that change every second, run by PM2 and by this extension at the same time. 1× is PM2's daemon in the same
${STRETCH_MS / MS_PER_SECOND} s; ${TURNS} times with the extension's views hidden and, in turns, with those of modules, probes, actions and events in sight, whose rows are
computed and compared as in the editor. Of this extension it is what the extension host's process does and has grown by, with all its
threads. What it keeps of messages for recordings has reached its bound before.

${markdownTable(
  ['', 'processor', 'memory'],
  [
    row('PM2 Module Studio, views in sight', shown),
    row('PM2 Module Studio, views hidden', hidden),
    ['PM2', '1×', `1×, ${megabytes('other', shown)}`],
  ],
)}
`;
}

function writeCrowdModule(parent: string, index: number): string {
  const folder = writeModule(parent, `crowd-${index}`, { 'index.js': SOURCE }, { apps: [{ script: 'index.js' }] });
  const library = path.join(folder, 'node_modules', '@pm2', 'io');
  mkdirSync(path.dirname(library), { recursive: true });
  symlinkSync(packageFile('@pm2/io', '.'), library, 'junction');
  return folder;
}

function emptyFolder(parent: string, name: string): string {
  const folder = path.join(parent, name);
  mkdirSync(folder);
  return folder;
}

/** Linux only, as is the next. */
function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

function residentBytes(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
}
