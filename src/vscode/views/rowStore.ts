import { isDeepStrictEqual } from 'node:util';
import type { Row } from './row';

/** A row's identity: the same object for as long as its id is there, as VS Code wants it. */
export interface RowNode {
  row: Row;
  readonly parent: RowNode | undefined;
  children: readonly RowNode[];
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

  find(id: string): RowNode | undefined {
    return this.byId.get(id);
  }

  update(rows: readonly Row[]): Repaint {
    const known = this.byId;
    this.byId = new Map();
    const changed: RowNode[] = [];
    const before = this.top;
    this.top = this.adopt(rows, undefined, { known, changed });
    return hasSameNodes(before, this.top) ? changed : 'all';
  }

  private adopt(
    rows: readonly Row[],
    parent: RowNode | undefined,
    diff: { readonly known: ReadonlyMap<string, RowNode>; readonly changed: RowNode[] },
  ): readonly RowNode[] {
    return rows.map((row) => {
      const old = diff.known.get(row.id);
      const node = old?.parent === parent && old ? old : { row, parent, children: [] };
      const isPainted = node === old && isSamePaint(node.row, row);
      const children = this.adopt(row.children, node, diff);
      if (node === old && !(isPainted && hasSameNodes(node.children, children))) diff.changed.push(node);
      node.row = row;
      node.children = children;
      this.byId.set(row.id, node);
      return node;
    });
  }
}

function isSamePaint(one: Row, other: Row): boolean {
  if (one === other) return true;
  return (
    isDeepStrictEqual({ ...one, children: undefined }, { ...other, children: undefined }) &&
    one.children.length > 0 === other.children.length > 0
  );
}

function hasSameNodes(one: readonly RowNode[], other: readonly RowNode[]): boolean {
  return one.length === other.length && one.every((node, index) => node === other[index]);
}
