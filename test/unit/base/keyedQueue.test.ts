import assert from 'node:assert/strict';
import { KeyedQueue } from '../../../src/base/keyedQueue';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A task that notes its start and its end, and ends when the test says so. */
function task(name: string, notes: string[]): { run: () => Promise<string>; end: (error?: Error) => void } {
  const { promise, settle } = deferred();
  const run = async (): Promise<string> => {
    notes.push(`${name} starts`);
    await promise;
    notes.push(`${name} ends`);
    return name;
  };
  return { run, end: settle };
}

function deferred(): { promise: Promise<void>; settle: (error?: Error) => void } {
  let settle: (error?: Error) => void = () => undefined;
  const promise = new Promise<void>((resolve, reject) => {
    settle = (error) => (error ? reject(error) : resolve());
  });
  return { promise, settle };
}

describe('KeyedQueue', () => {
  it('runs the tasks of one key one after another, in the order in which they came', async () => {
    const queue = new KeyedQueue();
    const notes: string[] = [];
    const [a, b] = [task('a', notes), task('b', notes)];
    const results = [queue.run('key', a.run), queue.run('key', b.run)];
    b.end();
    await turn();
    assert.deepEqual(notes, ['a starts']);
    a.end();
    assert.deepEqual(await Promise.all(results), ['a', 'b']);
    assert.deepEqual(notes, ['a starts', 'a ends', 'b starts', 'b ends']);
  });

  it('runs the tasks of different keys side by side', async () => {
    const queue = new KeyedQueue();
    const notes: string[] = [];
    const [a, b] = [task('a', notes), task('b', notes)];
    const results = [queue.run('one', a.run), queue.run('two', b.run)];
    await turn();
    assert.deepEqual(notes, ['a starts', 'b starts']);
    a.end();
    b.end();
    await Promise.all(results);
  });

  it('goes on after a task that fails, and tells only its caller', async () => {
    const queue = new KeyedQueue();
    const notes: string[] = [];
    const [a, b] = [task('a', notes), task('b', notes)];
    const [first, second] = [queue.run('key', a.run), queue.run('key', b.run)];
    a.end(new Error('broken'));
    await assert.rejects(first, /broken/);
    b.end();
    assert.equal(await second, 'b');
  });

  it('takes a task that throws before its first await for one that fails', async () => {
    const queue = new KeyedQueue();
    const failed = queue.run('key', () => {
      throw new Error('at once');
    });
    await assert.rejects(failed, /at once/);
    assert.equal(await queue.run('key', () => Promise.resolve('next')), 'next');
  });

  it('lets a task put another one behind itself', async () => {
    const queue = new KeyedQueue();
    const notes: string[] = [];
    let inner: Promise<unknown> = Promise.resolve();
    await queue.run('key', () => {
      inner = queue.run('key', () => Promise.resolve(notes.push('inner')));
      notes.push('outer');
      return Promise.resolve();
    });
    await inner;
    assert.deepEqual(notes, ['outer', 'inner']);
  });
});
