import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SecretMask } from '../../../../src/core/protocol/secretMask';
import { previewJson } from '../../../../src/core/stores/previewJson';

const noMask = new SecretMask();

describe('previewJson', () => {
  it('is the compact JSON of what fits', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => assert.equal(previewJson(value, noMask, Infinity), JSON.stringify(value))),
    );
  });

  it('cuts with an ellipsis and closes what was open', () => {
    const value = { a: [1, 2, { text: 'long text' }], b: 2 };
    assert.equal(previewJson(value, noMask, 8), '{"a":[1,…]}');
    assert.equal(previewJson(value, noMask, 24), '{"a":[1,2,{"text":"long …}]}');
  });

  it('is never longer than its limit, an ellipsis and the brackets', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.nat(40), (value, limit) => {
        const preview = previewJson(value, noMask, limit);
        assert.ok(preview.replace(/[\]}]/g, '').length <= limit + 1, preview);
      }),
    );
  });
});
