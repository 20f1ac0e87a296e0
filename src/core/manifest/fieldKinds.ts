import * as v from 'valibot';
import { message, type Message } from '../../base/message';
import { isRecord } from '../../base/records';
import type { Json } from '../../shared/probe';
import { closestName } from './closestName';
import { splitArguments } from './commandLine';
import { bytes, duration, milliseconds, numeric } from './units';

/** A kind of value that an option of an `apps` entry has: what PM2 takes, in code and in words. */
export interface FieldKind<T> {
  readonly schema: v.GenericSchema<unknown, T>;
  /** Ends the sentence "it must be …". */
  readonly takes: Message;
  /** What is often written. */
  readonly values: readonly Json[];
  /** What was probably meant by a value that PM2 refuses; PM2 need not take that one either. */
  readonly mend?: (value: Json) => Json | undefined;
}

const scalarText = v.pipe(v.union([v.string(), v.number(), v.boolean()]), v.transform(String));
const texts = v.array(scalarText);
const modes = ['fork', 'fork_mode', 'cluster', 'cluster_mode'];

export const text: FieldKind<string> = {
  schema: v.string(),
  takes: message('a text'),
  values: [],
  mend: scalarAsText,
};

export const list: FieldKind<string[]> = {
  schema: v.union([texts, v.pipe(v.string(), v.transform(splitArguments))]),
  takes: message('a text or a list of texts'),
  values: [[]],
  mend: scalarAsText,
};

export const flag: FieldKind<boolean> = {
  schema: v.boolean(),
  takes: message('true or false, without quotes'),
  values: [true, false],
  mend: asFlag,
};

export const flagAsText: FieldKind<boolean | string> = {
  ...flag,
  schema: v.union([v.boolean(), v.string()]),
};

export const flagOrText: FieldKind<boolean | string> = {
  schema: v.union([v.boolean(), v.string()]),
  takes: message('true, false or a text'),
  values: [true, false],
};

export const flagOrList: FieldKind<boolean | string | string[]> = {
  schema: v.union([v.boolean(), v.string(), texts]),
  takes: message('true, false or a list of texts'),
  values: [true, false, []],
};

export const number: FieldKind<number> = { schema: numeric, takes: message('a number'), values: [] };

export const count: FieldKind<number> = { ...number, schema: v.pipe(numeric, v.minValue(0)) };

export const instanceCount: FieldKind<number> = {
  schema: v.union([
    numeric,
    v.pipe(
      v.literal('max'),
      v.transform(() => 0),
    ),
  ]),
  takes: message('a number, or "max"'),
  values: [1, 'max'],
};

export const time: FieldKind<number> = {
  schema: milliseconds,
  takes: message('a number of milliseconds'),
  values: [],
  mend: (value) => {
    const meant = asDuration(value);
    const parsed = v.safeParse(duration, meant);
    return parsed.success ? parsed.output : meant;
  },
};

export const span: FieldKind<number> = {
  schema: duration,
  takes: message('a number of milliseconds, at least 100, or like "10s", "5m", "1h"'),
  values: ['10s', '1m'],
  mend: asDuration,
};

export const size: FieldKind<number> = {
  schema: bytes,
  takes: message('a number of bytes, or like "500K", "200M", "1G"'),
  values: ['200M', '500M', '1G'],
  mend: asSize,
};

export const exitCodes: FieldKind<number[]> = {
  schema: v.union([
    v.array(numeric),
    v.pipe(
      numeric,
      v.transform((code) => [code]),
    ),
  ]),
  takes: message('an exit code or a list of them'),
  values: [[0]],
};

export const mode: FieldKind<'cluster_mode' | 'fork_mode'> = {
  schema: v.pipe(
    v.picklist(modes),
    v.transform((name) => (name.startsWith('cluster') ? 'cluster_mode' : 'fork_mode')),
  ),
  takes: message('"fork" or "cluster"'),
  values: ['fork', 'cluster'],
  mend: (value) => (typeof value === 'string' ? closestName(value, modes) : undefined),
};

export const numberOrText: FieldKind<number | string> = {
  schema: v.union([v.number(), v.string()]),
  takes: message('a number or a text'),
  values: [],
};

export const variables: FieldKind<Record<string, unknown>> = {
  schema: v.custom<Record<string, unknown>>(isRecord),
  takes: message('an object, {"name": "value"}'),
  values: [{}],
};

export const steps: FieldKind<unknown[]> = {
  schema: v.array(v.unknown()),
  takes: message('a list'),
  values: [[]],
};

function scalarAsText(value: Json): Json | undefined {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function asFlag(value: Json): Json | undefined {
  const word = typeof value === 'string' ? value.trim().toLowerCase() : value;
  if (word === 'true' || word === 'yes' || word === 'on' || word === 1) return true;
  return word === 'false' || word === 'no' || word === 'off' || word === 0 ? false : undefined;
}

function asDuration(value: Json): Json | undefined {
  if (typeof value !== 'string') return undefined;
  const [, amount, unit = ''] = /^\s*(\d+)\s*(ms|milli\w*|s|sec\w*|m|min\w*|h|hours?)?\s*$/i.exec(value) ?? [];
  if (amount === undefined) return undefined;
  return unit === '' || /^(ms|milli)/i.test(unit) ? Number(amount) : amount + unit.charAt(0).toLowerCase();
}

function asSize(value: Json): Json | undefined {
  if (typeof value !== 'string') return undefined;
  const [, amount, unit] = /^\s*(\d+)\s*([KMG])(?:i?B)?\s*$/i.exec(value) ?? [];
  return amount === undefined || unit === undefined ? undefined : amount + unit.toUpperCase();
}
