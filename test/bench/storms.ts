import { setTimeout as delay } from 'node:timers/promises';
import { nodeAlone } from './adapters/command';
import { range } from './cells';
import { coldStart, contest } from './contest';
import { firstLineOf, firstLinesIn } from './firstLines';
import { median } from './measured';
import { plainModule } from './modules';
import type { Part } from './part';
import { withTools, type Running } from './running';
import { markdownTable } from './table';

/** So many saves, evenly spread over so many milliseconds. */
const storm = { saves: 1_000, durationMs: 1_000 };
/** After the last content has run: what starts later was one restart too many. In milliseconds. */
const SETTLE_MS = 1_500;

/** Of what takes seconds each time there are fewer rounds. */
const MAX_ROUNDS = 5;

/** How many restarts very many saves cause, and what runs in the end. */
export const stormsPart: Part = {
  name: 'storms',
  measure: async ({ rounds, folder }) => {
    const storms = await withTools(plainModule, folder, (running) =>
      measureStorms(running, Math.min(rounds, MAX_ROUNDS)),
    );
    const [cold] = await contest([coldStart(plainModule, folder)], rounds);
    return { text: section(storms, median(cold?.timesMs ?? [])) };
  },
};

function section(storms: ReadonlyMap<string, readonly Storm[]>, coldMs: number): string {
  const rows = [...storms].map(([name, each]) => {
    const times = each.flatMap(({ lastTimeMs }) => lastTimeMs ?? []);
    const right = each.filter(({ isLastContentRunning }) => isLastContentRunning).length;
    const last = range(times, { unit: coldMs, digits: 1, sign: '×' });
    return [name, each.map(({ starts }) => starts).join(', '), `${right} of ${each.length}`, last];
  });
  const head = ['', 'starts in each storm', 'ends with the last content', 'last save to its first line'];
  return `## ${storm.saves.toLocaleString('en')} saves within ${storm.durationMs / 1_000} s

A module without a library. 1× is its ${nodeAlone().name}.

${markdownTable(head, rows)}
`;
}

async function measureStorms(running: readonly Running[], rounds: number): Promise<Map<string, readonly Storm[]>> {
  const storms = new Map<string, Storm[]>();
  for (const each of running) {
    const measured: Storm[] = [];
    for (let round = 0; round < rounds; round++) measured.push(await measureStorm(each));
    storms.set(each.tool.name, measured);
  }
  return storms;
}

/** What a storm of saves did to one tool's module. */
interface Storm {
  readonly name: string;
  /** Lives that came as far as their first line. */
  readonly starts: number;
  readonly isLastContentRunning: boolean;
  /** From the last save to the first line of its content, in milliseconds. */
  readonly lastTimeMs?: number;
}

/** Saves a module again and again. */
async function measureStorm({ tool, module, output }: Running): Promise<Storm> {
  const before = firstLinesIn(output).length;
  const startedAt = performance.now();
  let generation = 0;
  for (let save = 1; save <= storm.saves; save++) {
    const due = startedAt + (save * storm.durationMs) / storm.saves;
    while (performance.now() < due) await new Promise((resolve) => setImmediate(resolve));
    generation = module.save();
  }
  const lastSavedAt = Date.now();
  const line = await firstLineOf(generation, output);
  await delay(SETTLE_MS);
  const lines = firstLinesIn(output);
  return {
    name: tool.name,
    starts: lines.length - before,
    isLastContentRunning: lines.at(-1)?.generation === generation,
    ...(line && { lastTimeMs: line.at - lastSavedAt }),
  };
}
