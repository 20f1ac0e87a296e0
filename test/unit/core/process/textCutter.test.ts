import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TextCutter } from '../../../../src/core/process/textCutter';

const LIMITS = { head: 60, tail: 40 };

describe('TextCutter', () => {
  const cut = (json: string, sizes: readonly number[], limits = LIMITS): string => {
    const bytes = Buffer.from(json);
    const cutter = new TextCutter(limits);
    for (let at = 0, index = 0; at < bytes.length; index++) {
      const size = sizes[index % sizes.length] ?? 1;
      cutter.push(bytes.subarray(at, at + size));
      at += size;
    }
    return cutter.finish().toString();
  };

  const bytesOf = (text: string): number => Buffer.byteLength(JSON.stringify(text)) - 2;

  /** A text is itself, or what it begins with, an ellipsis, and what it ends with: enough of both. */
  function checkText(actual: string, whole: string): void {
    if (actual === whole) return;
    const isCut = [...actual.matchAll(/…/g)].some(({ index }) => {
      const [start, end] = [actual.slice(0, index), actual.slice(index + 1)];
      const isEnough = bytesOf(start) >= LIMITS.head && bytesOf(end) >= LIMITS.tail - 8;
      return isEnough && whole.startsWith(start) && whole.endsWith(end) && start.length + end.length < whole.length;
    });
    assert.ok(isCut, `${JSON.stringify(actual)} of ${JSON.stringify(whole)}`);
  }

  function check(actual: unknown, whole: unknown): void {
    if (typeof whole === 'string' && typeof actual === 'string') checkText(actual, whole);
    else if (typeof whole === 'object' && whole !== null && typeof actual === 'object' && actual !== null) {
      const [ours, theirs] = [Object.entries(actual), Object.entries(whole)];
      assert.equal(ours.length, theirs.length);
      theirs.forEach(([key, value], index) => {
        checkText(ours[index]?.[0] ?? '', key);
        check(ours[index]?.[1], value);
      });
    } else assert.deepEqual(actual, whole);
  }

  const character = fc.oneof(
    fc.constantFrom('x', '"', '\\', '\n', '\u0001', 'ö', '€', '😀', '…', '\ud800', '\\u'),
    fc.string({ unit: 'binary', maxLength: 1 }),
  );
  const text = fc.array(character, { maxLength: 300, size: 'max' }).map((parts) => parts.join(''));
  const { json } = fc.letrec((tie) => ({
    json: fc.oneof(
      { maxDepth: 3 },
      text,
      fc.integer(),
      fc.constantFrom(null, true),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.array(fc.tuple(text, tie('json')), { maxLength: 3 }).map((entries) => Object.fromEntries(entries)),
    ),
  }));
  const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 });

  it('leaves JSON that is the same but for the middle of long texts, however the bytes come', () => {
    fc.assert(
      fc.property(json, sizes, (value, pieces) => {
        check(JSON.parse(cut(JSON.stringify(value), pieces)), value);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps no more of a long text than its limits and some pieces', () => {
    const texts = ['x', '\\n', '\\u20ac', 'ö', '😀', '\\\\'].map((part) => part.repeat(10_000));
    for (const size of [1, 7, 64]) {
      for (const part of texts)
        assert.ok(cut(`{"a":"${part}","b":1}`, [size]).length < 300, `${part.slice(0, 8)} ${size}`);
    }
  });

  it('gives back what is no JSON as it came, or cut', () => {
    for (const line of ['"', '\\', '"\\u', 'a "b" c "', `"${'\\'.repeat(301)}`, '\udc00']) {
      for (const size of [1, 2, 100]) assert.ok(cut(line, [size]).length <= line.length);
    }
  });
});
