import { message } from '../../base/message';
import type { ModuleSnapshot } from '../../shared/module';
import type { Wording } from '../wording';
import { rowContext, type Row, type Target } from './row';

/** A tree with more rows in one place than this helps nobody, and costs everybody. */
const ROWS_MAX = 500;

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

/** Rows that come with others, which are of less interest and folded at first. */
export interface GroupedRows {
  readonly rows: readonly Row[];
  readonly group: {
    readonly name: string;
    readonly label: string;
    readonly icon: string;
    readonly rows: readonly Row[];
  };
  readonly target: Target;
  /** Unique for this list in its tree. */
  readonly id: string;
}

export function withGroup({ rows, group, target, id }: GroupedRows, wording: Wording): readonly Row[] {
  const first = limitRows(rows, { target, id }, wording);
  if (group.rows.length === 0) return first;
  const groupId = `${id}/${group.name}`;
  return [
    ...first,
    {
      id: groupId,
      label: group.label,
      description: `(${group.rows.length})`,
      icon: { id: group.icon },
      context: rowContext('group'),
      spoken: `${group.label}, ${group.rows.length}`,
      target,
      children: limitRows(group.rows, { target, id: groupId }, wording),
    },
  ];
}

function limitRows(rows: readonly Row[], list: Pick<GroupedRows, 'target' | 'id'>, wording: Wording): readonly Row[] {
  if (rows.length <= ROWS_MAX) return rows;
  const label = wording.say(message('{0} more…', wording.format.number(rows.length - ROWS_MAX)));
  return [
    ...rows.slice(0, ROWS_MAX),
    {
      id: `${list.id}/more`,
      label,
      icon: { id: 'ellipsis' },
      context: rowContext('more'),
      spoken: label,
      target: list.target,
      children: [],
    },
  ];
}
