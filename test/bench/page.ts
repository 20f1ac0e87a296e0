import { cpus } from 'node:os';
import { aimsSection } from './aims';
import { ratioCell } from './cells';
import type { Column, Section } from './part';
import { markdownTable } from './table';

/** The results as a Markdown page. Nothing in it tells when it was made. */
export function page(sections: readonly Section[], rounds: number): string {
  const columns = sections.flatMap((section) => section.columns ?? []);
  const aims = sections.flatMap((section) => section.aims ?? []);
  return [
    `# Benchmarks

Made by \`npm run bench\`, which installs what is measured, prints this page and writes it. Times differ from machine to machine
and from run to run, so there are ratios only: the median of ${rounds} rounds, or of as many as a section says, and in parentheses where 10 % to 90 % of them
lie. 1× is what the column or the section names.

Machine: ${machine()}.
`,
    ...(columns.length > 0 ? [toolsSection(columns)] : []),
    ...sections.map(({ text }) => `${text.trim()}\n`),
    ...(aims.length > 0 ? [aimsSection(aims)] : []),
  ].join('\n');
}

function toolsSection(columns: readonly Column[]): string {
  const names = [...new Set(columns.flatMap(({ measured }) => measured.map(({ name }) => name)))];
  const rows = names.map((name) => [
    name,
    ...columns.map(({ measured, reference }) => {
      const found = measured.find((candidate) => candidate.name === name);
      return found ? ratioCell(found, reference) : '';
    }),
  ]);
  return `## How long a change takes to run

From the change to the first line that the new process prints, by the module's own clock, after it has loaded its library: what a
tool needs to show the line does not count. All tools in one run, with the same environment, one after another in a random
order. 1× is \`node index.js\` of the same module in the same run, started from nothing.

${markdownTable(['', ...columns.map(({ title }) => title)], rows)}

*Limit* is loading alone: the module from its first statement to its first line, in a process that is up already.
`;
}

function machine(): string {
  const [first] = cpus();
  const model = first?.model.trim() ?? 'unknown processor';
  return `${cpus().length} × ${model}, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
}
