import assert from 'node:assert/strict';
import { delay, systemClock } from '../../../src/base/clock';
import { FakeClock } from '../../support/fakeClock';

describe('systemClock', () => {
  it('runs a callback later, unless it was disposed', async () => {
    const ran: string[] = [];
    systemClock.after(0, () => ran.push('disposed')).dispose();
    await new Promise<void>((resolve) => {
      systemClock.after(0, () => {
        ran.push('kept');
        resolve();
      });
      assert.deepEqual(ran, []);
    });
    assert.deepEqual(ran, ['kept']);
  });
});

describe('delay', () => {
  it('resolves when the time has passed, not before', async () => {
    const clock = new FakeClock();
    let isOver = false;
    const over = delay(clock, 100).then(() => (isOver = true));
    await clock.advance(99);
    assert.equal(isOver, false);
    await clock.advance(1);
    assert.equal(isOver, true);
    await over;
  });

  it('rejects with the reason of its signal, and leaves no timer', async () => {
    const clock = new FakeClock();
    const controller = new AbortController();
    const waiting = delay(clock, 100, controller.signal);
    controller.abort(new Error('stop'));
    await assert.rejects(waiting, /stop/);
    assert.equal(clock.timerCount, 0);
  });

  it('rejects at once when its signal was aborted before, and leaves no timer', async () => {
    const clock = new FakeClock();
    await assert.rejects(delay(clock, 100, AbortSignal.abort(new Error('too late'))), /too late/);
    assert.equal(clock.timerCount, 0);
  });
});
