import assert from 'node:assert/strict';
import { readNumber } from '../../../../src/core/protocol/readNumber';
import type { Json } from '../../../../src/shared/probe';

describe('readNumber', () => {
  const cases: [Json | undefined, { number?: number; unit?: string }][] = [
    [12, { number: 12 }],
    ['15', { number: 15 }],
    ['9.48', { number: 9.48 }],
    ['8.25ms', { number: 8.25, unit: 'ms' }],
    ['0.78req/sec', { number: 0.78, unit: 'req/sec' }],
    ['0.000373 MB/s', { number: 0.000373, unit: 'MB/s' }],
    ['70.5%', { number: 70.5, unit: '%' }],
    ['3/min', { number: 3, unit: '/min' }],
    ['-1.5e3', { number: -1500 }],
    ['.5s', { number: 0.5, unit: 's' }],
    ['3em', { number: 3, unit: 'em' }],
    ['12 users online', { number: 12, unit: 'users online' }],
    ['5€', { number: 5, unit: '€' }],
    ['NaN', {}],
    ['', {}],
    ['text', {}],
    ['1.2.3', {}],
    ['127.0.0.1', {}],
    ['12:30', {}],
    ['2024-01-31', {}],
    ['1,204', {}],
    ['3fa9c1d', {}],
    ['1e999', {}],
    ['9'.repeat(1_000_000), {}],
    [true, {}],
    [null, {}],
    [[5], {}],
    [undefined, {}],
  ];
  for (const [value, expected] of cases) {
    const shown = value === undefined ? 'nothing' : JSON.stringify(value);
    it(`reads ${shown.slice(0, 30)} as ${JSON.stringify(expected)}`, () =>
      assert.deepEqual(readNumber(value), expected));
  }
});
