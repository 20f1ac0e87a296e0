import type { ProbeKind } from '../../shared/probe';
import type { ProbeReading } from '../protocol/packet';

const DECLARED: ReadonlyMap<string | undefined, ProbeKind> = new Map<string, ProbeKind>(
  (['metric', 'counter', 'meter', 'histogram', 'transpose'] as const).map((kind) => [kind, kind]),
);
/** `req/sec`, `/min`, `kb/s`: an amount by time. */
const RATE = /\/\s*(?:ms|s|sec|seconds?|m|min|minutes?|h|hours?|d|days?)$/i;
/** `p95`, `HTTP P95 Latency`, `internal/libuv/latency/p50`. */
const PERCENTILE = /\bp\d{2,3}\b/i;

/**
 * The kind of a probe. No library sends it, so it is told by, in this order: a `type` that names it, which pmx's authors may
 * give; pmx's transposed probes, which have an `alert` and no `historic`; `agg_type` `sum`, which pmx documents for counters; a
 * unit that is a rate, thus a meter; a percentile in name or type, or a value to which its own unit is glued, thus a
 * histogram. Everything else is a metric: counters and gauges of `@pm2/io` and tx2, and meters and histograms
 * without a unit, look no different on the wire.
 */
export function probeKind({ name, value, unit, type, aggregation, historic, alert }: ProbeReading): ProbeKind {
  const declared = DECLARED.get(type);
  if (declared) return declared;
  if (alert !== undefined && historic === undefined && type === undefined) return 'transpose';
  if (aggregation === 'sum') return 'counter';
  if (unit !== undefined && RATE.test(unit)) return 'meter';
  if (PERCENTILE.test(name) || (type !== undefined && PERCENTILE.test(type))) return 'histogram';
  return unit && typeof value === 'string' && value.endsWith(unit) ? 'histogram' : 'metric';
}
