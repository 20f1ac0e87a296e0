import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import path from 'node:path';
import fc from 'fast-check';
import { ProbeAlerts } from '../../src/core/stores/probeAlerts';
import { libraryFolder } from '../support/modulePackages';

/** pmx's own judge of a probe, as far as it is used here. */
interface PmxAlert {
  /** Set by pmx after 30 s. */
  start: boolean;
  /** 1 while the alert is in force. */
  readonly reached: 0 | 1;
  tick(value: number): void;
}
type PmxAlertClass = new (options: { readonly mode: 'smart'; readonly timeout: number }) => PmxAlert;

/** pmx reads a probe this often, in milliseconds. */
const INTERVAL_MS = 1_000;
const START_MS = 30_000;

describe('A smart alert', () => {
  const Alert = createRequire(import.meta.filename)(
    path.join(libraryFolder('pmx'), 'lib/utils/alert.js'),
  ) as PmxAlertClass;

  /** For each reading whether pmx's alert is in force. */
  function judgedByPmx(readings: readonly number[]): boolean[] {
    const alert = new Alert({ mode: 'smart', timeout: 1 });
    return readings.map((reading, index) => {
      alert.start = index * INTERVAL_MS >= START_MS;
      alert.tick(reading);
      return alert.reached === 1;
    });
  }

  function judgedHere(readings: readonly number[]): boolean[] {
    const alerts = new ProbeAlerts();
    return readings.map(
      (reading, index) => alerts.accept('p', { mode: 'smart' }, reading, index * INTERVAL_MS)?.state === 'inForce',
    );
  }

  it('is in force when it is in pmx itself, however the probe goes', () => {
    const usual = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 25, maxLength: 400 });
    const outliers = fc.array(fc.tuple(fc.nat(399), fc.integer({ min: -1_000, max: 1_000 })), { maxLength: 5 });
    fc.assert(
      fc.property(usual, outliers, (readings, strays) => {
        const all = [...readings];
        for (const [place, value] of strays) all[Math.min(place, all.length - 1)] = value;
        assert.deepEqual(judgedHere(all), judgedByPmx(all));
      }),
      { numRuns: 100 },
    );
  });

  it('strikes in both', () => {
    const readings = [...Array.from({ length: 60 }, (_, index) => index % 3), 500];
    assert.deepEqual([judgedHere(readings).at(-1), judgedByPmx(readings).at(-1)], [true, true]);
  });
});
