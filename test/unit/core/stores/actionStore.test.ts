import assert from 'node:assert/strict';
import { decode } from '../../../../src/core/protocol/decode';
import { ActionStore } from '../../../../src/core/stores/actionStore';
import type { CallSnapshot } from '../../../../src/shared/action';
import { recordings } from '../../../support/recordings';

function declare(store: ActionStore, data: Record<string, unknown>): void {
  const packet = decode({ type: 'axm:action', data });
  assert.equal(packet.kind, 'action');
  store.accept(packet);
}

function replay(store: ActionStore, recording: string): void {
  for (const { dir, msg } of recordings().get(recording) ?? []) {
    const packet = decode(msg);
    if (dir === 'module->pm2' && packet.kind === 'action') store.accept(packet);
  }
}

const noCalls = (): Record<string, never> => ({});

describe('ActionStore', () => {
  let store: ActionStore;
  let fired: number;
  beforeEach(() => {
    store = new ActionStore();
    fired = 0;
    store.onDidChange(() => (fired += 1));
  });

  it('classifies what @pm2/io declares and asks for an argument where the handler has two parameters', () => {
    replay(store, 'pm2-io-6.1.0-actions');
    const rows = store
      .snapshots(noCalls)
      .map(({ name, type, takesArgument, comment }) => [name, type, takesArgument, comment]);
    assert.deepEqual(rows.slice(0, 9), [
      ['km:heapdump', 'internal', true, undefined],
      ['km:cpu:profiling:start', 'internal', true, undefined],
      ['km:cpu:profiling:stop', 'internal', false, undefined],
      ['km:heap:sampling:start', 'internal', true, undefined],
      ['km:heap:sampling:stop', 'internal', false, undefined],
      ['no-arg', 'custom', false, undefined],
      ['reply-only', 'custom', false, undefined],
      ['with-data', 'custom', true, 'Echo the data'],
      ['object form', 'custom', false, 'o'],
    ]);
    assert.equal(rows.filter(([name]) => name === 'dup').length, 1);
  });

  it('classifies what pmx declares, which sends no type and no arity of scoped actions', () => {
    replay(store, 'pmx-1.6.8-actions');
    assert.deepEqual(store.get('scoped ok'), { name: 'scoped ok', type: 'scoped', takesArgument: true });
    assert.deepEqual(store.get('no-arg'), { name: 'no-arg', type: 'custom', takesArgument: false });
    assert.equal(store.get('km:custom')?.type, 'internal');
    declare(store, { action_name: 'internal:inspect', arity: 1 });
    assert.equal(store.get('internal:inspect')?.type, 'internal');
  });

  it('says when the next life has declared an action again, or has not', async () => {
    const { signal } = new AbortController();
    declare(store, { action_name: 'again' });
    declare(store, { action_name: 'gone' });
    assert.equal((await store.declared('again', signal))?.name, 'again');
    store.expire();
    const settled: string[] = [];
    const waits = ['again', 'gone'].map((name) => store.declared(name, signal).then(() => settled.push(name)));
    declare(store, { action_name: 'again' });
    await waits[0];
    assert.deepEqual(settled, ['again']);
    store.dropExpired();
    await waits[1];
    assert.equal(await store.declared('gone', signal), undefined);
  });

  it('waits for that no longer than somebody has patience', async () => {
    declare(store, { action_name: 'again' });
    store.expire();
    const patience = new AbortController();
    const waiting = store.declared('again', patience.signal);
    patience.abort();
    assert.equal((await waiting)?.name, 'again');
  });

  it('keeps the first declaration of a name', () => {
    declare(store, { action_name: 'a', arity: 1 });
    declare(store, { action_name: 'a', arity: 2 });
    assert.equal(store.get('a')?.takesArgument, false);
    assert.equal(fired, 1);
  });

  it('shows each action with its newest call', () => {
    declare(store, { action_name: 'a', arity: 1 });
    declare(store, { action_name: 'b', arity: 1 });
    const call: CallSnapshot = { id: 1, startedAt: 0, state: { kind: 'running' }, streamed: 0 };
    const actions = store.snapshots((name) => (name === 'b' ? { lastCall: call } : {}));
    assert.deepEqual(
      actions.map(({ name, lastCall }) => [name, lastCall]),
      [
        ['a', undefined],
        ['b', call],
      ],
    );
  });

  it('keeps the actions of a life that ended until the next had time to declare them again', () => {
    declare(store, { action_name: 'a', arity: 1 });
    declare(store, { action_name: 'b' });
    store.expire();
    declare(store, { action_name: 'a', arity: 2 });
    assert.deepEqual(
      store.snapshots(noCalls).map(({ name, takesArgument }) => [name, takesArgument]),
      [
        ['a', true],
        ['b', false],
      ],
    );
    store.dropExpired();
    assert.deepEqual(
      store.snapshots(noCalls).map(({ name }) => name),
      ['a'],
    );
    const before = fired;
    store.dropExpired();
    assert.equal(fired, before);
  });

  it('keeps 1,000 actions', () => {
    for (let index = 0; index <= 1_000; index++) declare(store, { action_name: `a${index}` });
    assert.equal(store.snapshots(noCalls).length, 1_000);
  });

  it('takes __proto__ as a name like any other', () => {
    declare(store, { action_name: '__proto__', arity: 2 });
    assert.equal(store.get('__proto__')?.takesArgument, true);
    assert.equal(store.get('constructor'), undefined);
  });
});
