import { formatMessage } from '../../src/base/message';
import { decode } from '../../src/core/protocol/decode';
import type { LiveModule } from '../../src/core/liveModule';
import type { Packet } from '../../src/core/protocol/packet';
import type { ActionSnapshot } from '../../src/shared/action';
import type { EventSnapshot } from '../../src/shared/event';
import type { IssueSnapshot } from '../../src/shared/issue';
import type { Hint } from '../../src/shared/module';
import type { Json, ProbeSnapshot } from '../../src/shared/probe';
import type { RecordedLine } from './recordings';
import { replay, replayedProcess } from './replay';

/** Longest value that is shown, in characters. */
const MAX_SHOWN = 160;

/** What a recorded module is in the end, in lines for people. */
export async function outcomeOf(lines: readonly RecordedLine[]): Promise<string[]> {
  const packets = lines.filter(({ dir }) => dir === 'module->pm2').map(({ msg }) => decode(msg));
  const live = await replay(lines);
  try {
    return [
      `packets: ${packetsLine(packets)}`,
      ...block('unknown', packets.flatMap(unknownLine)),
      ...block('probes', probesOf(live).map(probeLine)),
      ...block('actions', live.actions(replayedProcess).actions.map(actionLine)),
      ...block('options', optionLines(live)),
      ...block('issues', live.reports.takeIssues(replayedProcess).changed.map(issueLine)),
      ...block('events', live.reports.takeEvents(replayedProcess).changed.map(eventLine)),
      ...block('hints', live.snapshot.hints.map(hintLine)),
    ];
  } finally {
    live.dispose();
  }
}

function packetsLine(packets: readonly Packet[]): string {
  return counted(packets.map(({ kind }) => kind))
    .sort((one, other) => one.localeCompare(other))
    .join(', ');
}

function probesOf(live: LiveModule): readonly ProbeSnapshot[] {
  return live.allProbes().flatMap(({ changed }) => changed);
}

function probeLine({ name, value, number, unit, type, aggregation, isRuntime, kind, ...rest }: ProbeSnapshot): string {
  const reading = typeof value === 'string' && number !== undefined ? `${shown(value)} → ${number}` : shown(value);
  const details = [unit, type, aggregation].filter((text) => text !== undefined).join(', ');
  return `${isRuntime ? 'runtime' : 'own'} ${kind}  ${name} = ${reading}${details && ` (${details})`}${historyOf(rest)}`;
}

function historyOf({ min, max, sparkline, alert }: Partial<ProbeSnapshot>): string {
  const parts = [
    sparkline !== undefined && ` ${min} to ${max} ${sparkline}`,
    alert && ` alert ${alert.mode} ${alert.cmp ?? ''} ${alert.value ?? ''}: ${alert.state}`.replace(/ +/g, ' '),
  ];
  return parts.filter(Boolean).join('');
}

function actionLine({ name, type, takesArgument, comment }: ActionSnapshot): string {
  return `${type}  ${name}(${takesArgument ? 'argument' : ''})${comment === undefined ? '' : `: ${comment}`}`;
}

function optionLines({ snapshot }: LiveModule): string[] {
  const options = snapshot.processes.flatMap((process) => Object.entries(process.options ?? {}));
  return options.map(([key, value]) => `${key} = ${shown(value)}`);
}

function issueLine({ name, message, origin, count, frames, metadata, context }: IssueSnapshot): string {
  const carried = [
    frames.length > 0 && `${frames.length} frames`,
    context !== undefined && 'context',
    metadata !== undefined && `metadata ${shown(metadata)}`,
  ].filter((text) => text !== false);
  const title = `${count} × ${origin}  ${name === undefined ? '' : `${name}: `}${shown(message)}`;
  const place = frames.find(({ isOwn }) => isOwn)?.location;
  return `${title}${place === undefined ? '' : ` at ${place}`}${carried.length > 0 ? ` [${carried.join(', ')}]` : ''}`;
}

function eventLine({ name, count, recent }: EventSnapshot): string {
  return `${count} × ${name || '(no name)'} ${recent.map(({ payload }) => shown(payload)).join(', ')}`;
}

function hintLine({ code, message }: Hint): string {
  return [code, ...message.args.map((arg) => (typeof arg === 'string' ? arg : formatMessage(arg)))].join('  ');
}

function unknownLine(packet: Packet): string[] {
  return packet.kind === 'unknown' ? [`${packet.type ?? '(no type)'}: ${packet.reason}`] : [];
}

function block(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${title}:`, ...lines.map((line) => `  ${line}`)];
}

/** Equal lines once, with how often they came, in the order in which they first came. */
function counted(lines: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const line of lines) counts.set(line, (counts.get(line) ?? 0) + 1);
  return [...counts].map(([line, count]) => `${count} × ${line}`);
}

function shown(value: Json | undefined): string {
  const text = value === undefined ? 'undefined' : JSON.stringify(value);
  return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN)}… (${text.length} characters)`;
}
