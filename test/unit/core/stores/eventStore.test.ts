import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decode } from '../../../../src/core/protocol/decode';
import { SecretMask } from '../../../../src/core/protocol/secretMask';
import { EventStore } from '../../../../src/core/stores/eventStore';
import type { EventSnapshot } from '../../../../src/shared/event';
import { recordings } from '../../../support/recordings';

function emit(store: EventStore, data: unknown, at = 0): void {
  const packet = decode({ type: 'human:event', data });
  assert.equal(packet.kind, 'event');
  store.accept(packet, at);
}

function only(store: EventStore): EventSnapshot {
  const [event, ...others] = store.snapshots();
  assert.ok(event);
  assert.deepEqual(others, []);
  return event;
}

function replayed(recording: string): unknown[] {
  const store = new EventStore(() => new SecretMask());
  for (const { t, dir, msg } of recordings().get(recording) ?? []) {
    const packet = decode(msg);
    if (dir === 'module->pm2' && packet.kind === 'event') store.accept(packet, t);
  }
  return store.snapshots().map(({ name, count, recent }) => [name, count, recent[0]?.payload]);
}

describe('EventStore', () => {
  let store: EventStore;
  beforeEach(() => (store = new EventStore(() => new SecretMask(['hunter2']))));

  const golden: Record<string, readonly unknown[]> = {
    'pmx-1.6.8-events': [
      ['user:register', 1, { user: 'Alex registered', email: 'a@b.c' }],
      ['string event', 1, { data: 'text' }],
      ['number', 1, { data: 5 }],
      ['', 1, [1, 2]],
      ['circular', 1, { a: 1, o: '[Circular ~]' }],
      ['date', 1, { d: '1970-01-01T00:00:00.000Z' }],
    ],
    'pm2-io-6.1.0-events': [
      ['user:register', 1, { user: 'Alex registered', email: 'a@b.c' }],
      ['date', 1, { d: '1970-01-01T00:00:00.000Z' }],
    ],
    'tx2-1.0.5-all': [
      ['my event', 1, { a: 1 }],
      ['no data', 1, { data: null }],
      ['action triggered', 2, { action_name: 'echo', opts: { comment: 'c' } }],
    ],
  };
  for (const [recording, expected] of Object.entries(golden)) {
    it(`reads what ${recording} emits`, () => assert.deepEqual(replayed(recording), expected));
  }

  it('counts since the install, and since the last save', () => {
    emit(store, { __name: 'a' }, 1);
    emit(store, { __name: 'a' }, 2);
    store.beginSaved();
    emit(store, { __name: 'a' }, 3);
    const { count, sinceSave, lastAt } = only(store);
    assert.deepEqual([count, sinceSave, lastAt], [3, 1, 3]);
  });

  it('says when the events of the last minute came', () => {
    for (let second = 0; second < 600; second++) emit(store, { __name: 'a' }, second * 1_000);
    const { lately } = only(store);
    assert.equal(lately.length, 12);
    assert.deepEqual(lately.at(-1), { at: 600_000, count: 5 });
  });

  it('keeps the last 500 payloads, and tells the newest ten', () => {
    for (let number = 0; number < 600; number++) emit(store, { __name: 'a', number }, number);
    const { kept, recent } = only(store);
    assert.equal(kept, 500);
    assert.deepEqual(
      recent.map(({ at }) => at),
      [599, 598, 597, 596, 595, 594, 593, 592, 591, 590],
    );
    const all = store.emissions('a');
    assert.deepEqual([all.length, all[0], all.at(-1)?.at], [500, { at: 100, payload: { number: 100 } }, 599]);
  });

  it('keeps fewer of large ones, and none of names that others have pushed out', () => {
    const text = 'x'.repeat(900);
    for (let index = 0; index < 500; index++) emit(store, { __name: 'large', list: [text, text, text, text] });
    assert.ok(only(store).kept < 150, String(only(store).kept));
    store.takeChanges();
    for (let index = 0; index < 300; index++) emit(store, { __name: `name ${index}` });
    assert.equal(store.snapshots().length, 200);
    const { changed, removed } = store.takeChanges();
    assert.deepEqual([changed.length, removed], [200, ['large']]);
    assert.deepEqual(store.emissions('large'), []);
  });

  it('shows no secrets of the configuration', () => {
    emit(store, { __name: 'login', as: 'hunter2', token: 'abc' });
    const expected = { as: '••••••', token: '••••••' };
    assert.deepEqual(only(store).recent[0]?.payload, expected);
    assert.deepEqual(store.emissions('login')[0]?.payload, expected);
  });

  it('takes any name', () => {
    for (const name of ['__proto__', '', 'x'.repeat(1_000_000), '<b>\u001b[31m\n']) emit(store, { __name: name, a: 1 });
    assert.deepEqual(
      store.snapshots().map(({ name }) => name.length),
      [9, 0, 201, 9],
    );
  });

  it('takes anything, and counts all of it', () => {
    const anything = fc.oneof(fc.anything(), fc.record({ __name: fc.anything(), data: fc.anything() }));
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 20 }), (all) => {
        const own = new EventStore(() => new SecretMask());
        let count = 0;
        for (const data of all) {
          const packet = decode({ type: 'human:event', data });
          if (packet.kind !== 'event') continue;
          own.accept(packet, 0);
          count += 1;
        }
        const total = own.snapshots().reduce((sum, event) => sum + event.count, 0);
        assert.equal(total, count);
        structuredClone(own.takeChanges());
      }),
    );
  });
});
