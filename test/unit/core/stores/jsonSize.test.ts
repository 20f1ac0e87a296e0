import assert from 'node:assert/strict';
import fc from 'fast-check';
import { jsonSize } from '../../../../src/core/stores/jsonSize';

describe('jsonSize', () => {
  it('is the length of the JSON in bytes', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        assert.deepEqual(jsonSize(value), { bytes: Buffer.byteLength(JSON.stringify(value)), isWhole: true });
      }),
    );
  });

  it('stops at what has too many members or too many levels, and says so', () => {
    const { bytes, isWhole } = jsonSize(Array(1_000_000).fill(1));
    assert.deepEqual([isWhole, bytes > 10_000, bytes < 100_000], [false, true, true]);
    assert.equal(jsonSize(JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))).isWhole, false);
  });
});
