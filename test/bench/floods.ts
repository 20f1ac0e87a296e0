import type { Flood } from './inVscode/floods';
import { delayCell, memoryCell } from './inVscode/loadCells';
import { runInVscode } from './inVscode/runInVscode';
import type { Part } from './part';
import { markdownTable } from './table';

/** What floods of packets cost the editor, in a real VS Code. */
export const floodsPart: Part = {
  name: 'floods',
  measure: async ({ folder }) => ({ text: section(await runInVscode({ entry: 'floods', folder })) }),
};

function section(floods: readonly Flood[]): string {
  const head = ['', 'arrived', 'late, ms', 'memory, MB'];
  return `## Floods

In a real VS Code with the Probes and Events views and the traffic channel open; here the figures themselves count, of the machine that
is named above. *Late* is by how much timers of the extension host, in which all extensions run, were late: half of them, one in a
hundred, the worst. *Memory* is that of the extension host with all its threads: before, at most, and some seconds later.

${markdownTable(head, floods.map(row))}
`;
}

function row({ name, arrived, ...load }: Flood): string[] {
  return [name, arrived, delayCell(load), memoryCell(load)];
}
