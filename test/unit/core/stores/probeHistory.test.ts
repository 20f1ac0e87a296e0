import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  downSampling,
  HISTORY_MS,
  MAX_POINTS,
  ProbeHistory,
  type DownSampling,
} from '../../../../src/core/stores/probeHistory';

/** Between two readings of every client library, in milliseconds. */
const TICK_MS = 990;
const ways: readonly DownSampling[] = ['average', 'max', 'min'];

function historyOf(values: readonly number[], everyMs = TICK_MS): ProbeHistory {
  const history = new ProbeHistory();
  values.forEach((value, index) => history.add(index * everyMs, value));
  return history;
}

function count(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

describe('ProbeHistory', () => {
  it('draws what it knows in at most 10 characters', () => {
    assert.equal(historyOf(count(8), 1_250).sparkline('average'), '▁▂▃▄▅▆▇█');
    assert.equal(historyOf([0, 0, 7, 0], 1_250).sparkline('average'), '▁▁█▁');
    assert.equal(historyOf([-1, 1], 1_250).sparkline('average'), '▁█');
    for (let length = 5; length < 1_500; length += 7) {
      const line = historyOf(count(length)).sparkline('average') ?? '';
      assert.ok(line.length >= 2 && line.length <= 10, `${length}: ${line}`);
    }
  });

  it('draws no line of a number that stands still', () => {
    assert.equal(new ProbeHistory().sparkline('average'), undefined);
    assert.equal(historyOf([5, 5, 5]).sparkline('average'), undefined);
  });

  it('says when a line moves on although the number stays', () => {
    const history = new ProbeHistory();
    assert.deepEqual(
      [5, 5, 5].map((value, index) => history.add(index * 1_250, value)),
      [false, false, false],
    );
    assert.equal(history.add(3 * 1_250, 6), true);
    assert.equal(history.add(3 * 1_250 + 1, 6), false);
    assert.equal(history.add(4 * 1_250, 6), true);
  });

  it('keeps fine intervals as long as there are few, and 10 minutes in the end', () => {
    assert.equal(historyOf(count(100)).snapshot('average').intervalMs, 1_250);
    assert.equal(historyOf(count(400)).snapshot('average').intervalMs, 5_000);
    const { intervalMs, points } = historyOf(count(2_000)).snapshot('average');
    assert.deepEqual([intervalMs, points.length], [5_000, MAX_POINTS]);
    const [first, last] = [points[0], points.at(-1)];
    assert.ok(first && last && last.at - first.at === HISTORY_MS - intervalMs);
  });

  it('keeps the maximum, the minimum or the average of an interval, as the aggregation says', () => {
    const history = new ProbeHistory();
    for (const [index, value] of [1, 2, 9].entries()) history.add(index, value);
    assert.deepEqual(
      ways.map((how) => history.snapshot(how).points[0]?.value),
      [4, 9, 1],
    );
    assert.deepEqual(
      ['max', 'min', 'avg', 'sum', 'bogus', undefined].map((aggregation) => downSampling(aggregation)),
      ['max', 'min', 'average', 'average', 'average', 'average'],
    );
  });

  it('keeps a peak in the maximum after 9 minutes', () => {
    const values = count(600).map((index) => (index === 50 ? 1_000 : 1));
    const history = historyOf(values);
    assert.deepEqual(history.range(), { min: 1, max: 1_000 });
    assert.equal(Math.max(...history.snapshot('max').points.map(({ value }) => value)), 1_000);
    assert.match(history.sparkline('max') ?? '', /^[▁█]+$/);
  });

  it('leaves out times without a reading', () => {
    const history = new ProbeHistory();
    history.add(0, 1);
    history.add(20_000, 2);
    assert.deepEqual(history.snapshot('average').points, [
      { at: 0, value: 1, min: 1, max: 1 },
      { at: 20_000, value: 2, min: 2, max: 2 },
    ]);
    assert.equal(history.sparkline('average'), '▁█');
  });

  it('begins anew after 10 minutes of silence, and when the clock was set back', () => {
    for (const at of [HISTORY_MS * 3, -HISTORY_MS]) {
      const history = historyOf(count(10));
      history.add(at, 7);
      assert.deepEqual(history.range(), { min: 7, max: 7 });
    }
  });

  it('is bounded in points and in time, and stays within what was read', () => {
    const reading = fc.tuple(fc.integer({ min: 0, max: 200_000 }), fc.double({ noNaN: true, noDefaultInfinity: true }));
    fc.assert(
      fc.property(fc.array(reading, { minLength: 1, maxLength: 400 }), fc.constantFrom(...ways), (readings, how) => {
        const history = new ProbeHistory();
        let at = 1_700_000_000_000;
        for (const [afterMs, value] of readings) history.add((at += afterMs), value);
        const values = readings.map(([, value]) => value);
        const { points, intervalMs } = history.snapshot(how);
        assert.ok(points.length >= 1 && points.length <= MAX_POINTS);
        for (const point of points) {
          assert.ok(point.at > at - HISTORY_MS - intervalMs && point.at <= at);
          assert.ok(point.min <= point.value && point.value <= point.max);
          assert.ok(values.includes(point.min) && values.includes(point.max));
        }
        assert.match(history.sparkline(how) ?? '▁█', /^[▁-█]{2,10}$/);
      }),
    );
  });

  it('holds the average of each interval when the readings are evenly spaced', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 960 }), (values) => {
        const history = historyOf(values, 1_250);
        const { points, intervalMs } = history.snapshot('average');
        for (const { at, value } of points) {
          const read = values.slice(at / 1_250, (at + intervalMs) / 1_250);
          const average = read.reduce((sum, one) => sum + one, 0) / read.length;
          assert.ok(Math.abs(average - value) < 1e-6, `${value} at ${at} is not ${average}`);
        }
      }),
    );
  });
});
