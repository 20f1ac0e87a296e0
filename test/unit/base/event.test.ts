import assert from 'node:assert/strict';
import type { Disposable } from '../../../src/base/disposable';
import { Emitter, nextEvent } from '../../../src/base/event';

describe('Emitter', () => {
  it('tells every listener, in the order in which they came', () => {
    const emitter = new Emitter<number>();
    const heard: string[] = [];
    emitter.event((value) => heard.push(`a${value}`));
    emitter.event((value) => heard.push(`b${value}`));
    emitter.fire(1);
    assert.deepEqual(heard, ['a1', 'b1']);
  });

  it('no longer tells a listener that has unsubscribed', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    const subscription = emitter.event((value) => heard.push(value));
    emitter.fire(1);
    subscription.dispose();
    emitter.fire(2);
    assert.deepEqual(heard, [1]);
    assert.equal(emitter.listenerCount, 0);
  });

  it('takes a function that subscribes twice for two listeners', () => {
    const emitter = new Emitter<number>();
    let calls = 0;
    const listener = (): number => (calls += 1);
    const first = emitter.event(listener);
    emitter.event(listener);
    emitter.fire(1);
    assert.equal(calls, 2);
    first.dispose();
    emitter.fire(2);
    assert.equal(calls, 3);
  });

  it('calls listeners with the given this, and hands the subscription to the given list, as VS Code does', () => {
    const emitter = new Emitter<number>();
    const owner = { heard: [] as number[] };
    const subscriptions: Disposable[] = [];
    emitter.event(
      function (this: typeof owner, value) {
        this.heard.push(value);
      },
      owner,
      subscriptions,
    );
    emitter.fire(7);
    assert.deepEqual(owner.heard, [7]);
    subscriptions[0]?.dispose();
    assert.equal(emitter.listenerCount, 0);
  });

  it('tells the others when one listener throws, and reports the error', () => {
    const reported: unknown[] = [];
    const emitter = new Emitter<number>((error) => reported.push(error));
    const heard: number[] = [];
    const bug = new Error('bug');
    emitter.event(() => {
      throw bug;
    });
    emitter.event((value) => heard.push(value));
    emitter.fire(1);
    assert.deepEqual(heard, [1]);
    assert.deepEqual(reported, [bug]);
  });

  it('does not tell a listener of the event during which it came', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    emitter.event((value) => {
      if (value === 1) emitter.event((later) => heard.push(later));
    });
    emitter.fire(1);
    emitter.fire(2);
    assert.deepEqual(heard, [2]);
  });

  it('tells nobody after its end', () => {
    const emitter = new Emitter<number>();
    const heard: number[] = [];
    emitter.event((value) => heard.push(value));
    emitter.dispose();
    emitter.fire(1);
    assert.deepEqual(heard, []);
  });
});

describe('nextEvent', () => {
  it('resolves with the first event that passes, and stops listening', async () => {
    const emitter = new Emitter<number>();
    const next = nextEvent(emitter.event, (value) => value > 1);
    for (const value of [1, 2, 3]) emitter.fire(value);
    assert.equal(await next, 2);
    assert.equal(emitter.listenerCount, 0);
  });

  it('rejects with the reason of its signal, and stops listening', async () => {
    const emitter = new Emitter<number>();
    const controller = new AbortController();
    const next = nextEvent(emitter.event, () => true, controller.signal);
    controller.abort(new Error('no longer needed'));
    await assert.rejects(next, /no longer needed/);
    assert.equal(emitter.listenerCount, 0);
  });

  it('rejects at once when its signal was aborted before', async () => {
    const emitter = new Emitter<number>();
    await assert.rejects(
      nextEvent(emitter.event, () => true, AbortSignal.abort(new Error('too late'))),
      /too late/,
    );
    assert.equal(emitter.listenerCount, 0);
  });
});
