import type { Mark, MarkName } from '../../src/base/mark';
import { median } from './measured';
import { markdownTable } from './table';

/** A save, and the first line that came of it: milliseconds since the epoch. */
export interface Restart {
  readonly savedAt: number;
  readonly firstLineAt: number;
}

/** What a restart is made of; each row ends with the moment that it is named by, and begins where the one before ends. */
const ROWS: readonly { readonly mark: MarkName | undefined; readonly title: string }[] = [
  { mark: 'seen', title: 'the change is seen' },
  { mark: 'decided', title: 'its content is compared and parsed' },
  { mark: 'asked', title: 'the next life is planned, and the old process asked to end' },
  { mark: 'gone', title: 'it is gone; the standby gets ready meanwhile' },
  { mark: 'begun', title: 'the standby is told to begin' },
  { mark: undefined, title: 'the standby loads the module, to the first line' },
];

/** Milliseconds of each row. Undefined where a mark is missing, or came in another order, as with a second change. */
export function stagesOf({ savedAt, firstLineAt }: Restart, marks: readonly Mark[]): readonly number[] | undefined {
  const own = marks.filter(({ at }) => at >= savedAt && at <= firstLineAt + 1);
  const ends = ROWS.map(({ mark }) => (mark ? own.find(({ name }) => name === mark)?.at : firstLineAt));
  const known = ends.filter((end) => end !== undefined);
  const stages = known.map((end, index) => end - (known[index - 1] ?? savedAt));
  return known.length === ROWS.length && stages.every((stage) => stage > -1) ? stages : undefined;
}

/** Where the time of a restart goes: medians, as parts of what a cold start takes. */
export function stagesTable(
  columns: readonly {
    readonly title: string;
    readonly coldMs: number;
    readonly stages: readonly (readonly number[])[];
  }[],
): string {
  const cell = (times: readonly number[], coldMs: number): string =>
    times.length === 0 ? '–' : `${(median(times) / coldMs).toFixed(2)}×`;
  const rows = ROWS.map(({ title }, row) => [
    title,
    ...columns.map(({ coldMs, stages }) =>
      cell(
        stages.flatMap((each) => each[row] ?? []),
        coldMs,
      ),
    ),
  ]);
  return markdownTable(['', ...columns.map(({ title }) => title)], rows);
}
