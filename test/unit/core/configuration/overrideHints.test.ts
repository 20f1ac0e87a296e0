import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import { overrideHints } from '../../../../src/core/configuration/overrideHints';
import type { Json } from '../../../../src/shared/probe';

function hints(config: Readonly<Record<string, Json>>, section: unknown): string[] {
  return overrideHints({ name: 'my-module', config }, section, '/home/module_conf.json').map(({ code }) => code);
}

describe('overrideHints', () => {
  it('are none where nothing is set', () => {
    assert.deepEqual(hints({ port: 80 }, undefined), []);
  });

  for (const text of ['0010', '1e3', '0x10', '+49123', '12.50', '-']) {
    it(`${text === '-' ? 'do not name' : 'name'} ${JSON.stringify(text)} where a text is expected`, () => {
      assert.deepEqual(hints({ phone: '000' }, { phone: text }), text === '-' ? [] : ['option-cast']);
    });
  }

  it('do not name a number that stays what it is, or that is expected', () => {
    assert.deepEqual(hints({ label: 'x', port: 80 }, { label: '10', port: '0080', other: '1.5' }), []);
  });

  it('name an empty text whatever is expected', () => {
    assert.deepEqual(hints({ a: 'x', b: 1 }, { a: '', b: ' ', c: '' }), [
      'option-empty',
      'option-empty',
      'option-empty',
    ]);
  });

  it('name what is lost when a part of an object is set', () => {
    const [hint, ...others] = overrideHints(
      { name: 'my-module', config: { mail: { host: 'h', port: 25, user: 'u' }, whole: { a: 1 } } },
      { mail: { host: 'other' }, whole: { a: '2', b: '3' } },
      '/home/module_conf.json',
    );
    assert.deepEqual(others, []);
    assert.equal(hint?.code, 'option-replaced');
    assert.equal(hint.file, '/home/module_conf.json');
    assert.match(formatMessage(hint.message), /"mail\.port", "mail\.user"/);
  });

  it('tell no value', () => {
    const [hint] = overrideHints({ name: 'my-module', config: { password: 'x' } }, { password: '0815' }, '/f');
    assert.ok(hint && !formatMessage(hint.message).includes('0815'));
  });
});
