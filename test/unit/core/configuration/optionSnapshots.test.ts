import assert from 'node:assert/strict';
import { checkOption, storedValue } from '../../../../src/core/configuration/checkOption';
import { optionSnapshots } from '../../../../src/core/configuration/optionSnapshots';
import { formatMessage } from '../../../../src/base/message';
import type { OptionSnapshot } from '../../../../src/shared/configurationApi';
import type { Json } from '../../../../src/shared/probe';

function options(config: Record<string, Json>, section?: unknown): OptionSnapshot[] {
  return optionSnapshots({ name: 'm', config }, section);
}

describe('the options of a module', () => {
  it('are those of package.json in its order, then what only module_conf.json has', () => {
    const [days, label, extra] = options({ days: 7, label: 'x' }, { extra: '1', label: 'y' });
    assert.deepEqual(days, {
      ...{ key: 'days', name: 'days', path: ['days'], default: 7, effective: 7 },
      ...{ isSecret: false, members: [] },
    });
    assert.deepEqual([label?.default, label?.override, label?.effective], ['x', 'y', 'y']);
    assert.deepEqual([extra?.key, extra?.default, extra?.override, extra?.effective], ['extra', undefined, '1', 1]);
  });

  it('are addressed so that pm2 set finds them', () => {
    const [option] = options({ 'a:b': { 'c.d': 1 } });
    assert.equal(option?.key, '"a:b"');
    assert.equal(option.members[0]?.key, '"a:b":c.d');
  });

  it('have members where they are objects; an override replaces all of the default', () => {
    const [nested] = options({ nested: { a: 1, b: 'x' } }, { nested: { a: '9' } });
    assert.deepEqual(
      nested?.members.map(({ key, default: standard, override, effective }) => [key, standard, override, effective]),
      [
        ['nested:a', 1, '9', 9],
        ['nested:b', 'x', undefined, undefined],
      ],
    );
    assert.match(nested.note ? formatMessage(nested.note) : '', /does not get "nested\.b"/);
  });

  it('are secret by their own name, or by one above', () => {
    const secrets = [
      'password',
      'passwd',
      'auth_token',
      'secret',
      'apiKey',
      'key',
      'ssl_key',
      'accessKey',
      'PRIVATE_KEY',
    ];
    for (const name of secrets) assert.equal(options({ [name]: 'x' })[0]?.isSecret, true, name);
    for (const name of ['monkey', 'keyboard', 'hotkeys', 'days']) {
      assert.equal(options({ [name]: 'x' })[0]?.isSecret, false, name);
    }
    assert.equal(options({ tokens: { github: 'x' } })[0]?.members[0]?.isSecret, true);
  });

  it('say when the module gets something else than what is set', () => {
    const [size] = options({ size: '1' }, { size: '0010' });
    assert.equal(size?.effective, 10);
    assert.match(size.note ? formatMessage(size.note) : '', /reads as a number/);
  });

  it('survive a section that is no object', () => {
    assert.equal(options({ a: 1 }, 'notobject')[0]?.override, undefined);
    assert.equal(options({ toString: 1 }, { hasOwnProperty: '2' }).length, 2);
  });
});

describe('a text for an option', () => {
  const check = (text: string, standard?: Json): string => {
    const { severity, message, effective } = checkOption(text, {
      isSecret: false,
      ...(standard !== undefined && { default: standard }),
    });
    return `${JSON.stringify(effective)} ${severity ?? 'fine'} ${message ? formatMessage(message) : ''}`.trim();
  };
  const cases: readonly [text: string, standard: Json | undefined, says: string][] = [
    ['9', 7, '9 fine'],
    ['-1.5', 7, '-1.5 fine'],
    ['0010', 7, '10 warning The module gets the number 10, not this text.'],
    ['1e3', 7, '1000 warning The module gets the number 1000, not this text.'],
    ['', 7, '0 warning The module gets the number 0 for an empty text.'],
    ['ten', 7, '"ten" error The default is a number, so this must be one.'],
    ['NaN', 7, 'null error The default is a number, so this must be one.'],
    ['false', true, 'false fine'],
    ['1', true, '1 error The default is true or false, so this must be one.'],
    ['hello', 'x', '"hello" fine'],
    ['0010', 'x', '10 warning The module gets the number 10, not this text.'],
    ['5', 'x', '5 warning The module gets the number 5, not this text.'],
    ['true', 'x', 'true warning The module gets true, not this text.'],
    ['null', 'x', 'null warning The module gets null, not this text.'],
    ['', 'x', '0 warning The module gets the number 0 for an empty text.'],
    ['undefined', 'x', 'undefined warning The module gets nothing for this text: undefined.'],
    ['5', undefined, '5 fine'],
    ['true', undefined, 'true fine'],
    ['["a"]', ['x'], '["a"] fine'],
    ['a', ['x'], '"a" error The default is a list, so this must be one, in JSON: ["one", "two"].'],
    ['{"a":"1"}', { b: 1 }, '{"a":1} fine'],
    ['[]', { b: 1 }, '"[]" error The default is an object, so this must be one, in JSON: {"name": "value"}.'],
  ];
  for (const [text, standard, says] of cases) {
    it(`${JSON.stringify(text)}, where the default is ${JSON.stringify(standard)}`, () => {
      assert.equal(check(text, standard), says);
    });
  }

  it('that is a secret is not repeated', () => {
    const { message } = checkOption('0010', { default: 'x', isSecret: true });
    assert.doesNotMatch(message ? formatMessage(message) : '', /10/);
  });

  it('is stored as text, as pm2 set does, but JSON where the default is a list or an object', () => {
    assert.equal(storedValue('9', 7), '9');
    assert.equal(storedValue('[1]', 'x'), '[1]');
    assert.deepEqual(storedValue('[1, "2"]', []), [1, '2']);
    assert.equal(storedValue('{', {}), '{');
  });
});
