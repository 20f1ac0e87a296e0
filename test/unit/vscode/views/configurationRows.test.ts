import assert from 'node:assert/strict';
import { message } from '../../../../src/base/message';
import type { ConfigurationSnapshot, OptionSnapshot } from '../../../../src/shared/configurationApi';
import { configurationRows } from '../../../../src/vscode/views/configurationRows';
import type { Row } from '../../../../src/vscode/views/row';
import { englishWording as wording } from '../../../support/englishWording';

const plain = { isSecret: false, members: [] } as const;

function option(key: string, values: Partial<OptionSnapshot>): OptionSnapshot {
  return { ...plain, key, name: key.split(':').at(-1) ?? '', path: key.split(':'), ...values };
}

function rows(
  options: readonly OptionSnapshot[],
  more: Partial<ConfigurationSnapshot> = {},
  revealed: string[] = [],
): readonly Row[] {
  const configuration = {
    folder: '/m',
    module: 'm',
    manifest: '/m/package.json',
    file: '/pm2/module_conf.json',
    options,
  };
  return configurationRows(
    { ...configuration, ...more },
    { module: 'dev:/m', isRevealed: (key) => revealed.includes(key), wording },
  );
}

const said = (all: readonly Row[]): string[] =>
  all.map(({ label, description = '' }) => `${label} ${description}`.trim());

describe('configurationRows', () => {
  it('say value and default, and what is nowhere else', () => {
    const all = rows([
      option('days', { default: 7, effective: 7 }),
      option('size', { default: '1', override: '0010', effective: 10 }),
      option('extra', { override: '', effective: 0 }),
      option('empty', { default: '', effective: '' }),
    ]);
    assert.deepEqual(said(all), [
      'days 7',
      'size 10 (default 1)',
      'extra 0 (not in package.json)',
      'empty ""',
      'module_conf.json shared with your PM2',
    ]);
    assert.deepEqual(all[1]?.icon, { id: 'edit', color: 'gitDecoration.modifiedResourceForeground' });
    assert.match(all[1].context, / option set declared /);
    assert.equal(all[1].spoken, 'size, set to 10, default 1');
  });

  it('have the members of objects below them, also those that the override hides', () => {
    const [nested] = rows([
      option('nested', {
        ...{ default: { a: 1, b: 2 }, override: { a: '9' }, effective: { a: 9 } },
        members: [option('nested:a', { default: 1, override: '9', effective: 9 }), option('nested:b', { default: 2 })],
      }),
    ]);
    assert.deepEqual(said(nested?.children ?? []), ['a 9 (default 1)', 'b replaced (default 2)']);
    assert.equal(nested?.children[0]?.target.key, 'nested:a');
  });

  it('show no secret anywhere, until it is asked for', () => {
    const secret = { isSecret: true, default: 's3cret', override: 't0p', effective: 't0p' };
    const options = [
      option('password', secret),
      option('db', {
        ...{ default: { token: 's3cret' }, effective: { token: 't0p' } },
        members: [option('db:token', secret)],
      }),
    ];
    assert.doesNotMatch(JSON.stringify(rows(options)), /s3cret|t0p/);
    const [first, second] = rows(options, {}, ['password']);
    assert.equal(first?.description, 't0p (default s3cret)');
    assert.match(first.context, / revealed /);
    assert.doesNotMatch(JSON.stringify(second), /s3cret|t0p/);
  });

  it('say of a secret that is only on or off what it is', () => {
    assert.deepEqual(
      said(rows([option('use_token', { isSecret: true, default: true, effective: true })]))[0],
      'use_token true',
    );
  });

  it('begin with what is wrong, which opens at its place', () => {
    const problem = {
      message: message('broken at {0}', 3),
      remedies: [{ kind: 'openFile', file: '/pm2/module_conf.json', line: 3, column: 7 }],
    } as const;
    const [first] = rows([], { problem });
    assert.equal(first?.label, 'broken at 3');
    assert.deepEqual(first.place, { file: '/pm2/module_conf.json', line: 3, column: 7 });
  });

  it('tell in the tooltip the type that the module gets, and why it is not what is set', () => {
    const note = message('Leading zeros are lost.');
    const [row] = rows([option('size', { default: '1', override: '0010', effective: 10, note })]);
    assert.deepEqual(row?.tooltip, [
      ['', 'size'],
      ['Default', '1'],
      ['Set to', '0010'],
      ['The module gets', '10 (number)'],
      ['', 'Leading zeros are lost.'],
    ]);
  });
});
