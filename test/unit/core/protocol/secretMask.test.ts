import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SecretMask } from '../../../../src/core/protocol/secretMask';

describe('SecretMask', () => {
  it('hides what stands under keys that read like secrets', () => {
    const value = {
      password: 'p',
      dbPasswd: 1,
      api_key: 'k',
      'API-Key': ['x'],
      privateKey: { a: 1 },
      accessToken: 't',
      port: 80,
    };
    assert.deepEqual(new SecretMask().mask(value), {
      password: '••••••',
      dbPasswd: '••••••',
      api_key: '••••••',
      'API-Key': '••••••',
      privateKey: '••••••',
      accessToken: '••••••',
      port: 80,
    });
  });

  it('still shows whether a secret is set', () => {
    const value = { password: '', token: null, secret: false };
    assert.deepEqual(new SecretMask().mask(value), value);
  });

  it('hides known values wherever they occur', () => {
    const mask = new SecretMask(['hunter2', '4711']);
    assert.deepEqual(mask.mask({ label: 'it is hunter2!', list: ['hunter2'], hunter2: 1, pin: 4711, year: 2024 }), {
      label: 'it is ••••••!',
      list: ['••••••'],
      '••••••': 1,
      pin: '••••••',
      year: 2024,
    });
  });

  it('finds a secret inside JSON text and inside an address', () => {
    const mask = new SecretMask(['a "b" c/d']);
    assert.equal(mask.maskText(JSON.stringify({ x: 'a "b" c/d' })), '{"x":"••••••"}');
    assert.equal(mask.maskText(`https://host/?q=${encodeURIComponent('a "b" c/d')}`), 'https://host/?q=••••••');
  });

  it('hides the longer of two secrets that begin alike', () => {
    assert.equal(new SecretMask(['abcd', 'abcdefgh']).maskText('abcdefgh abcd'), '•••••• ••••••');
  });

  it('hides a short secret only where it is the whole value', () => {
    const mask = new SecretMask(['abc']);
    assert.deepEqual(mask.mask(['abc', 'abcdef']), ['••••••', 'abcdef']);
  });

  it('leaves other numbers alone that are as short as a configured one', () => {
    assert.deepEqual(new SecretMask(['5']).mask({ token_ttl: 5, users: 5 }), { token_ttl: '••••••', users: 5 });
  });

  it('leaves words alone that say nothing', () => {
    assert.deepEqual(new SecretMask(['true', '', 'null']).mask(['true', 'a null b']), ['true', 'a null b']);
  });

  it('takes a secret literally that looks like a pattern', () => {
    assert.equal(new SecretMask(['a.*(b']).maskText('axxb a.*(b'), 'axxb ••••••');
  });

  it('keeps __proto__ as a key', () => {
    const masked = new SecretMask().mask({ ['__proto__']: 1 });
    assert.deepEqual(Object.entries(masked ?? {}), [['__proto__', 1]]);
  });

  it('never shows a part of a secret at the place where a text is cut', () => {
    const secrets = ['hunter2hunter2', 'another-secret-that-is-long'];
    const mask = new SecretMask(secrets);
    const pieces = fc.array(fc.constantFrom(...secrets, '-', ' word ', '"'), { maxLength: 40 });
    fc.assert(
      fc.property(pieces, fc.nat(120), (parts, length) => {
        assert.doesNotMatch(mask.maskStart(parts.join('.'), length), /hunte|anoth|secre|that/);
      }),
    );
  });
});
