import assert from 'node:assert/strict';
import { encodeAction, encodeScoped, SHUTDOWN, toOptions } from '../../../../src/core/protocol/encode';

describe('encode', () => {
  it('calls an action by its bare name', () => assert.equal(encodeAction('flush cache'), 'flush cache'));

  it('sends an argument as the text that was typed, also an empty one', () => {
    assert.deepEqual(encodeAction('set level', '{"a":1}'), { msg: 'set level', opts: '{"a":1}' });
    assert.deepEqual(encodeAction('set level', ''), { msg: 'set level', opts: '' });
  });

  it('gives a scoped call both names, its uuid and null without an argument', () => {
    assert.deepEqual(encodeScoped('lsof', 'u1'), { msg: 'lsof', opts: null, action_name: 'lsof', uuid: 'u1' });
    assert.deepEqual(encodeScoped('lsof', 'u1', '-p'), { msg: 'lsof', opts: '-p', action_name: 'lsof', uuid: 'u1' });
  });

  it('reads options where the typed text is an object', () => {
    assert.deepEqual(toOptions(' {"timeout":500}'), { timeout: 500 });
    for (const text of ['debug', '', '[1]', '{no', '5']) assert.equal(toOptions(text), text);
    assert.equal(toOptions(undefined), undefined);
  });

  it('asks for the end with the word that modules listen for', () => assert.equal(SHUTDOWN, 'shutdown'));
});
