import assert from 'node:assert/strict';
import fc from 'fast-check';
import { RingBuffer } from '../../../src/base/ringBuffer';

describe('RingBuffer', () => {
  it('keeps everything, oldest first, until it is full', () => {
    const buffer = new RingBuffer<string>(3);
    buffer.push('a');
    buffer.push('b');
    assert.deepEqual(buffer.toArray(), ['a', 'b']);
    assert.equal(buffer.length, 2);
  });

  it('drops the oldest for the newest when it is full', () => {
    const buffer = new RingBuffer<number>(3);
    for (let item = 1; item <= 7; item++) buffer.push(item);
    assert.deepEqual(buffer.toArray(), [5, 6, 7]);
    assert.equal(buffer.length, 3);
  });

  it('is as new after it was cleared', () => {
    const buffer = new RingBuffer<number>(3);
    for (let item = 1; item <= 4; item++) buffer.push(item);
    buffer.clear();
    assert.deepEqual(buffer.toArray(), []);
    buffer.push(5);
    buffer.push(6);
    assert.deepEqual(buffer.toArray(), [5, 6]);
  });

  it('gives a copy, which later items leave as it is', () => {
    const buffer = new RingBuffer<number>(2);
    buffer.push(1);
    const copy = buffer.toArray();
    buffer.push(2);
    assert.deepEqual(copy, [1]);
  });

  it('always holds the last items, however many came', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.array(fc.integer()), (capacity, items) => {
        const buffer = new RingBuffer<number>(capacity);
        for (const item of items) buffer.push(item);
        assert.deepEqual(buffer.toArray(), items.slice(-capacity));
      }),
    );
  });

  it('takes another capacity, and gives what has no room in it', () => {
    const capacity = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(capacity, capacity, fc.array(fc.integer()), fc.array(fc.integer()), (before, after, items, more) => {
        const buffer = new RingBuffer<number>(before);
        for (const item of items) buffer.push(item);
        const held = items.slice(-before);
        const dropped = buffer.resize(after);
        assert.deepEqual([...dropped, ...buffer.toArray()], held);
        assert.deepEqual(buffer.toArray(), held.slice(-after));
        for (const item of more) buffer.push(item);
        assert.deepEqual(buffer.toArray(), [...held, ...more].slice(-after));
      }),
    );
  });
});
