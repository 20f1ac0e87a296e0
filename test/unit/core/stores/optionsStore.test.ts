import assert from 'node:assert/strict';
import { MASK, SecretMask } from '../../../../src/core/protocol/secretMask';
import { OptionsStore } from '../../../../src/core/stores/optionsStore';
import type { Json } from '../../../../src/shared/probe';

describe('OptionsStore', () => {
  const plain = new SecretMask();
  let store: OptionsStore;
  beforeEach(() => (store = new OptionsStore()));

  function send(options: Readonly<Record<string, Json>>): void {
    store.accept({ kind: 'options', options });
  }

  it('merges key by key: the last value counts and replaces an object whole', () => {
    send({ error: true, widget: { type: 'generic', theme: ['red'] } });
    send({ widget: { block: { cpu: false } }, latency: true });
    assert.deepEqual(store.snapshot(plain), { error: true, widget: { block: { cpu: false } }, latency: true });
  });

  it('keeps null as null, where PM2 makes an empty object of it', () => {
    send({ pid: 5 });
    send({ pid: null });
    assert.deepEqual(store.snapshot(plain), { pid: null });
  });

  it('shows no secret: neither under a key, nor beside a label, nor anywhere else', () => {
    send({
      password: 's3cret',
      module_conf: { api_key: 'k', address: 'redis://:hunter22@host' },
      human_info: [['Password', 'hidden?'], ['Port', 80], 'odd'],
      description: 'uses hunter22',
    });
    assert.deepEqual(store.snapshot(new SecretMask(['hunter22'])), {
      password: MASK,
      module_conf: { api_key: MASK, address: `redis://:${MASK}@host` },
      human_info: [['Password', MASK], ['Port', 80], 'odd'],
      description: `uses ${MASK}`,
    });
  });

  it('gives the same object until something changes', () => {
    send({ a: 1 });
    const before = store.snapshot(plain);
    assert.equal(store.snapshot(plain), before);
    send({ a: 2 });
    assert.notEqual(store.snapshot(plain), before);
    assert.notEqual(store.snapshot(new SecretMask(['x'])), store.snapshot(plain));
  });

  it('keeps what a life that ended had until the next one had time to send it again', () => {
    send({ a: 1, b: 1 });
    store.expire();
    send({ b: 2 });
    assert.deepEqual(store.snapshot(plain), { a: 1, b: 2 });
    store.dropExpired();
    assert.deepEqual(store.snapshot(plain), { b: 2 });
  });

  it('takes __proto__ as a key like any other', () => {
    send(JSON.parse('{"__proto__":{"polluted":true}}') as Record<string, Json>);
    assert.deepEqual(Object.keys(store.snapshot(plain)), ['__proto__']);
    assert.equal(({} as { polluted?: boolean }).polluted, undefined);
  });

  it('is bounded in keys and in what they hold', () => {
    for (let index = 0; index < 600; index++) send({ [`k${index}`]: 'x'.repeat(5_000), ['n'.repeat(300)]: 1 });
    const options = store.snapshot(plain);
    assert.equal(Object.keys(options).length, 500);
    assert.equal(options.k499, `${'x'.repeat(1_000)}…`);
    send({ k0: 'still merged' });
    assert.equal(store.snapshot(plain).k0, 'still merged');
  });
});
