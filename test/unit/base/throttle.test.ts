import assert from 'node:assert/strict';
import fc from 'fast-check';
import { throttle, type Throttled } from '../../../src/base/throttle';
import { FakeClock } from '../../support/fakeClock';

const INTERVAL_MS = 100;

/** A throttled function that notes when it ran, counted from the start. */
function setUp(): { clock: FakeClock; ranAt: number[]; throttled: Throttled } {
  const clock = new FakeClock(0);
  const ranAt: number[] = [];
  return { clock, ranAt, throttled: throttle(() => ranAt.push(clock.now()), INTERVAL_MS, clock) };
}

describe('throttle', () => {
  it('runs the first call at once', () => {
    const { ranAt, throttled } = setUp();
    throttled();
    assert.deepEqual(ranAt, [0]);
  });

  it('makes one run of all calls within an interval, at its end', () => {
    const { clock, ranAt, throttled } = setUp();
    for (let call = 0; call < 10; call++) throttled();
    clock.advanceSync(INTERVAL_MS);
    assert.deepEqual(ranAt, [0, 100]);
  });

  it('does not run again without a call', () => {
    const { clock, ranAt, throttled } = setUp();
    throttled();
    clock.advanceSync(10 * INTERVAL_MS);
    assert.deepEqual(ranAt, [0]);
    assert.equal(clock.timerCount, 0);
  });

  it('runs at once again after a quiet interval', () => {
    const { clock, ranAt, throttled } = setUp();
    throttled();
    clock.advanceSync(150);
    throttled();
    assert.deepEqual(ranAt, [0, 150]);
  });

  it('keeps the interval also after a run that was put off', () => {
    const { clock, ranAt, throttled } = setUp();
    throttled();
    throttled();
    clock.advanceSync(INTERVAL_MS);
    throttled();
    clock.advanceSync(INTERVAL_MS);
    assert.deepEqual(ranAt, [0, 100, 200]);
  });

  it('puts off a call that its own callback makes', () => {
    const clock = new FakeClock(0);
    const ranAt: number[] = [];
    const throttled: Throttled = throttle(
      () => {
        ranAt.push(clock.now());
        if (ranAt.length < 3) throttled();
      },
      INTERVAL_MS,
      clock,
    );
    throttled();
    clock.advanceSync(10 * INTERVAL_MS);
    assert.deepEqual(ranAt, [0, 100, 200]);
  });

  it('forgets what is put off when it is disposed, and runs no more', () => {
    const { clock, ranAt, throttled } = setUp();
    throttled();
    throttled();
    throttled.dispose();
    throttled();
    clock.advanceSync(10 * INTERVAL_MS);
    assert.deepEqual(ranAt, [0]);
    assert.equal(clock.timerCount, 0);
  });

  it('never runs twice within an interval, and always once after the last call', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 3 * INTERVAL_MS }), { minLength: 1 }), (pauses) => {
        const { clock, ranAt, throttled } = setUp();
        let lastCallAt = 0;
        for (const pause of pauses) {
          clock.advanceSync(pause);
          throttled();
          lastCallAt = clock.now();
        }
        clock.advanceSync(INTERVAL_MS);
        const gaps = ranAt.slice(1).map((time, index) => time - (ranAt[index] ?? NaN));
        assert.ok(gaps.every((gap) => gap >= INTERVAL_MS));
        assert.ok((ranAt.at(-1) ?? -1) >= lastCallAt);
      }),
    );
  });
});
