import assert from 'node:assert/strict';
import { isRecord } from '../../../src/base/records';

describe('isRecord', () => {
  it('is true for objects with keys', () => {
    assert.equal(isRecord({}), true);
    assert.equal(isRecord(Object.create(null)), true);
  });

  it('is false for null, arrays and everything that is no object', () => {
    for (const value of [null, undefined, [], 'text', 1, true, () => undefined]) assert.equal(isRecord(value), false);
  });
});
