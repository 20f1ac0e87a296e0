import assert from 'node:assert/strict';
import type { ProbeReading } from '../../../../src/core/protocol/packet';
import { probeKind } from '../../../../src/core/stores/probeKind';

function kindOf(reading: Partial<ProbeReading>): string {
  return probeKind({ name: 'p', ...reading });
}

describe('probeKind', () => {
  it('is what the type names, where it names a kind', () => {
    assert.equal(kindOf({ type: 'meter', value: '5ms', unit: 'ms' }), 'meter');
    assert.equal(kindOf({ type: 'custom/id', value: 5 }), 'metric');
  });

  it('is a transposed probe when pmx sends no more than value and alert', () => {
    assert.equal(kindOf({ value: 'x', alert: {} }), 'transpose');
    assert.equal(kindOf({ value: 'x', alert: {}, historic: true, type: 'p' }), 'metric');
    assert.equal(kindOf({ value: 'x' }), 'metric');
  });

  it('is a counter when what several processes say is summed up', () => {
    assert.equal(kindOf({ value: 5, aggregation: 'sum' }), 'counter');
  });

  it('is a meter when the unit is a rate', () => {
    for (const unit of ['req/sec', '/min', 'kb/s', 'MB / h', 'req/minute'])
      assert.equal(kindOf({ unit }), 'meter', unit);
    for (const unit of ['ms', 'km/hop', 'and/or', '/']) assert.equal(kindOf({ unit }), 'metric', unit);
  });

  it('is a histogram when it is a percentile, or text with its own unit', () => {
    assert.equal(kindOf({ name: 'HTTP P95 Latency' }), 'histogram');
    assert.equal(kindOf({ type: 'internal/libuv/latency/p50' }), 'histogram');
    assert.equal(kindOf({ value: '8.25ms', unit: 'ms' }), 'histogram');
    assert.equal(kindOf({ value: '8.25', unit: 'MiB' }), 'metric');
    assert.equal(kindOf({ value: '8.25', unit: '' }), 'metric');
    assert.equal(kindOf({ name: 'mp3s' }), 'metric');
  });
});
