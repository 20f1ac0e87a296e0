import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { coldStart, columnOf, contest, SHORT_REST_MS, type Contender } from './contest';
import { firstLineOf } from './firstLines';
import { moduleKinds, titleOf } from './modules';
import type { Column, Part } from './part';
import { withTools, type Running } from './running';

/** After a first line of ours: until the next standby waits, in milliseconds. */
export const STANDBY_REST_MS = 600;
/** How long formatters and linters keep the extension host's thread busy after a save, in milliseconds. */
export const BUSY_MS = 200;

/** From a save to the first line of what was saved, for modules with and without a library. */
export const savesPart: Part = {
  name: 'saves',
  measure: async ({ rounds, folder }) => {
    const columns: Column[] = [];
    for (const kind of moduleKinds) {
      const place = path.join(folder, kind.id);
      mkdirSync(place);
      const measured = await withTools(kind, place, (running) =>
        contest([...running.flatMap(contendersOf), coldStart(kind, place)], rounds),
      );
      columns.push(columnOf(`save, ${titleOf(kind)}`, measured));
    }
    return { text, columns };
  },
};

const text = `## Saves

*Extension host busy*: the thread that stands for the editor's extension host does something else, without a pause, for ${BUSY_MS} ms
from the moment of the save on, as formatters and linters do. It has one of the machine's cores to itself in that time.
`;

function contendersOf(running: Running): Contender[] {
  const { tool } = running;
  const measure = async (afterSave?: () => void) => [await timeToFirstLine(running, afterSave)];
  if (!tool.isInThisProcess) return [{ names: [tool.name], measure: () => measure(), restMs: SHORT_REST_MS }];
  return [
    { names: [tool.name], measure: () => measure(), restMs: STANDBY_REST_MS },
    {
      names: [`${tool.name}, extension host busy`],
      measure: () => measure(() => keepThreadBusy(BUSY_MS)),
      restMs: STANDBY_REST_MS,
    },
  ];
}

/** Saves, and waits for the first line of what was saved. */
export async function timeToFirstLine(
  { module, output }: Pick<Running, 'module' | 'output'>,
  afterSave: () => void = () => undefined,
): Promise<number | undefined> {
  const savedAt = Date.now();
  const generation = module.save();
  afterSave();
  const line = await firstLineOf(generation, output);
  return line === undefined ? undefined : line.at - savedAt;
}

function keepThreadBusy(durationMs: number): void {
  const end = performance.now() + durationMs;
  while (performance.now() < end);
}
