import type { Measure } from './measure';
import type { SoakReport } from './soak';

const BYTES_PER_MB = 1024 * 1024;

/** How much more may be held after a soak than before it; what is not named here must not grow at all. */
export const bounds: Readonly<Record<keyof Measure, number>> = {
  files: 0,
  listeners: 0,
  resources: 0,
  processes: 0,
  heap: 8 * BYTES_PER_MB,
  rss: 48 * BYTES_PER_MB,
};

/** What a soak must not end with, in words; empty when it is as it should be. */
export function complaints({ faults, before, after, left }: SoakReport): string[] {
  const grown = (Object.keys(bounds) as (keyof Measure)[]).flatMap((name) => {
    const growth = after[name] - before[name];
    return growth > bounds[name] ? [`${name} grew by ${amount(name, growth)}`] : [];
  });
  return [
    ...faults,
    ...grown,
    ...(left.processes > 0 ? [`${left.processes} processes are left`] : []),
    ...(left.ledgers > 0 ? [`${left.ledgers} ledgers are left`] : []),
  ];
}

/** A soak in Markdown: what was done, what was held, what is left. */
export function soakReport(report: SoakReport): string {
  const { seed, seconds, done, lives, lines, before, after, left, faults } = report;
  const times = Object.values(done).reduce((sum, each) => sum + each.times, 0);
  const names = Object.keys(bounds) as (keyof Measure)[];
  return [
    `Seed ${seed}, ${seconds} s: ${times} operations, ${lives} lives, ${lines} lines in the log channels.`,
    '',
    '| operation | times | refused in words |',
    '| --- | ---: | ---: |',
    ...Object.entries(done).map(([name, each]) => `| ${name} | ${each.times} | ${each.refused} |`),
    '',
    '| held while nothing is installed | before | after | may grow by |',
    '| --- | ---: | ---: | ---: |',
    ...names.map((name) => {
      const cells = [amount(name, before[name]), amount(name, after[name]), amount(name, bounds[name])];
      return `| ${name} | ${cells.join(' | ')} |`;
    }),
    '',
    `Left when the core had ended: ${left.processes} processes, ${left.ledgers} ledgers. Faults: ${faults.length}.`,
  ].join('\n');
}

function amount(name: keyof Measure, value: number): string {
  return name === 'heap' || name === 'rss' ? `${(value / BYTES_PER_MB).toFixed(1)} MB` : String(value);
}
