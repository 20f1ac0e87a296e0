import { mkdirSync, mkdtempSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { nodeAlone } from './adapters/command';
import { firstLineOf } from './firstLines';
import { Times, type Measured } from './measured';
import { BenchModule, type ModuleKind } from './modules';
import type { Column } from './part';

/** What a cold start takes without a tool, and without the start of Node. */
export const limitName = 'limit: loading alone';
const coldName = coldIn('');

/** One who takes part; several results of one start have several names. */
export interface Contender {
  readonly names: readonly string[];
  /** Resolves with milliseconds for each of the names; undefined when the first line never came. */
  readonly measure: () => Promise<readonly (number | undefined)[]>;
  /** What it and its module still do then disturbs nobody, in milliseconds. */
  readonly restMs: number;
}

/** After what does nothing of importance once its module runs, in milliseconds. */
export const SHORT_REST_MS = 200;

/** Measures all, one after another, in another order in each round, so that nobody always follows the same one. */
export async function contest(contenders: readonly Contender[], rounds: number): Promise<readonly Measured[]> {
  const times = new Times(contenders.flatMap(({ names }) => names));
  // What is slow once, such as the first use of a code path, is not counted.
  for (let round = -1; round < rounds; round++) {
    for (const { names, measure, restMs } of shuffled(contenders)) {
      const measured = await measure();
      for (const [index, name] of names.entries()) if (round >= 0) times.add(name, measured[index]);
      await delay(restMs);
    }
  }
  return times.all;
}

/** The name of a cold start in a state of the machine such as `, extension host busy`. */
export function coldIn(state: string): string {
  return nodeAlone().name + state;
}

/** What a cold start is measured beside. */
export interface Circumstances {
  /** In words, after the name. */
  readonly state: string;
  /** Called as soon as the process is started. */
  readonly disturb: () => void;
}

/**
 * `node` without a tool, from its start to the first line; and of that, unless it is disturbed, what comes after the start of Node
 * itself.
 */
export function coldStart(kind: ModuleKind, folder: string, beside?: Circumstances): Contender {
  const place = path.join(folder, `cold${beside?.state ?? ''}`);
  mkdirSync(place);
  const module = new BenchModule(place, kind);
  const node = nodeAlone();
  const measure = async (): Promise<readonly (number | undefined)[]> => {
    const generation = module.save();
    const startedAt = Date.now();
    const started = node.start(module.folder, mkdtempSync(path.join(place, 'run-')));
    beside?.disturb();
    const line = await firstLineOf(generation, await started);
    await node.stop();
    return line ? [line.at - startedAt, line.sinceBootMs] : [undefined, undefined];
  };
  return { names: beside ? [coldIn(beside.state)] : [coldName, limitName], measure, restMs: SHORT_REST_MS };
}

/** A column whose unit is the cold start among what was measured. */
export function columnOf(title: string, measured: readonly Measured[]): Column {
  const reference = measured.find(({ name }) => name === coldName);
  if (!reference) throw new Error(`${title}: there is no cold start to compare with.`);
  return { title, measured, reference };
}

function shuffled<T>(items: readonly T[]): T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((one, other) => one.place - other.place)
    .map(({ item }) => item);
}
