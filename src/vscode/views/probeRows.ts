import { message } from '../../base/message';
import type { ModuleSnapshot } from '../../shared/module';
import type { ProbeSnapshot } from '../../shared/probe';
import { oneLine } from '../plainText';
import type { Wording } from '../wording';
import { rowContext, type Row, type Target, type TooltipLine } from './row';
import { rowsByProcess, withGroup } from './rowGroups';

const VALUE_MAX_LENGTH = 200;
const RAW_MAX_LENGTH = 2_000;

/** The probes of a module: the module's own first, what the preloaded library says of the runtime in a group. */
export function probeRows(
  module: ModuleSnapshot,
  probesOf: (process: string) => readonly ProbeSnapshot[],
  wording: Wording,
): readonly Row[] {
  return rowsByProcess(module, (process, target) => rowsOfProcess(probesOf(process), target, wording));
}

/** `12 users`, `8.25 ms`, `1,204`, or the value as it was sent. */
export function probeText(probe: ProbeSnapshot, { format, say }: Wording): string {
  const { value, number, unit } = probe;
  if (value === undefined) return say(message('no value yet'));
  const text =
    number === undefined
      ? oneLine(typeof value === 'string' ? value : JSON.stringify(value), VALUE_MAX_LENGTH)
      : format.number(number);
  return unit ? `${text} ${unit}` : text;
}

function rowsOfProcess(probes: readonly ProbeSnapshot[], target: Target, wording: Wording): readonly Row[] {
  const rowsOf = (isRuntime: boolean): Row[] =>
    probes.filter((probe) => probe.isRuntime === isRuntime).map((probe) => probeRow(probe, target, wording));
  const group = { name: 'runtime', label: wording.say(message('Runtime')), icon: 'vm', rows: rowsOf(true) };
  return withGroup({ rows: rowsOf(false), group, target, id: `${target.process ?? target.module}/probes` }, wording);
}

function probeRow(probe: ProbeSnapshot, target: Target, wording: Wording): Row {
  const text = probeText(probe, wording);
  return {
    id: `${target.process ?? target.module}/probe/${probe.name}`,
    label: probe.name,
    description: text,
    icon: { id: probeIcon(probe) },
    tooltip: probeTooltip(probe, wording),
    context: rowContext('probe'),
    spoken: `${probe.name}, ${text}`,
    target: { ...target, probe: probe.name },
    children: [],
  };
}

/** pmx sends the kind of a probe as its type; `@pm2/io` sends an id there, so the rest are metrics. */
function probeIcon({ type }: ProbeSnapshot): string {
  switch (type) {
    case 'counter':
      return 'symbol-number';
    case 'meter':
      return 'dashboard';
    case 'histogram':
      return 'graph';
    default:
      return 'pulse';
  }
}

function probeTooltip({ name, value, unit, type, aggregation }: ProbeSnapshot, { say }: Wording): TooltipLine[] {
  const raw = value === undefined ? undefined : JSON.stringify(value);
  const all: (TooltipLine | undefined)[] = [
    ['', name],
    raw === undefined ? undefined : [say(message('Value')), oneLine(raw, RAW_MAX_LENGTH)],
    unit ? [say(message('Unit')), unit] : undefined,
    type ? [say(message('Type')), type] : undefined,
    aggregation ? [say(message('Aggregation')), aggregation] : undefined,
  ];
  return all.filter((line) => line !== undefined);
}
