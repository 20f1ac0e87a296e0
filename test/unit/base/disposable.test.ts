import assert from 'node:assert/strict';
import { DisposableStore, MutableDisposable, toDisposable, type Disposable } from '../../../src/base/disposable';

/** A resource that notes in `ended` when it was let go. */
function resource(name: string, ended: string[]): Disposable {
  return { dispose: () => ended.push(name) };
}

describe('toDisposable', () => {
  it('runs its end once, however often it is disposed', () => {
    let ends = 0;
    const disposable = toDisposable(() => (ends += 1));
    disposable.dispose();
    disposable.dispose();
    assert.equal(ends, 1);
  });

  it('does not run its end again when the end disposes it', () => {
    let ends = 0;
    const disposable: Disposable = toDisposable(() => {
      ends += 1;
      disposable.dispose();
    });
    disposable.dispose();
    assert.equal(ends, 1);
  });
});

describe('DisposableStore', () => {
  it('disposes what it holds, last added first', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    for (const name of ['a', 'b', 'c']) store.add(resource(name, ended));
    store.dispose();
    assert.deepEqual(ended, ['c', 'b', 'a']);
  });

  it('disposes each thing once', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    store.add(resource('a', ended));
    store.dispose();
    store.dispose();
    assert.deepEqual(ended, ['a']);
  });

  it('returns what is added', () => {
    const item = resource('a', []);
    assert.equal(new DisposableStore().add(item), item);
  });

  it('disposes at once what is added after its end', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    store.dispose();
    assert.equal(store.isDisposed, true);
    store.add(resource('late', ended));
    assert.deepEqual(ended, ['late']);
  });

  it('disposes a released thing then, and not again at the end', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    const early = store.add(resource('early', ended));
    store.add(resource('late', ended));
    store.release(early);
    assert.deepEqual(ended, ['early']);
    store.dispose();
    assert.deepEqual(ended, ['early', 'late']);
  });

  it('leaves alone what it is asked to release but never got', () => {
    const ended: string[] = [];
    new DisposableStore().release(resource('foreign', ended));
    assert.deepEqual(ended, []);
  });

  it('disposes what is added while it is being disposed', () => {
    const ended: string[] = [];
    const store = new DisposableStore();
    store.add({ dispose: () => store.add(resource('in between', ended)) });
    store.dispose();
    assert.deepEqual(ended, ['in between']);
  });
});

describe('MutableDisposable', () => {
  it('disposes the old value when a new one takes its place', () => {
    const ended: string[] = [];
    const holder = new MutableDisposable();
    const [first, second] = [resource('first', ended), resource('second', ended)];
    holder.value = first;
    holder.value = second;
    assert.deepEqual(ended, ['first']);
    assert.equal(holder.value, second);
  });

  it('keeps a value that replaces itself', () => {
    const ended: string[] = [];
    const holder = new MutableDisposable();
    const only = resource('only', ended);
    holder.value = only;
    holder.value = only;
    assert.deepEqual(ended, []);
  });

  it('holds the new value already while the old one ends', () => {
    const holder = new MutableDisposable();
    const second = resource('second', []);
    let seen: Disposable | undefined;
    holder.value = { dispose: () => (seen = holder.value) };
    holder.value = second;
    assert.equal(seen, second);
  });

  it('disposes its value when it is emptied', () => {
    const ended: string[] = [];
    const holder = new MutableDisposable();
    holder.value = resource('first', ended);
    holder.value = undefined;
    assert.deepEqual(ended, ['first']);
  });

  it('disposes its value at its end, and later ones at once', () => {
    const ended: string[] = [];
    const holder = new MutableDisposable();
    holder.value = resource('first', ended);
    holder.dispose();
    holder.value = resource('late', ended);
    assert.deepEqual(ended, ['first', 'late']);
    assert.equal(holder.value, undefined);
  });
});
