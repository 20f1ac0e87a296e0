import assert from 'node:assert/strict';
import { settleAll } from '../../../src/base/settleAll';

describe('settleAll', () => {
  it('resolves with all values, in their order', async () => {
    const late = new Promise<number>((resolve) => setImmediate(() => resolve(1)));
    assert.deepEqual(await settleAll([late, Promise.resolve(2)]), [1, 2]);
  });

  it('rejects with the first error in their order, once all have ended', async () => {
    let hasEnded = false;
    const late = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      hasEnded = true;
    });
    const tasks = [Promise.reject(new Error('first')), Promise.reject(new Error('second')), late];
    await assert.rejects(settleAll(tasks), /first/);
    assert.ok(hasEnded);
  });
});
