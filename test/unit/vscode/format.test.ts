import assert from 'node:assert/strict';
import { createFormat } from '../../../src/vscode/format';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

describe('format', () => {
  const format = createFormat('en');

  it('groups digits and keeps at most two decimals', () => {
    assert.equal(format.number(1204), '1,204');
    assert.equal(format.number(8.256), '8.26');
  });

  for (const [value, text] of [
    [0, '0 B'],
    [512, '512 B'],
    [1024, '1 kB'],
    [1.5 * 1024 ** 2, '1.5 MB'],
    [48 * 1024 ** 2, '48 MB'],
    [1023.9 * 1024 ** 2, '1 GB'],
    [3 * 1024 ** 5, '3,072 TB'],
    [-1, '0 B'],
  ] as const) {
    it(`${value} bytes are ${text}`, () => assert.equal(format.bytes(value), text));
  }

  it('writes percent with one decimal', () => {
    assert.equal(format.percent(3.14), '3.1 %');
    assert.equal(format.percent(100), '100 %');
  });

  for (const [ms, text] of [
    [0.42, '0.4 ms'],
    [4, '4 ms'],
    [41.4, '41 ms'],
    [999.6, '1 s'],
    [1_240, '1.2 s'],
    [9_960, '10 s'],
    [12_900, '12 s'],
    [2 * MINUTE + 59 * SECOND, '2 m'],
  ] as const) {
    it(`${ms} ms took ${text}`, () => assert.equal(format.duration(ms), text));
  }

  for (const [ms, text] of [
    [0, '1 s'],
    [1_999, '1 s'],
    [59_999, '59 s'],
    [2 * MINUTE, '2 m'],
    [3 * 60 * MINUTE + MINUTE, '3 h'],
    [49 * 60 * MINUTE, '2 d'],
  ] as const) {
    it(`${ms} ms last ${text}`, () => assert.equal(format.age(ms), text));
  }

  it('speaks units as words', () => {
    assert.equal(format.spoken.age(2 * MINUTE), '2 minutes');
    assert.equal(format.spoken.age(0), '1 second');
    assert.equal(format.spoken.percent(3.14), '3.1 percent');
    assert.equal(format.spoken.bytes(48 * 1024 ** 2), '48 megabytes');
    assert.equal(format.spoken.bytes(1.5 * 1024 ** 2), '1.5 megabytes');
  });

  it('follows the editor’s language', () => {
    assert.equal(createFormat('de').number(1204.5), '1.204,5');
    assert.equal(createFormat('zh-cn').spoken.age(2 * MINUTE), '2分钟');
  });

  it('falls back to English for a language that is none', () => {
    assert.equal(createFormat('no such language').number(1204), '1,204');
    assert.equal(createFormat('').number(1204), '1,204');
  });
});
