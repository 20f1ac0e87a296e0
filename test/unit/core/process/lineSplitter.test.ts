import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineSplitter, type LineCutter } from '../../../../src/core/process/lineSplitter';

describe('LineSplitter', () => {
  const cut = (bytes: Buffer, sizes: readonly number[]): Buffer[] => {
    const pieces: Buffer[] = [];
    for (let at = 0, index = 0; at < bytes.length; index++) {
      const size = sizes[index % sizes.length] ?? 1;
      pieces.push(bytes.subarray(at, at + size));
      at += size;
    }
    return pieces;
  };
  const split = (pieces: readonly Buffer[], maxBytes?: number): string[] => {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line), maxBytes === undefined ? {} : { maxBytes });
    for (const piece of pieces) splitter.push(piece);
    return lines;
  };
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 10 });

  it('tells the same lines however the bytes come', () => {
    const text = fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\n'))).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, sizes, (sent, pieces) => {
        const bytes = Buffer.from(sent);
        const expected = bytes.toString().split('\n').slice(0, -1);
        assert.deepEqual(
          split(cut(bytes, pieces)),
          expected.filter((line) => line !== ''),
        );
      }),
    );
  });

  it('makes of bytes that are no UTF-8 what Node makes of them', () => {
    fc.assert(
      fc.property(fc.uint8Array(), sizes, (sent, pieces) => {
        const bytes = Buffer.concat([sent, Buffer.from('\n')]);
        const expected = bytes.toString().split('\n');
        assert.deepEqual(
          split(cut(bytes, pieces)),
          expected.filter((line) => line !== ''),
        );
      }),
    );
  });

  it('joins the pieces of a long line', () => {
    const line = 'ö'.repeat(200_000);
    for (const size of [1, 5_000, 65_536])
      assert.deepEqual(split(cut(Buffer.from(`${line}\nx\n`), [size])), [line, 'x']);
  });

  it('passes over what is too long, and goes on with the next line', () => {
    const bytes = Buffer.from(`a\n${'b'.repeat(101)}\nc\n${'d'.repeat(100)}\n${'e'.repeat(1_000)}`);
    for (const size of [1, 7, 150, 5_000]) {
      assert.deepEqual(split(cut(bytes, [size]), 100), ['a', 'c', 'd'.repeat(100)], `in pieces of ${size} bytes`);
    }
  });

  it('has long lines cut that may be, and says how long they were', () => {
    const told: (readonly [line: string, cutFrom?: number | undefined])[] = [];
    class FirstPieces implements LineCutter {
      private readonly first: Buffer[] = [];
      push(piece: Buffer): void {
        if (this.first.length < 2) this.first.push(piece);
      }
      finish = (): Buffer => Buffer.concat(this.first);
    }
    const cutterFor = (start: Buffer): LineCutter | undefined =>
      start.toString().startsWith('cut') ? new FirstPieces() : undefined;
    const splitter = new LineSplitter((...line) => told.push(line), { longBytes: 10_000, maxBytes: 50_000, cutterFor });
    const cutLine = `cut${'b'.repeat(20_000)}`;
    const lines = [cutLine, 'cut short', `whole${'c'.repeat(20_000)}`, `cut${'d'.repeat(60_000)}`, 'e', cutLine];
    for (const piece of cut(Buffer.from(`${lines.join('\n')}\n`), [5_000])) splitter.push(piece);
    assert.deepEqual(
      told.map(([line, cutFrom]) => [line.slice(0, 9), line.length < 20_000, cutFrom]),
      [
        ['cutbbbbbb', true, 20_003],
        ['cut short', true, undefined],
        ['wholecccc', false, undefined],
        ['e', true, undefined],
        ['cutbbbbbb', true, 20_003],
      ],
    );
  });
});
