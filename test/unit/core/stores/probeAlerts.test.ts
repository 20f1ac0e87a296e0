import assert from 'node:assert/strict';
import { ProbeAlerts, readAlert } from '../../../../src/core/stores/probeAlerts';
import type { Json, ProbeAlert } from '../../../../src/shared/probe';

const over5 = { mode: 'threshold-avg', value: 5, interval: 3, cmp: '>' };

/** What a probe's alert is after each of the readings, a second apart. */
function states(alert: Json, readings: readonly (number | undefined)[]): (ProbeAlert['state'] | undefined)[] {
  const alerts = new ProbeAlerts();
  return readings.map((number, index) => alerts.accept('p', alert, number, index * 1_000)?.state);
}

describe('readAlert', () => {
  it('knows what pmx sends', () => {
    assert.deepEqual(readAlert({ mode: 'threshold', value: 2, cmp: '<' }), { mode: 'threshold', value: 2, cmp: '<' });
    assert.deepEqual(readAlert(over5), { mode: 'threshold-avg', value: 5, cmp: '>', interval: 3 });
    assert.deepEqual(readAlert({ mode: 'smart' }), { mode: 'smart' });
    assert.equal(readAlert({}), undefined);
  });

  it('takes the null that pmx sends for 0, and text as the number that it is', () => {
    assert.equal(readAlert({ mode: 'threshold', value: null, cmp: '>' })?.value, 0);
    assert.equal(readAlert({ mode: 'threshold', value: '20', cmp: '>' })?.value, 20);
  });

  it('finds none in anything else', () => {
    for (const alert of [undefined, null, 5, 'smart', [], { mode: 'none' }, { mode: 'threshold', value: 'high' }]) {
      assert.equal(readAlert(alert), undefined);
    }
  });

  it('bounds how many readings are averaged', () => {
    const intervalOf = (interval: Json): number | undefined => readAlert({ ...over5, interval })?.interval;
    assert.deepEqual([1e9, 0, -1, 'x', 1.6].map(intervalOf), [600, 180, 180, 180, 2]);
  });
});

describe('ProbeAlerts', () => {
  it('compares each reading with a threshold', () => {
    const readings = [1, 2, 3, undefined];
    assert.deepEqual(states({ mode: 'threshold', value: 2, cmp: '>' }, readings), [
      'clear',
      'clear',
      'inForce',
      'unknown',
    ]);
    assert.deepEqual(states({ mode: 'threshold', value: 2, cmp: '<' }, readings), [
      'inForce',
      'clear',
      'clear',
      'unknown',
    ]);
    assert.deepEqual(states({ mode: 'threshold', value: 2, cmp: '=' }, readings), [
      'clear',
      'inForce',
      'clear',
      'unknown',
    ]);
  });

  it('compares an average as soon as there are as many readings as it takes', () => {
    assert.deepEqual(states(over5, [9, 9, 0, 0, 9, 9]), ['unknown', 'unknown', 'inForce', 'clear', 'clear', 'inForce']);
  });

  it('compares the average of fewer readings after 30 seconds', () => {
    const after = states({ ...over5, interval: 180 }, new Array<number>(32).fill(9));
    assert.deepEqual([after[29], after[30]], ['unknown', 'inForce']);
  });

  it('says the average', () => {
    const alerts = new ProbeAlerts();
    alerts.accept('p', over5, 4, 0);
    assert.equal(alerts.accept('p', over5, 8, 1)?.average, 6);
  });

  it('begins a new average with a new life, and when the interval changes', () => {
    const alerts = new ProbeAlerts();
    for (const at of [0, 1, 2]) alerts.accept('p', over5, 9, at);
    alerts.forget('p');
    assert.equal(alerts.accept('p', over5, 1, 3)?.average, 1);
    assert.equal(alerts.accept('p', { ...over5, interval: 4 }, 2, 4)?.average, 2);
  });

  describe('of what is unusual', () => {
    const smart = { mode: 'smart' };
    const usual = Array.from({ length: 40 }, (_, second) => 10 + (second % 3));

    it('know nothing in the first 30 seconds', () => {
      assert.deepEqual(new Set(states(smart, [...usual.slice(0, 29), 1_000])), new Set(['unknown']));
    });

    it('warn of a reading that is far from what came before, and of that alone', () => {
      assert.deepEqual(states(smart, [...usual, 1_000, 11, 12]).slice(-4), ['clear', 'inForce', 'clear', 'clear']);
    });

    it('are quiet while nothing varies, and where there is no number', () => {
      assert.deepEqual(states(smart, new Array<number>(40).fill(3)).slice(-1), ['clear']);
      assert.deepEqual(states(smart, [...usual, undefined]).slice(-1), ['unknown']);
    });

    it('say the average', () => {
      assert.equal(new ProbeAlerts().accept('p', smart, 4, 0)?.average, 4);
    });
  });

  it('averages 1,000 probes at most, and says of the others that it does not know', () => {
    const alerts = new ProbeAlerts();
    const averages = Array.from({ length: 1_001 }, (_, index) => alerts.accept(`p${index}`, over5, 9, 0)?.average);
    assert.deepEqual(averages.slice(-2), [9, undefined]);
  });
});
