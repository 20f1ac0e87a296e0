import type { ModuleId } from '../../shared/module';
import type { Icon } from '../statuses';

/** What a row stands for, so that a command can be given the row. */
export interface Target {
  readonly module: ModuleId;
  /** Key of a process. */
  readonly process?: string;
  readonly action?: string;
  readonly probe?: string;
  /** Id of a run of the action. */
  readonly run?: string;
  /** Id of an issue. */
  readonly issue?: string;
  /** Absolute path of a module's folder, where the module need not be installed. */
  readonly folder?: string;
  /** An option of the module. */
  readonly key?: string;
  /** Name of an event. */
  readonly event?: string;
}

/** A place in a file. Line and column count from 1. */
export interface Place {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
}

/** One fact of a tooltip: a line of it. */
export type TooltipLine = readonly [label: string, value: string];

/** A row of a tree as plain data: what views compute, compare and paint. All text in it is untrusted. */
export interface Row {
  /** The same for the same thing as long as it exists; unique in its tree. */
  readonly id: string;
  readonly label: string;
  readonly description?: string;
  readonly icon?: Icon;
  /** Made when it is asked for: when the pointer rests on the row. */
  readonly tooltip?: readonly TooltipLine[];
  /** What menus ask for: words, each with a space before and behind it. */
  readonly context: string;
  /** The row in words, for screen readers. */
  readonly spoken: string;
  /** Opened by a click on the row. */
  readonly place?: Place;
  /** The command that a click on the row runs; it is given the row. */
  readonly opens?: string;
  readonly target: Target;
  /** How a row with children is first shown. */
  readonly isExpanded?: boolean;
  /** Below many rows made when they are asked for: when the row is unfolded. */
  readonly children: readonly Row[];
  /** Known before they are made. */
  readonly hasChildren?: boolean;
}

/** Whether anything is below a row. Makes it only where that is not known. */
export function hasChildren(row: Row): boolean {
  return row.hasChildren ?? row.children.length > 0;
}

/** A row's words for menus: `when` clauses ask `viewItem =~ / word /`. */
export function rowContext(...words: readonly (string | false | undefined)[]): string {
  return ` ${words.filter(Boolean).join(' ')} `;
}
