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
