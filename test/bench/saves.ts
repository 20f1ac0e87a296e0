import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { Studio } from './adapters/studio';
import { columnAims } from './aims';
import { coldStart, columnOf, contest, SHORT_REST_MS, type Circumstances, type Contender } from './contest';
import { firstLineOf } from './firstLines';
import { median } from './measured';
import { moduleKinds, titleOf, type RestartAim } from './modules';
import type { Column, Part } from './part';
import { withTools, type Running } from './running';
import { stagesOf, stagesTable, type Restart } from './stages';

/** After a first line of ours: until the next standby waits, in milliseconds. */
export const STANDBY_REST_MS = 600;
/** How long formatters and linters keep the extension host's thread busy after a save, in milliseconds. */
export const BUSY_MS = 200;

/** From a save to the first line of what was saved, for modules with and without a library. */
export const savesPart: Part = {
  name: 'saves',
  measure: async ({ rounds, folder }) => {
    const columns: (Column & { readonly stages: Stages; readonly aim: RestartAim })[] = [];
    for (const kind of moduleKinds) {
      const place = path.join(folder, kind.id);
      mkdirSync(place);
      const title = `save, ${titleOf(kind)}`;
      columns.push(
        await withTools(kind, place, async (running) => {
          const restarts: Restart[] = [];
          const contenders = running.flatMap((each) => contendersOf(each, (restart) => restarts.push(restart)));
          const cold = [coldStart(kind, place), coldStart(kind, place, hostBusy)];
          const measured = await contest([...contenders, ...cold], rounds);
          const marks = running.flatMap(({ tool }) => (tool instanceof Studio ? tool.marks : []));
          const stages = restarts.map((restart) => stagesOf(restart, marks)).filter((each) => each !== undefined);
          return { ...columnOf(title, measured), stages, aim: kind.aim };
        }),
      );
    }
    const table = stagesTable(
      columns.map(({ title, reference, stages }) => ({ title, coldMs: median(reference.timesMs), stages })),
    );
    const aims = columns.flatMap((column) => columnAims(column, column.aim));
    return { text: `${text}\n${stagesText}\n\n${table}\n`, columns, aims };
  },
};

/** A thread does something else. */
const hostBusy: Circumstances = { state: ', extension host busy', disturb: () => keepThreadBusy(BUSY_MS) };

/** For each restart, what {@link stagesOf} tells. */
type Stages = readonly (readonly number[])[];

const text = `## Saves

*Extension host busy*: the thread that stands for the editor's extension host does something else, without a pause, for ${BUSY_MS} ms
from the moment of the save on, as formatters and linters do. It has one of the machine's cores to itself in that time. The aim is
measured against a cold start beside the same thread.
`;

const stagesText = `Where the time of a restart by PM2 Module Studio goes, with an extension host that is idle: the median of each step, and 1× is
the cold start, as above.`;

function contendersOf(running: Running, onRestart: (restart: Restart) => void): Contender[] {
  const { tool } = running;
  const measure = async (afterSave?: () => void) => [await timeToFirstLine(running, afterSave)];
  const measureStages = async (): Promise<readonly (number | undefined)[]> => {
    const savedAt = performance.timeOrigin + performance.now();
    const [tookMs] = await measure();
    if (tookMs !== undefined) onRestart({ savedAt, firstLineAt: savedAt + tookMs });
    return [tookMs];
  };
  if (!tool.isInThisProcess) return [{ names: [tool.name], measure: () => measure(), restMs: SHORT_REST_MS }];
  return [
    { names: [tool.name], measure: measureStages, restMs: STANDBY_REST_MS },
    {
      names: [tool.name + hostBusy.state],
      measure: () => measure(hostBusy.disturb),
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
