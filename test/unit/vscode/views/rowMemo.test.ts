import assert from 'node:assert/strict';
import type { Row } from '../../../../src/vscode/views/row';
import { RowMemo } from '../../../../src/vscode/views/rowMemo';
import { someModule } from '../../../support/someModule';

describe('rowMemo', () => {
  const [one, other] = [someModule({ name: 'one' }), someModule({ name: 'other' })];
  let made: string[];
  let memo: RowMemo;
  beforeEach(() => {
    made = [];
    memo = new RowMemo();
  });

  function rowsAt(now: number, modules = [one, other], options = ''): readonly Row[] {
    return memo.rows(modules, now, ({ id, name }) => ({
      options,
      row: () => {
        made.push(name);
        return { id, label: name, context: '', spoken: name, target: { module: id }, children: [] };
      },
    }));
  }

  it('makes a row anew when its module or anything else that it is made from changes', () => {
    const before = rowsAt(0);
    assert.deepEqual(rowsAt(100), before);
    assert.deepEqual(made, ['one', 'other']);
    const after = rowsAt(200, [one, { ...other }]);
    assert.equal(after[0], before[0]);
    assert.deepEqual(made, ['one', 'other', 'other']);
    rowsAt(300, [one], 'zh-cn');
    assert.deepEqual(made.slice(3), ['one']);
  });

  it('makes a row anew before the age in it is old, also when the clock was set back', () => {
    rowsAt(10_000, [one]);
    rowsAt(14_000, [one]);
    assert.equal(made.length, 1);
    rowsAt(15_000, [one]);
    rowsAt(5_000, [one]);
    assert.equal(made.length, 3);
  });

  it('forgets a module that is gone', () => {
    rowsAt(0);
    rowsAt(1, [one]);
    rowsAt(2);
    assert.deepEqual(made, ['one', 'other', 'other']);
  });
});
