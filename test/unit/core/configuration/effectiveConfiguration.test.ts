import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { castOption, effectiveConfiguration } from '../../../../src/core/configuration/effectiveConfiguration';

describe('effectiveConfiguration', () => {
  it('lists defaults in their order, then what only module_conf.json has', () => {
    const config = { days: 7, size: '10M', nested: { a: 1, b: 'x' } };
    assert.deepEqual(effectiveConfiguration({ config }, { extra: 'true', days: '3', nested: { a: '9' } }), [
      { key: 'days', default: 7, override: '3', effective: 3 },
      { key: 'size', default: '10M', effective: '10M' },
      { key: 'nested', default: { a: 1, b: 'x' }, override: { a: '9' }, effective: { a: 9 } },
      { key: 'extra', override: 'true', effective: true },
    ]);
  });

  it('leaves a default that looks like a number a text', () => {
    assert.deepEqual(effectiveConfiguration({ config: { retain: '30' } }, {}), [
      { key: 'retain', default: '30', effective: '30' },
    ]);
  });

  it('tells an override by null from none', () => {
    assert.deepEqual(effectiveConfiguration({ config: { a: 1 } }, { a: null }), [
      { key: 'a', default: 1, override: null, effective: null },
    ]);
  });

  for (const section of [undefined, null, 'text', [1]]) {
    it(`takes ${JSON.stringify(section)} for no overrides`, () => {
      assert.deepEqual(effectiveConfiguration({ config: { a: 1 } }, section), [{ key: 'a', default: 1, effective: 1 }]);
    });
  }
});

describe('castOption', () => {
  const cases: readonly [unknown, unknown][] = [
    ['2', 2],
    ['0010', 10],
    ['1e3', 1_000],
    ['0x10', 16],
    ['', 0],
    [' ', 0],
    ['true', true],
    ['false', false],
    ['null', null],
    ['undefined', undefined],
    ['NaN', NaN],
    ['10M', '10M'],
    ['True', 'True'],
    [5, 5],
    [null, null],
    [
      { a: '1', b: { c: ['2', 'x'] } },
      { a: 1, b: { c: [2, 'x'] } },
    ],
  ];
  for (const [stored, seen] of cases) {
    it(`makes ${inspect(stored)} ${inspect(seen)}`, () => {
      assert.deepEqual(castOption(stored), seen);
    });
  }
});
