import { cpus } from 'node:os';
import type { Activation } from './activation';
import { median, quantile, type Measured } from './measured';
import { storm, type Storm } from './storms';
import { markdownTable } from './table';

export interface Results {
  readonly rounds: number;
  /** By the module's kind in words. The last row of each is the one that the others are compared with. */
  readonly saves: ReadonlyMap<string, readonly Measured[]>;
  readonly recoveries: readonly Measured[];
  readonly storms: ReadonlyMap<string, readonly Storm[]>;
  readonly activation: Activation;
}

/** The results as a Markdown page. Nothing in it tells when it was made. */
export function report({ rounds, saves, recoveries, storms, activation }: Results): string {
  return `# Benchmarks

Made by \`npm run bench\`, which installs what is measured and prints this page; \`npm run bench -- --write docs/BENCHMARKS.md\`
keeps it. All times are milliseconds, median (10 % – 90 %), and differ from machine to machine and from run to run: the
ratios are what counts.

Machine: ${machine()}.

## From a save to the first line of the new process

The time is the module's own clock when it prints its first line, after it has loaded its library; thus what a tool needs
to show the line does not count. All tools in one run, ${rounds} rounds, one after another in a random order. The ratio is to
\`node index.js\`, started from nothing: without a process that is kept ready nothing can be faster.

${savesTable(saves)}

*Extension host busy*: the thread that stands for the editor's extension host does something else, without a pause, from
the moment of the save on, as formatters and linters do. It has one of the machine's cores to itself in that time.

## From the fix of a crash to the first line

Code that throws at once is saved; ${rounds > 1 ? 'each time ' : ''}when all tools have given up on it, code that runs.

${recoveriesTable(recoveries)}

## ${storm.saves.toLocaleString('en')} saves within ${storm.durationMs / 1_000} s

${stormsTable(storms)}

## Activation

The bundle that the editor loads at activation, \`dist/extension.js\`, has ${(activation.bytes / 1024).toFixed(0)} KiB and is loaded in
${range(activation.loadTimesMs, 1)} ms (with a stand-in for the editor's API).
`;
}

function machine(): string {
  const [first] = cpus();
  const model = first?.model.trim() ?? 'unknown processor';
  return `${cpus().length} × ${model}, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}

function savesTable(saves: Results['saves']): string {
  const columns = [...saves.values()];
  const names = columns[0]?.map(({ name }) => name) ?? [];
  const rows = names.map((name, row) => [name, ...columns.map((column) => cell(column[row], column.at(-1)))]);
  return markdownTable(['', ...saves.keys()], rows);
}

function recoveriesTable(recoveries: Results['recoveries']): string {
  return markdownTable(
    ['', 'ms'],
    recoveries.map((measured) => [measured.name, cell(measured)]),
  );
}

function stormsTable(storms: Results['storms']): string {
  const rows = [...storms].map(([name, each]) => {
    const times = each.flatMap(({ lastTimeMs }) => lastTimeMs ?? []);
    const right = each.filter(({ isLastContentRunning }) => isLastContentRunning).length;
    return [name, each.map(({ starts }) => starts).join(', '), `${right} of ${each.length}`, range(times)];
  });
  return markdownTable(
    ['', 'starts in each storm', 'ends with the last content', 'last save to its first line, ms'],
    rows,
  );
}

function cell(measured: Measured | undefined, limit?: Measured): string {
  if (!measured) return '';
  const ratio = limit ? ` · **${(median(measured.timesMs) / median(limit.timesMs)).toFixed(1)}×**` : '';
  const missed = measured.missed > 0 ? `, ${measured.missed} never` : '';
  return `${range(measured.timesMs)}${ratio}${missed}`;
}

function range(timesMs: readonly number[], digits = 0): string {
  if (timesMs.length === 0) return '–';
  const [low, high] = [0.1, 0.9].map((fraction) => quantile(timesMs, fraction).toFixed(digits));
  return `${median(timesMs).toFixed(digits)} (${low}–${high})`;
}
