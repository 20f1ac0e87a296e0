import assert from 'node:assert/strict';
import type { Row } from '../../../../src/vscode/views/row';
import { RowStore, type Repaint } from '../../../../src/vscode/views/rowStore';

function row(id: string, description: string, children: readonly Row[] = []): Row {
  return { id, label: id, description, context: ' ', spoken: id, target: { module: 'm' }, children };
}

function ids(repaint: Repaint): readonly string[] | 'all' {
  return repaint === 'all' ? 'all' : repaint.map((node) => node.row.id);
}

describe('rowStore', () => {
  let store: RowStore;
  beforeEach(() => {
    store = new RowStore();
    store.update([row('a', '1', [row('a/x', '1'), row('a/y', '1')]), row('b', '1')]);
    for (const node of store.roots) store.childrenOf(node);
  });

  it('paints everything the first time', () => {
    assert.equal(ids(new RowStore().update([row('a', '1')])), 'all');
  });

  it('paints nothing when nothing changed', () => {
    assert.deepEqual(ids(store.update([row('a', '1', [row('a/x', '1'), row('a/y', '1')]), row('b', '1')])), []);
  });

  it('paints the one row that changed', () => {
    assert.deepEqual(ids(store.update([row('a', '1', [row('a/x', '2'), row('a/y', '1')]), row('b', '1')])), ['a/x']);
  });

  it('paints the parent of a row that is new, gone or moved', () => {
    assert.deepEqual(ids(store.update([row('a', '1', [row('a/x', '1')]), row('b', '1')])), ['a']);
    assert.deepEqual(ids(store.update([row('a', '1', [row('a/z', '1'), row('a/x', '1')]), row('b', '1')])), ['a']);
  });

  it('paints a row that gets its first child or loses its last', () => {
    assert.deepEqual(ids(store.update([row('a', '1'), row('b', '1', [row('b/x', '1')])])), ['a', 'b']);
  });

  it('paints everything when the top rows are others', () => {
    assert.equal(ids(store.update([row('b', '1'), row('a', '1', [row('a/x', '1'), row('a/y', '1')])])), 'all');
    assert.equal(ids(store.update([row('b', '1')])), 'all');
  });

  it('keeps the objects of rows that stay', () => {
    const { roots } = store;
    const x = store.find('a/x');
    store.update([row('a', '2', [row('a/x', '2'), row('a/y', '1')]), row('b', '1')]);
    assert.deepEqual([...store.roots], [...roots]);
    assert.ok(store.roots.every((node, index) => node === roots[index]));
    assert.equal(store.find('a/x'), x);
    assert.equal(x?.row.description, '2');
    assert.equal(x.parent, roots[0]);
  });

  it('makes what is below a row when it is unfolded, or looked for', () => {
    let made = 0;
    const folded = (description: string): Row => ({
      ...row('a', '1'),
      hasChildren: true,
      get children() {
        made += 1;
        return [row('a/x', description, [row('a/x/y', '1')])];
      },
    });
    store = new RowStore();
    for (const description of ['1', '2']) store.update([folded(description)]);
    assert.equal(made, 0);
    const [a] = store.roots;
    assert.ok(a);
    const [x] = store.childrenOf(a);
    assert.equal(x?.row.description, '2');
    assert.deepEqual(ids(store.update([folded('3')])), ['a/x']);
    assert.equal(store.find('a/x/y')?.parent, x);
    assert.equal(new RowStore().find('a/x'), undefined);
  });

  it('paints a row of which only the tooltip changed when somebody has seen that', () => {
    let made = 0;
    const told = (value: string): Row => ({
      ...row('a', '1'),
      get tooltip() {
        made += 1;
        return [['', value]] as const;
      },
    });
    store = new RowStore();
    for (const value of ['1', '2']) store.update([told(value)]);
    assert.equal(made, 0);
    const node = store.find('a');
    assert.ok(node);
    node.isTooltipShown = true;
    assert.deepEqual(ids(store.update([told('2')])), []);
    assert.deepEqual(ids(store.update([told('3')])), ['a']);
  });

  it('forgets rows that are gone', () => {
    store.update([row('b', '1')]);
    assert.equal(store.find('a'), undefined);
    assert.equal(store.find('a/x'), undefined);
  });

  it('makes another object of a row that comes to stand elsewhere', () => {
    const x = store.find('a/x');
    store.update([row('a', '1', [row('a/y', '1')]), row('b', '1', [row('a/x', '1')])]);
    assert.notEqual(store.find('a/x'), x);
    assert.equal(store.find('a/x')?.parent, store.find('b'));
  });
});
