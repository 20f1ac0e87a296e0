import * as v from 'valibot';
import { isRecord } from '../../base/records';
import { truncate } from '../../base/truncate';
import type { Json } from '../../shared/probe';
import { boundJson, type JsonLimits } from './boundJson';
import type { Packet, ProbeReading, ScopedPacket, UnknownPacket } from './packet';
import * as schemas from './schemas';

/** What one packet may hold: above all that no walk through it overflows the stack. Strings may be profiles of many megabytes. */
const PACKET_LIMITS: JsonLimits = { depth: 100, nodes: 200_000, stringLength: Infinity };
/** How much of an unknown type is told, in characters. */
const MAX_TYPE_LENGTH = 100;
/** Of a probe in `axm:monitor`. */
const ENTRY_FIELDS: ReadonlySet<string> = new Set(['value', 'unit', 'type', 'agg_type', 'historic', 'alert']);

type Decoder = (data: unknown) => Packet;

const decoders: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['axm:option:configuration', decodeOptions],
  ['axm:monitor', decodeProbes],
  ['axm:action', decodeAction],
  ['axm:reply', decodeReply],
  ['axm:scoped_action:stream', scopedDecoder('scopedStream')],
  ['axm:scoped_action:error', scopedDecoder('scopedError')],
  ['axm:scoped_action:end', scopedDecoder('scopedEnd')],
  ['process:exception', decodeIssue],
  ['human:event', decodeEvent],
  ['application:dependencies', decodeDependencies],
  ['http:transaction', decodeTransaction],
  ['profilings', decodeProfiling],
]);

/** What a module sent, whatever it is. Never throws. A message is typed as PM2 sees it: when both `type` and `data` are truthy. */
export function decode(raw: unknown): Packet {
  try {
    return decodeMessage(raw);
  } catch (error) {
    return unknown(`reading it failed: ${truncate(String(error), MAX_TYPE_LENGTH)}`);
  }
}

function decodeMessage(raw: unknown): Packet {
  if (raw === 'ready') return { kind: 'ready' };
  if (!isRecord(raw)) return unknown(`not an object but ${describe(raw)}`);
  const { type, data } = raw;
  if (type && data) {
    if (typeof type !== 'string') return unknown('"type" is not a string');
    const decoded = decoders.get(type)?.(data) ?? unknown('not a type of PM2');
    return decoded.kind === 'unknown' ? { ...decoded, type: truncate(type, MAX_TYPE_LENGTH) } : decoded;
  }
  if (typeof raw.node_version === 'string') return { kind: 'nodeVersion', version: raw.node_version };
  if (typeof type !== 'string') return unknown('no "type"');
  return { kind: 'unknown', type: truncate(type, MAX_TYPE_LENGTH), reason: 'no "data"' };
}

function decodeOptions(data: unknown): Packet {
  if (!isRecord(data)) return unknown('"data" is not an object');
  return { kind: 'options', options: boundRecord(data) };
}

function decodeProbes(data: unknown): Packet {
  if (!isRecord(data)) return unknown('"data" is not an object');
  return { kind: 'probes', probes: Object.keys(data).map((name) => toReading(name, data[name])) };
}

/**
 * pmx's `enableProbes` sends bare values: an object is one too unless it has a field of an entry. Nothing is left of an
 * entry whose function returned undefined when it has no unit either.
 */
function toReading(name: string, entry: unknown): ProbeReading {
  if (!isEntry(entry)) return { name, value: bound(entry) };
  // By hand: nothing else comes a thousand times a second, and a schema costs ten times as much.
  const { value, unit, type, agg_type: aggregation, historic, alert } = entry;
  return {
    name,
    value: boundOptional(value),
    unit: textOrNothing(unit),
    type: textOrNothing(type),
    aggregation: textOrNothing(aggregation),
    historic: typeof historic === 'boolean' ? historic : undefined,
    alert: boundOptional(alert),
  };
}

function isEntry(entry: unknown): entry is Record<string, unknown> {
  if (!isRecord(entry)) return false;
  if (Object.hasOwn(entry, 'value')) return true;
  const keys = Object.keys(entry);
  return keys.length === 0 || keys.some((key) => ENTRY_FIELDS.has(key));
}

/** A field is dropped, not the probe, when it is of a wrong type. */
function textOrNothing(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function decodeAction(data: unknown): Packet {
  return parsed(schemas.action, data, ({ action_name: name, action_type: declaredType, arity, opts }) => ({
    kind: 'action',
    name,
    declaredType,
    arity,
    comment: opts?.comment,
  }));
}

function decodeReply(data: unknown): Packet {
  return parsed(schemas.reply, data, ({ action_name: name, return: value }) => ({
    kind: 'reply',
    name,
    value: boundOptional(value),
  }));
}

function scopedDecoder(kind: ScopedPacket['kind']): Decoder {
  return (data) =>
    parsed(schemas.scoped, data, ({ uuid, action_name: name, data: value }) => ({
      kind,
      uuid,
      name,
      value: boundOptional(value),
    }));
}

function decodeIssue(data: unknown): Packet {
  const fields = isRecord(data) ? data : { message: data };
  return parsed(schemas.issue, fields, ({ message, stackframes: frames, metadata, ...texts }) => ({
    kind: 'issue',
    ...texts,
    message: boundOptional(message),
    frames,
    metadata: boundOptional(metadata),
    data: bound(data),
  }));
}

function decodeEvent(data: unknown): Packet {
  if (!isRecord(data) || typeof data.__name !== 'string') return { kind: 'event', payload: bound(data) };
  const { __name: name, ...payload } = data;
  return { kind: 'event', name, payload: bound(payload) };
}

function decodeDependencies(data: unknown): Packet {
  if (!isRecord(data)) return unknown('"data" is not an object');
  const versions = new Map<string, string>();
  for (const [name, entry] of Object.entries(data)) {
    if (v.is(schemas.dependency, entry)) versions.set(name, entry.version);
  }
  return { kind: 'dependencies', versions };
}

function decodeTransaction(data: unknown): Packet {
  return parsed(schemas.transaction, data, ({ time: timeMs, ...rest }) => ({ kind: 'transaction', timeMs, ...rest }));
}

function decodeProfiling(data: unknown): Packet {
  return parsed(schemas.profiling, data, ({ duration: durationMs, ...rest }) => ({
    kind: 'profiling',
    durationMs,
    ...rest,
  }));
}

function parsed<T>(schema: v.GenericSchema<unknown, T>, data: unknown, toPacket: (fields: T) => Packet): Packet {
  const result = v.safeParse(schema, data, { abortEarly: true });
  if (result.success) return toPacket(result.output);
  // Not the issue's message: it repeats the value, which may be huge.
  const path = v.getDotPath(result.issues[0]);
  return unknown(path ? `"${path}" is missing or of a wrong type` : '"data" is not an object');
}

function describe(raw: unknown): string {
  if (raw === null) return 'null';
  return Array.isArray(raw) ? 'array' : typeof raw;
}

function unknown(reason: string): UnknownPacket {
  return { kind: 'unknown', reason };
}

function bound(value: unknown): Json {
  return boundJson(value, PACKET_LIMITS);
}

function boundOptional(value: unknown): Json | undefined {
  return value === undefined ? undefined : bound(value);
}

function boundRecord(data: Record<string, unknown>): Record<string, Json> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, bound(value)]));
}
