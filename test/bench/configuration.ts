import { columnAims } from './aims';
import { coldStart, columnOf, contest, SHORT_REST_MS, type Contender } from './contest';
import { nextFirstLine } from './firstLines';
import { moduleKinds, plainModule, titleOf } from './modules';
import type { Part } from './part';
import { withTools, type Running } from './running';
import { STANDBY_REST_MS } from './saves';

/** From an option that is set to the first line of the life that knows it. */
export const configurationPart: Part = {
  name: 'configuration',
  measure: async ({ rounds, folder }) => {
    const kind = moduleKinds.find(({ id }) => id === 'pmx') ?? plainModule;
    const measured = await withTools(kind, folder, (running) =>
      contest([...running.flatMap(contenderOf), coldStart(kind, folder)], rounds),
    );
    const column = columnOf(`option set, ${titleOf(kind)}`, measured);
    return { text, columns: [column], aims: columnAims(column, kind.aim) };
  },
};

const text = `## Options

An option of a module is set: with PM2 by \`pm2 set\`, here by what *Set Option…* calls. The other tools know no options.
`;

function contenderOf({ tool, output, module }: Running): Contender[] {
  const { setOption } = tool;
  if (!setOption) return [];
  let value = 0;
  const measure = async (): Promise<readonly (number | undefined)[]> => {
    const next = nextFirstLine(output);
    const startedAt = Date.now();
    const done = setOption(module.folder, 'interval', String((value += 1)));
    const line = await next;
    await done;
    return [line && line.at - startedAt];
  };
  return [{ names: [tool.name], measure, restMs: tool.isInThisProcess ? STANDBY_REST_MS : SHORT_REST_MS }];
}
