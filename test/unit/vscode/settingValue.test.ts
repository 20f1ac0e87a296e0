import assert from 'node:assert/strict';
import { settingValue } from '../../../src/vscode/settingValue';

describe('settingValue', () => {
  const limits = { min: 1, max: 10 };

  it('is what was set, if that is of the right type', () => {
    assert.equal(settingValue('/usr/bin/node', ''), '/usr/bin/node');
    assert.equal(settingValue(true, false), true);
    assert.equal(settingValue(5, 2, limits), 5);
    assert.equal(settingValue('on', 'auto', ['auto', 'on']), 'on');
    assert.deepEqual(settingValue(['a', 'b'], []), ['a', 'b']);
  });

  it('is the default instead of anything else', () => {
    for (const value of [5, null, {}, [], true]) assert.equal(settingValue(value, 'default'), 'default');
    for (const value of ['true', 1, null]) assert.equal(settingValue(value, false), false);
    for (const value of ['5', null, {}]) assert.equal(settingValue(value, 2, limits), 2);
    for (const value of ['data', null, { 0: 'a' }]) assert.deepEqual(settingValue(value, []), []);
    assert.equal(settingValue('always', 'auto', ['auto', 'on']), 'auto');
  });

  it('brings numbers within their limits, and leaves out of lists what is no text', () => {
    assert.equal(settingValue(0, 2, limits), 1);
    assert.equal(settingValue(99, 2, limits), 10);
    assert.deepEqual(settingValue(['a', 1, '', null, 'b'], []), ['a', 'b']);
  });

  it('may be a number or nothing', () => {
    assert.equal(settingValue(null, null, limits), null);
    assert.equal(settingValue(5, null, limits), 5);
    for (const value of ['5', {}, []]) assert.equal(settingValue(value, null, limits), null);
  });
});
