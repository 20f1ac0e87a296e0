import { timeOfDay } from '../../base/timeOfDay';
import { message, type Message } from '../../base/message';
import type { ProbeAlert, ProbeKind, ProbeSnapshot } from '../../shared/probe';
import { oneLine } from '../plainText';
import type { Wording } from '../wording';
import type { TooltipLine } from './row';

const VALUE_MAX_LENGTH = 200;
/** The status bar is everybody's. */
const PIN_MAX_LENGTH = 30;
const RAW_MAX_LENGTH = 2_000;
/** Length of `12:03:11`. */
const SECONDS_LENGTH = 8;

/** `12 users`, `8.25 ms`, `1,204`, or the value as it was sent. */
export function probeText({ value, number, unit }: ProbeSnapshot, { format, say }: Wording): string {
  if (value === undefined) return say(message('no value yet'));
  const text =
    number === undefined
      ? oneLine(typeof value === 'string' ? value : JSON.stringify(value), VALUE_MAX_LENGTH)
      : format.number(number);
  return unit ? `${text} ${unit}` : text;
}

/** A probe where nothing else tells its name: `12 users`, `latency 8.25 ms`, `queue 930 > 500`. */
export function pinText(probe: ProbeSnapshot, wording: Wording): string {
  const { name, unit = '', alert } = probe;
  const [one, other] = [name.toLowerCase(), unit.toLowerCase()];
  const isNamedByUnit = other !== '' && (one.includes(other) || other.includes(one));
  const parts = [
    isNamedByUnit ? undefined : oneLine(name, PIN_MAX_LENGTH),
    oneLine(probeText(probe, wording), PIN_MAX_LENGTH),
    alert?.state === 'inForce' && alertText(alert, wording),
  ];
  return parts.filter(Boolean).join(' ');
}

/** What an alert watches for: `> 500`, `· average 7 > 5`, `· unusual`. */
export function alertText({ mode, value, cmp, average }: ProbeAlert, { format, say }: Wording): string {
  if (mode === 'smart') return `· ${say(message('unusual'))}`;
  if (value === undefined || cmp === undefined) return '';
  const limit = `${cmp} ${format.number(value)}`;
  return average === undefined ? limit : `· ${say(message('average {0}', format.number(average)))} ${limit}`;
}

/** For screen readers: `queue, 930, alert: above 500`. */
export function speakProbe(probe: ProbeSnapshot, wording: Wording): string {
  const { name, alert } = probe;
  const warning = alert?.state === 'inForce' && wording.say(spokenAlert(alert, wording));
  return [name, probeText(probe, wording), warning].filter(Boolean).join(', ');
}

/** The probe in raw values, where the row rounds them. Nothing in it changes by time alone. */
export function probeTooltip(probe: ProbeSnapshot, wording: Wording): TooltipLine[] {
  const { say } = wording;
  const { name, value, unit, kind, type, aggregation, min, max, alert, changedAt } = probe;
  const raw = value === undefined ? undefined : JSON.stringify(value);
  const hasRange = min !== undefined && max !== undefined;
  const all: (TooltipLine | undefined)[] = [
    ['', name],
    raw === undefined ? undefined : [say(message('Value')), oneLine(raw, RAW_MAX_LENGTH)],
    unit ? [say(message('Unit')), unit] : undefined,
    [say(message('Type')), say(kindWord(kind))],
    type && type !== kind && type !== name ? ['id', type] : undefined,
    aggregation ? [say(message('Aggregation')), aggregation] : undefined,
    hasRange ? [say(message('Last 10 minutes')), say(message('{0} to {1}', min, max))] : undefined,
    [say(message('Last change')), timeOfDay(changedAt).slice(0, SECONDS_LENGTH)],
    alert && [say(message('Alert')), say(alertState(alert, wording))],
  ];
  return all.filter((line) => line !== undefined);
}

function kindWord(kind: ProbeKind): Message {
  switch (kind) {
    case 'metric':
      return message('metric');
    case 'counter':
      return message('counter');
    case 'meter':
      return message('meter');
    case 'histogram':
      return message('histogram');
    case 'transpose':
      return message('transposed');
  }
}

function spokenAlert({ mode, cmp, value = 0 }: ProbeAlert, { format }: Wording): Message {
  if (mode === 'smart') return message('alert: unusual');
  const limit = format.number(value);
  if (cmp === '<') return message('alert: below {0}', limit);
  return cmp === '=' ? message('alert: equal to {0}', limit) : message('alert: above {0}', limit);
}

function alertState(alert: ProbeAlert, { format }: Wording): Message {
  const { mode, value = 0, cmp = '>', interval = 0, average, state } = alert;
  if (mode === 'smart') return smartState(alert, format.number(average ?? 0));
  const limit = `${cmp} ${value}`;
  const isAverage = mode === 'threshold-avg';
  if (isAverage && average === undefined) return message('average of {0} readings {1}: not known yet', interval, limit);
  switch (state) {
    case 'inForce':
      return isAverage
        ? message('average of {0} readings {1}: in force', interval, limit)
        : message('{0}: in force', limit);
    case 'clear':
      return isAverage
        ? message('average of {0} readings {1}: not in force', interval, limit)
        : message('{0}: not in force', limit);
    case 'unknown':
      return isAverage
        ? message('average of {0} readings {1}: not known yet', interval, limit)
        : message('{0}: not known, for the value is no number', limit);
  }
}

function smartState({ state }: ProbeAlert, average: string): Message {
  switch (state) {
    case 'inForce':
      return message('smart: unusually far from its average of {0}: in force', average);
    case 'clear':
      return message('smart: as usual around its average of {0}: not in force', average);
    case 'unknown':
      return message('smart: not known yet: it learns for 30 s what is usual');
  }
}
