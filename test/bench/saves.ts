import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeAlone } from './adapters/command';
import { firstLineOf } from './firstLines';
import { Times, type Measured } from './measured';
import { BenchModule, type ModuleKind } from './modules';
import type { Running } from './running';

/** After a first line, until the next save: what the tool and the module still do then disturbs nobody. In milliseconds. */
const REST_MS = 400;
/** How long formatters and linters keep the extension host's thread busy after a save, in milliseconds. */
const BUSY_MS = 200;

interface Contender {
  readonly name: string;
  /** Resolves with milliseconds; undefined when the first line never came. */
  readonly measure: () => Promise<number | undefined>;
}

/**
 * From a save to the first line of what was saved, for the modules of all tools, one after another in as many rounds. The
 * last is `node` without a tool, from its start.
 */
export async function measureSaves(
  kind: ModuleKind,
  running: readonly Running[],
  { folder, rounds }: { readonly folder: string; readonly rounds: number },
): Promise<readonly Measured[]> {
  const contenders = [...running.flatMap(contendersOf), coldStart(kind, folder)];
  const times = new Times(contenders.map(({ name }) => name));
  await measureRound(contenders); // what is slow once, such as the first use of a code path, is not counted
  for (let round = 0; round < rounds; round++) {
    for (const [name, time] of await measureRound(contenders)) times.add(name, time);
  }
  return times.all;
}

/** In another order each time, so that nobody always follows the same one. */
async function measureRound(contenders: readonly Contender[]): Promise<Map<string, number | undefined>> {
  const times = new Map<string, number | undefined>();
  for (const { name, measure } of shuffled(contenders)) {
    times.set(name, await measure());
    await delay(REST_MS);
  }
  return times;
}

function contendersOf(running: Running): Contender[] {
  const { tool } = running;
  const plain = { name: tool.name, measure: () => timeToFirstLine(running) };
  if (!tool.isInThisProcess) return [plain];
  const name = `${tool.name}, extension host busy for ${BUSY_MS} ms`;
  return [plain, { name, measure: () => timeToFirstLine(running, () => keepThreadBusy(BUSY_MS)) }];
}

/** Saves, and waits for the first line of what was saved. */
export async function timeToFirstLine(
  { module, output }: Pick<Running, 'module' | 'output'>,
  afterSave: () => void = () => undefined,
): Promise<number | undefined> {
  const savedAt = Date.now();
  const generation = module.save();
  afterSave();
  const at = await firstLineOf(generation, output);
  return at === undefined ? undefined : at - savedAt;
}

/** The limit: from the start of a process to its first line. */
function coldStart(kind: ModuleKind, folder: string): Contender {
  const place = path.join(folder, 'cold');
  mkdirSync(place);
  const module = new BenchModule(place, kind);
  const node = nodeAlone();
  const measure = async (): Promise<number | undefined> => {
    const generation = module.save();
    const startedAt = Date.now();
    const at = await firstLineOf(generation, await node.start(module.folder, mkdtempSync(path.join(place, 'run-'))));
    await node.stop();
    return at === undefined ? undefined : at - startedAt;
  };
  return { name: node.name, measure };
}

function keepThreadBusy(durationMs: number): void {
  const end = performance.now() + durationMs;
  while (performance.now() < end);
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
