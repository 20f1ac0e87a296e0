import { atMost, type Aim } from './aims';
import { BYTES_PER_MB, delayCell, heapCell, memoryCell } from './inVscode/loadCells';
import type { OutputFlood } from './inVscode/logs';
import { runInVscode } from './inVscode/runInVscode';
import type { Part } from './part';
import { markdownTable } from './table';

/** Larger than all that is printed: above it, the file would be cut. In MB. */
const MAX_FILE_MB = 1_000;

/** What very much output of a module costs the editor, in a real VS Code. */
export const hostLogsPart: Part = {
  name: 'hostLogs',
  measure: async ({ folder }) => {
    const settings = { 'pm2Modules.logs.maxFileSizeMb': MAX_FILE_MB };
    const floods = await runInVscode<readonly OutputFlood[]>({ entry: 'logs', folder, settings });
    return { text: section(floods), aims: floods.filter(({ what }) => what === 'lines').flatMap(aims) };
  },
};

function aims({ name, delaysMs, memory }: OutputFlood): Aim[] {
  const why = 'it was not missed when this was written: something has become slower.';
  const growth = (memory.peak - memory.before) / BYTES_PER_MB;
  return [
    atMost(`${name}, extension host late (1 in 100)`, delaysMs.p99, { most: 50, unit: ' ms', why }),
    atMost(`${name}, extension host grows`, growth, { most: 64, unit: ' MB', why }),
  ];
}

function section(floods: readonly OutputFlood[]): string {
  const head = ['', 'lines shown', 'lines skipped', 'ends with', 'late, ms', 'memory, MB', 'heap, MB'];
  return `## Logs in VS Code

100 MB printed by a module in a real VS Code, with its log channel in sight: what is in the channel when it has ended, and what that
cost the extension host. Whatever is printed, a line with the number 1,000,000 comes last. *Late* is by how much timers were late: half
of them, one in a hundred, the worst. *Memory* is that of the extension host with all its threads, *heap* what the JavaScript of its own
thread holds: before, at most, and some seconds later.

${markdownTable(head, floods.map(row))}
`;
}

function row(flood: OutputFlood): string[] {
  const { name, what, shown, skipped, last } = flood;
  const counts = what === 'lines' ? [count(shown), count(skipped)] : ['', ''];
  return [name, ...counts, count(last + 1), delayCell(flood), memoryCell(flood), heapCell(flood)];
}

function count(amount: number): string {
  return amount.toLocaleString('en');
}
