import { message } from '../../base/message';
import { once } from '../../base/once';
import type { ModuleSnapshot } from '../../shared/module';
import type { Wording } from '../wording';
import { rowContext, type Row, type Target } from './row';

/** A tree with more rows in one place than this helps nobody, and costs everybody. */
export const ROWS_MAX = 500;

/** The rows of a module's only process as they are; those of several processes below a row for each. */
export function rowsByProcess(
  module: ModuleSnapshot,
  rowsOf: (process: string, target: Target) => readonly Row[],
): readonly Row[] {
  const levels = module.processes.map((process): Row => {
    const target = { module: module.id, process: process.key };
    return {
      id: process.key,
      label: process.name,
      icon: { id: 'server-process' },
      context: rowContext('process'),
      spoken: process.name,
      target,
      isExpanded: true,
      children: rowsOf(process.key, target),
    };
  });
  const [only, ...others] = levels;
  return only && others.length === 0 ? only.children : levels.filter(({ children }) => children.length > 0);
}

/** Rows in one place. */
export interface RowList {
  /** Makes them, or the first {@link ROWS_MAX} of them; always the same ones. */
  readonly rows: () => readonly Row[];
  /** How many there are in all. */
  readonly total: number;
}

/** Rows that come with others, which are of less interest and folded at first. */
export interface GroupedRows extends RowList {
  readonly group: RowList & { readonly name: string; readonly label: string; readonly icon: string };
  readonly target: Target;
  /** Unique for this list in its tree. */
  readonly id: string;
}

export function withGroup({ rows, group, ...list }: GroupedRows, wording: Wording): readonly Row[] {
  const first = limitRows(rows(), list, wording);
  const { total } = group;
  if (total === 0) return first;
  const { target } = list;
  const groupId = `${list.id}/${group.name}`;
  const grouped = once(() => limitRows(group.rows(), { target, id: groupId, total }, wording));
  return [
    ...first,
    {
      id: groupId,
      label: group.label,
      description: `(${wording.format.number(total)})`,
      icon: { id: group.icon },
      context: rowContext('group'),
      spoken: `${group.label}, ${total}`,
      target,
      get children() {
        return grouped();
      },
      hasChildren: true,
    },
  ];
}

/** The rows of one place, the first few hundred of them; the last says how many more there are. */
export function limitRows(
  rows: readonly Row[],
  { target, id, total = rows.length }: Pick<GroupedRows, 'target' | 'id'> & Partial<Pick<GroupedRows, 'total'>>,
  wording: Wording,
): readonly Row[] {
  if (total <= ROWS_MAX) return rows;
  const label = wording.say(message('{0} more…', wording.format.number(total - ROWS_MAX)));
  return [
    ...rows.slice(0, ROWS_MAX),
    {
      id: `${id}/more`,
      label,
      icon: { id: 'ellipsis' },
      context: rowContext('more'),
      spoken: label,
      target,
      children: [],
    },
  ];
}
