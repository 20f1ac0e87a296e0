import assert from 'node:assert/strict';
import fc from 'fast-check';
import { boundJson } from '../../../../src/core/protocol/boundJson';

const LIMITS = { depth: 3, nodes: 6, stringLength: 5 };

describe('boundJson', () => {
  it('hands back the very same value when it is within the limits', () => {
    const value = { a: [1, 'short', null, true] };
    assert.equal(boundJson(value, LIMITS), value);
  });

  it('cuts long strings, also as keys', () => {
    assert.deepEqual(boundJson({ longkey: 'longvalue' }, LIMITS), { 'longk…': 'longv…' });
  });

  it('puts an ellipsis for what is nested too deeply', () => {
    assert.deepEqual(boundJson([[[[1]]]], LIMITS), [[['…']]]);
  });

  it('puts an ellipsis for what are too many', () => {
    assert.deepEqual(boundJson([1, 2, 3, 4, 5, 6, 7, 8], LIMITS), [1, 2, 3, 4, 5, 6, '…']);
    assert.deepEqual(boundJson({ a: 1, b: [1, 2, 3, 4, 5], c: 1 }, LIMITS), { a: 1, b: [1, 2, 3, 4, '…'], '…': '…' });
  });

  it('ends on a value that holds itself many times', () => {
    const knot: unknown[] = [];
    knot.push(knot, knot, knot);
    assert.match(JSON.stringify(boundJson(knot, { depth: 100, nodes: 1_000, stringLength: 5 })), /…/);
  });

  it('treats what is no JSON as JSON.stringify does, and big integers as text', () => {
    const value = { u: undefined, f: () => 1, n: NaN, i: Infinity, b: 12n, a: [undefined] };
    assert.deepEqual(boundJson(value, { ...LIMITS, nodes: 10 }), { n: null, i: null, b: '12', a: [null] });
    assert.equal(boundJson(undefined, LIMITS), null);
  });

  it('keeps __proto__ as a key', () => {
    const value = boundJson(JSON.parse('{"__proto__":"too long a text"}'), { ...LIMITS, stringLength: 9 });
    assert.deepEqual(Object.entries(value ?? {}), [['__proto__', 'too long …']]);
  });

  it('keeps the limits, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true }), (anything) => {
        const value = boundJson(anything, LIMITS);
        // Within the limits but for the ellipsis itself.
        assert.equal(boundJson(value, { depth: 3, nodes: 12, stringLength: 6 }), value);
      }),
    );
  });
});
