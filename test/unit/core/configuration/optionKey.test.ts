import assert from 'node:assert/strict';
import fc from 'fast-check';
import { joinOptionKey, splitKey, splitOptionKey, splitPairs } from '../../../../src/core/configuration/optionKey';

describe('the key of an option', () => {
  const whole: readonly [key: string, parts: string[], why: string][] = [
    ['m:opt', ['m', 'opt'], 'as with PM2'],
    ['m.opt', ['m', 'opt'], 'as with PM2'],
    ['m:a:b:c', ['m', 'a', 'b', 'c'], 'as with PM2'],
    ['plain', ['plain'], 'as with PM2'],
    ['@s/m:opt', ['@s/m', 'opt'], 'as with PM2'],
    ['m:some.key', ['m', 'some.key'], 'PM2 would make a module "m:some"'],
    ['"m"."a.b"', ['m', 'a.b'], 'PM2 stores it so, and restarts nothing'],
    ['"m":"quo.ted"', ['m', 'quo.ted'], 'PM2 would set "m:quo.ted" without a module'],
    ['m:"a:b"', ['m', 'a:b'], 'the quotes keep the colon'],
    ['m:quo"te', ['m', 'quo"te'], 'PM2 would divide at the quote'],
  ];
  for (const [key, parts, why] of whole) {
    it(`${key} is ${parts.join(' → ')}: ${why}`, () => assert.deepEqual(splitKey(key), parts));
  }

  it('may begin with the name of a module that has a dot in it', () => {
    const modules = ['my', 'my.mod', 'other'];
    assert.deepEqual(splitKey('my.mod:opt', modules), ['my.mod', 'opt']);
    assert.deepEqual(splitKey('my.mod.a.b', modules), ['my.mod', 'a', 'b']);
    assert.deepEqual(splitKey('my.mode', modules), ['my', 'mode']);
    assert.deepEqual(splitKey('my.mod', modules), ['my.mod']);
  });

  it('within a module is divided by colons only', () => {
    assert.deepEqual(splitOptionKey('some.key'), ['some.key']);
    assert.deepEqual(splitOptionKey('a:b.c'), ['a', 'b.c']);
  });

  it('has no part that is empty or that PM2 ignores', () => {
    for (const key of ['', 'a:', ':a', 'a::b', '""']) assert.throws(() => splitOptionKey(key), /is empty/, key);
    for (const part of ['__proto__', 'constructor', 'prototype']) {
      assert.throws(() => splitOptionKey(`a:${part}`), /PM2 ignores keys/, part);
    }
    assert.throws(() => splitOptionKey(Array.from({ length: 51 }, () => 'a').join(':')), /more than 50 parts/);
  });

  it('comes back from its parts, whatever is in them', () => {
    const part = fc
      .string({ minLength: 1, unit: fc.constantFrom('a', ':', '.', '"', '\\', ' ', '\n', 'é') })
      .filter((text) => text !== '');
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
        assert.deepEqual(splitOptionKey(joinOptionKey(parts)), parts);
      }),
    );
  });
});

describe('the pairs of multiset', () => {
  it('are keys and values in turn', () => {
    assert.deepEqual(splitPairs('m:a 1 m:b  x'), [
      ['m:a', '1'],
      ['m:b', 'x'],
    ]);
  });

  it('have values with spaces in quotes, which PM2 would keep', () => {
    assert.deepEqual(splitPairs('label "two words" empty ""'), [
      ['label', 'two words'],
      ['empty', ''],
    ]);
  });

  it('come in pairs', () => {
    for (const text of ['', ' ', 'a', 'a 1 b']) assert.throws(() => splitPairs(text), /in pairs/, text);
  });
});
