import { mkdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeAlone } from './adapters/command';
import { Pm2 } from './adapters/pm2';
import { Studio } from './adapters/studio';
import type { Tool } from './adapters/tool';
import { atMost } from './aims';
import { ratioCell } from './cells';
import { median, Times } from './measured';
import { ChannelCount } from './channelCount';
import type { Part, Scope, Section } from './part';
import { LINE_BYTES, PAUSE_MS, writePrinter, type Ending } from './printer';
import { markdownTable } from './table';

const LINES = 1_000_000;
const LAST_LINES = 20_000;
/** Of what takes seconds each time there are fewer rounds. */
const MAX_ROUNDS = 3;
/** Larger than all that is printed: above it, the file would be cut. In MB. */
const MAX_FILE_MB = 1_000;
const POLL_MS = 5;
const TIMEOUT_MS = 60_000;
/** What was printed and is not in the file so long after the end is lost, in milliseconds. */
const SETTLE_MS = 1_500;

/** Very many lines, and lines right before the end of a process. */
export const logsPart: Part = { name: 'logs', measure };

interface Contender {
  readonly id: string;
  readonly name: string;
  readonly create: () => Tool;
}

async function measure({ rounds, folder }: Scope): Promise<Section> {
  const runs = Math.min(rounds, MAX_ROUNDS);
  let channel = new ChannelCount();
  const contenders: readonly Contender[] = [
    { ...named('studio', new Studio()), create: () => new Studio(settings, (lines) => channel.add(lines)) },
    { ...named('pm2', new Pm2()), create: () => new Pm2() },
    { ...named('node', nodeAlone()), create: nodeAlone },
  ];
  const times = new Times(contenders.map(({ name }) => name));
  const missing = new Map<string, number>();
  for (let run = 0; run < runs; run++) {
    for (const { id, name, create } of contenders) {
      if (id === 'studio') channel = new ChannelCount();
      const printed = await print(create(), path.join(folder, `${run}-${id}`), LINES, 'stays');
      times.add(name, printed.timeMs);
      missing.set(name, (missing.get(name) ?? 0) + printed.missing);
    }
  }
  const reference = times.all.find(({ name }) => name === nodeAlone().name);
  if (!reference) throw new Error('There is no cold start to compare with.');
  const rows = times.all.map((each) => [each.name, ratioCell(each, reference), String(missing.get(each.name))]);
  const [own] = times.all;
  const why = 'the files are written by the module itself, so this is what else the machine did.';
  const lost = missing.get(new Studio().name) ?? 0;
  const aims = [
    atMost('logs', median(own?.timesMs ?? []) / median(reference.timesMs), { most: 1.1, unit: '×', why }),
    atMost('logs: lines missing', lost, { most: 0, unit: '', why }),
  ];
  const text = `## Logs

${count(LINES)} lines of ${LINE_BYTES} bytes, ${runs} times, from the first statement that prints until the last line is in the log file. 1× is
\`node index.js > file\`.

${markdownTable(['', 'until all are in the file', 'lines missing'], rows)}

Of ${count(LINES)} lines, the output channel was given ${count(channel.shown)}, was told of ${count(channel.skipped)} that were skipped, and ended with number ${count(channel.last + 1)}.

${count(LAST_LINES)} lines, and then the process ends at once. Lines that never come to the log file:

${markdownTable(['', 'process.exit', 'throw'], await lastWords(contenders, folder))}
`;
  return { text, aims };
}

const settings = { logsMaxFileSizeMb: MAX_FILE_MB };

function named(id: string, { name }: Tool): Omit<Contender, 'create'> {
  return { id, name };
}

async function lastWords(contenders: readonly Contender[], folder: string): Promise<string[][]> {
  const rows: string[][] = [];
  for (const { id, name, create } of contenders) {
    const row = [name];
    for (const ending of ['process.exit', 'throw'] as const) {
      const { missing } = await print(create(), path.join(folder, `${id}-${ending}`), LAST_LINES, ending);
      row.push(count(missing));
    }
    rows.push(row);
  }
  return rows;
}

interface Printed {
  /** Undefined when not all lines came. */
  readonly timeMs: number | undefined;
  readonly missing: number;
}

/** Has a tool run a module that prints so many lines. */
async function print(tool: Tool, place: string, lines: number, ending: Ending): Promise<Printed> {
  const scratch = path.join(place, 'scratch');
  mkdirSync(scratch, { recursive: true });
  const started = path.join(place, 'started');
  const folder = writePrinter(place, { lines, what: 'lines', ending, started });
  try {
    const output = await tool.start(folder, scratch);
    const endedAt = await grown(output, lines * LINE_BYTES, ending === 'stays' ? TIMEOUT_MS : PAUSE_MS + SETTLE_MS);
    const timeMs = endedAt === undefined ? undefined : endedAt - Number(readFileSync(started, 'utf8'));
    await delay(SETTLE_MS); // the channel is read some milliseconds later
    return { timeMs, missing: lines - linesIn(output) };
  } finally {
    await tool.stop();
  }
}

/** When a file was seen to be so large; undefined: it never was. */
async function grown(file: string, bytes: number, timeoutMs: number): Promise<number | undefined> {
  const end = Date.now() + timeoutMs;
  while (Date.now() < end) {
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) >= bytes) return Date.now();
    await delay(POLL_MS);
  }
  return undefined;
}

function linesIn(file: string): number {
  const text = readFileSync(file, 'latin1');
  let found = 0;
  for (let at = 0; at < text.length; at = text.indexOf('\n', at) + 1 || text.length) {
    if (text.startsWith('L ', at) && text[at + LINE_BYTES - 1] === '\n') found += 1;
  }
  return found;
}

function count(number: number): string {
  return number.toLocaleString('en');
}
