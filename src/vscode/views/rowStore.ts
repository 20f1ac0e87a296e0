import { isDeepStrictEqual } from 'node:util';
import { hasChildren, type Row } from './row';

/** A row's identity: the same object for as long as its id is there, as VS Code wants it. */
export interface RowNode {
  row: Row;
  readonly parent: RowNode | undefined;
  /** Of a row that was unfolded. */
  children: readonly RowNode[];
  /** Somebody has asked for what is below. Else it is not made. */
  isOpen: boolean;
  /** Somebody has asked for the tooltip since the row was painted. Else it is not made, and may be another. */
  isTooltipShown: boolean;
}

/** What must be painted again: the whole tree, or these nodes with what is under them. */
export type Repaint = 'all' | readonly RowNode[];

/** Holds the rows that are shown, and finds what new ones differ in. */
export class RowStore {
  private top: readonly RowNode[] = [];
  private byId = new Map<string, RowNode>();

  get roots(): readonly RowNode[] {
    return this.top;
  }

  /** Also below rows that were not unfolded yet. */
  find(id: string): RowNode | undefined {
    return this.byId.get(id) ?? this.open(id, this.top);
  }

  /** What is below a row; from now on changes of it are found. */
  childrenOf(node: RowNode): readonly RowNode[] {
    if (!node.isOpen) {
      node.isOpen = true;
      node.children = this.adopt(node.row.children, node, { known: this.byId, changed: [] });
    }
    return node.children;
  }

  update(rows: readonly Row[]): Repaint {
    const known = this.byId;
    this.byId = new Map();
    const changed: RowNode[] = [];
    const before = this.top;
    this.top = this.adopt(rows, undefined, { known, changed });
    return hasSameNodes(before, this.top) ? changed : 'all';
  }

  private open(id: string, nodes: readonly RowNode[]): RowNode | undefined {
    const above = nodes.find(({ row }) => has(row, id));
    if (!above) return undefined;
    const below = this.childrenOf(above);
    return below.find(({ row }) => row.id === id) ?? this.open(id, below);
  }

  private adopt(
    rows: readonly Row[],
    parent: RowNode | undefined,
    diff: { readonly known: ReadonlyMap<string, RowNode>; readonly changed: RowNode[] },
  ): readonly RowNode[] {
    return rows.map((row) => {
      const old = diff.known.get(row.id);
      const node = old?.parent === parent && old ? old : newNode(row, parent);
      const isPainted = node === old && isSamePaint(node, row);
      const children = node.isOpen ? this.adopt(row.children, node, diff) : [];
      if (node === old && !(isPainted && hasSameNodes(node.children, children))) diff.changed.push(node);
      node.row = row;
      node.children = children;
      this.byId.set(row.id, node);
      return node;
    });
  }
}

function newNode(row: Row, parent: RowNode | undefined): RowNode {
  return { row, parent, children: [], isOpen: false, isTooltipShown: false };
}

function has(row: Row, id: string): boolean {
  return row.children.some((child) => child.id === id || has(child, id));
}

/** Compared by fields: with 50 modules, a general comparison is a great part of what the views cost. */
function isSamePaint({ row: one, isTooltipShown }: RowNode, other: Row): boolean {
  if (one === other) return true;
  return (
    one.label === other.label &&
    one.description === other.description &&
    one.icon?.id === other.icon?.id &&
    one.icon?.color === other.icon?.color &&
    one.context === other.context &&
    one.spoken === other.spoken &&
    one.opens === other.opens &&
    one.isExpanded === other.isExpanded &&
    hasChildren(one) === hasChildren(other) &&
    isDeepStrictEqual(one.place, other.place) &&
    isDeepStrictEqual(one.target, other.target) &&
    (!isTooltipShown || isDeepStrictEqual(one.tooltip, other.tooltip))
  );
}

function hasSameNodes(one: readonly RowNode[], other: readonly RowNode[]): boolean {
  return one.length === other.length && one.every((node, index) => node === other[index]);
}
