import { setTimeout as delay } from 'node:timers/promises';
import { columnAims } from './aims';
import { coldStart, columnOf, contest, SHORT_REST_MS } from './contest';
import { plainModule } from './modules';
import type { Part } from './part';
import { withTools } from './running';
import { timeToFirstLine } from './saves';

/** How long a tool has to find out that the saved code ends at once, again and again, in milliseconds. */
const CRASH_MS = 2_500;

/** Code that throws is saved, then, when the tool has given up on it, the fix. */
export const crashesPart: Part = {
  name: 'crashes',
  measure: async ({ rounds, folder }) => {
    const measured = await withTools(plainModule, folder, (running) => {
      let broken = 0;
      // All crash together, in the turn of the first of each round.
      const crash = async (): Promise<void> => {
        if (broken++ % running.length > 0) return;
        for (const { module } of running) module.saveBroken();
        await delay(CRASH_MS);
      };
      const contenders = running.map((each) => ({
        names: [each.tool.name],
        measure: async () => {
          await crash();
          return [await timeToFirstLine(each)];
        },
        restMs: SHORT_REST_MS,
      }));
      return contest([...contenders, coldStart(plainModule, folder)], rounds);
    });
    const column = columnOf('fix of a crash, no library', measured);
    return { text, columns: [column], aims: columnAims(column, aim) };
  },
};

/** As for a save. There is no old process to wait for here. */
const aim = {
  ...plainModule.aim,
  why: 'the time from the save to the decision that it counts, and the start of a standby that has slept, are most of it.',
};

const text = `## Crashes

Code that throws at once is saved; when all tools have given up on it, code that runs. The time is that from the save of the fix to
its first line.
`;
