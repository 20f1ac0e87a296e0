import assert from 'node:assert/strict';
import { delay } from '../../../src/base/clock';
import { FakeClock } from '../../support/fakeClock';

describe('FakeClock', () => {
  it('runs what falls due in the order of time, each at its own moment', () => {
    const clock = new FakeClock(0);
    const ran: string[] = [];
    clock.after(20, () => ran.push(`b ${clock.now()}`));
    clock.after(10, () => ran.push(`a ${clock.now()}`));
    clock.after(31, () => ran.push('too late'));
    clock.advanceSync(30);
    assert.deepEqual(ran, ['a 10', 'b 20']);
    assert.equal(clock.now(), 30);
    assert.equal(clock.timerCount, 1);
  });

  it('runs timers of one moment in the order in which they were set', () => {
    const clock = new FakeClock();
    const ran: string[] = [];
    for (const name of ['a', 'b', 'c']) clock.after(5, () => ran.push(name));
    clock.advanceSync(5);
    assert.deepEqual(ran, ['a', 'b', 'c']);
  });

  it('runs timers that are set on the way', () => {
    const clock = new FakeClock(0);
    const ran: number[] = [];
    clock.after(10, () => clock.after(10, () => ran.push(clock.now())));
    clock.advanceSync(20);
    assert.deepEqual(ran, [20]);
  });

  it('lets code that awaits go on before time does', async () => {
    const clock = new FakeClock(0);
    const times: number[] = [];
    const steps = (async () => {
      for (let step = 0; step < 3; step++) {
        await delay(clock, 10);
        times.push(clock.now());
      }
    })();
    await clock.advance(100);
    await steps;
    assert.deepEqual(times, [10, 20, 30]);
  });
});
