import { isRecord } from '../../base/records';
import { timeOfDay } from '../../base/timeOfDay';
import { ELLIPSIS, startOf, truncate } from '../../base/truncate';
import { SHUTDOWN } from '../protocol/encode';
import type { Packet } from '../protocol/packet';
import type { SecretMask } from '../protocol/secretMask';
import type { JsonSize } from './jsonSize';
import { previewJson } from './previewJson';
import { readProbesStart, type ProbesStart } from './probesStart';

/** A message that a module sent or was sent. */
export interface TrafficMessage {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Of probes it need not be known when their JSON is. */
  readonly raw: unknown;
  /** Its JSON, where that is known. */
  readonly text?: string | undefined;
  /** Of its JSON, where it was cut on its way. */
  readonly bytes?: number | undefined;
  /** What was decoded; absent for what was sent to the module. */
  readonly packet?: Packet | undefined;
  /** Whose channel it is: replies are timed against calls of the same process. */
  readonly process?: string;
  /** What the line calls the process, where a module has several. */
  readonly label?: string | undefined;
}

/** What a line knows beyond its message. */
export interface TrafficFacts {
  readonly size: JsonSize;
  /** From the call to this reply. */
  readonly tookMs?: number | undefined;
  /** Why the message is none that PM2's libraries send; said once for each kind of message. */
  readonly strangeness?: string | undefined;
}

/** What a message is about: its type as it was on the wire, and the name of the action or event. */
export interface TrafficTopic {
  readonly kind: string;
  readonly name?: string;
}

/** How much JSON a line shows, in characters. */
const MAX_JSON_LENGTH = 200;
/** How much of a kind and a name a line shows, in characters. */
const MAX_TITLE_LENGTH = 100;
/** A topic is kept as long as its message, and filters look at it: so much of a kind and a name, in characters. */
const MAX_TOPIC_LENGTH = 1_000;
/** Columns: what kind of message it is; its summary and, at the right end, its size. */
const TITLE_WIDTH = 21;
const FACTS_WIDTH = 15;
/** Of nearly all messages. */
const PROBES_TOPIC: TrafficTopic = { kind: 'axm:monitor' };
const GAP = '  ';
const MS_PER_SECOND = 1_000;
const BYTES_PER_UNIT = 1_000;
const UNITS = ['B', 'kB', 'MB', 'GB'];

/** One line of the traffic channel: time, direction, kind, summary, size, compact JSON. */
export function trafficLine(sent: TrafficMessage, facts: TrafficFacts, mask: SecretMask): string {
  const { raw, packet } = sent;
  const { kind, name } = topicOf(sent);
  const title = name === undefined ? kind : `${kind} ${name}`;
  const middle = packet
    ? columns(summary(packet, facts.tookMs), formatSize(facts.size), FACTS_WIDTH)
    : ' '.repeat(FACTS_WIDTH);
  const shown = packet ? content(packet, raw) : raw;
  const json = shown === undefined ? '' : previewJson(shown, mask, MAX_JSON_LENGTH);
  const note = facts.strangeness === undefined ? '' : `${GAP}(${facts.strangeness})`;
  const lead = leadOf(sent, packet ? '←' : '→');
  return printable(`${lead}${start(title, mask).padEnd(TITLE_WIDTH)}${GAP}${middle}${GAP}${json}${note}`.trimEnd());
}

/** The line of a message with probes of which the beginning is left: the same as that of all of it. */
export function probesLine(sent: Sent, probesStart: ProbesStart, mask: SecretMask): string {
  const { probes, bytes, isCut } = probesStart;
  const middle = columns(counted(probes, 'probe'), formatSize({ bytes, isWhole: true }), FACTS_WIDTH);
  const raw = readProbesStart(probesStart);
  const json = isRecord(raw) ? previewJson(raw.data, mask, MAX_JSON_LENGTH) : '';
  const rest = isCut && !json.includes(ELLIPSIS) ? ELLIPSIS : '';
  const title = PROBES_TOPIC.kind.padEnd(TITLE_WIDTH);
  return printable(`${leadOf(sent, '←')}${title}${GAP}${middle}${GAP}${json}${rest}`);
}

type Sent = Pick<TrafficMessage, 'at' | 'label'>;

function leadOf({ at, label }: Sent, direction: string): string {
  return `${timeOfDay(at)} ${direction} ${label === undefined ? '' : `[${label}] `}`;
}

function start(title: string, mask: SecretMask): string {
  return truncate(mask.maskStart(title, MAX_TITLE_LENGTH), MAX_TITLE_LENGTH);
}

function columns(left: string, right: string, width: number): string {
  return left + ' '.repeat(Math.max(1, width - left.length - right.length)) + right;
}

/** What a message is about. What had no type on the wire goes by PM2's name for it; calls are kind `action`. */
export function topicOf({ raw, packet }: TrafficMessage): TrafficTopic {
  if (packet?.kind === 'probes') return PROBES_TOPIC;
  const { kind, name } = packet ? receivedTopic(packet, raw) : sentTopic(raw);
  const start = startOf(kind, MAX_TOPIC_LENGTH);
  return name === undefined ? { kind: start } : { kind: start, name: startOf(name, MAX_TOPIC_LENGTH) };
}

function sentTopic(raw: unknown): TrafficTopic {
  if (raw === SHUTDOWN) return { kind: SHUTDOWN };
  const name = isRecord(raw) ? raw.msg : raw;
  return typeof name === 'string' ? { kind: 'action', name } : { kind: 'message' };
}

function receivedTopic(packet: Packet, raw: unknown): TrafficTopic {
  const kind = isRecord(raw) && typeof raw.type === 'string' ? raw.type : undefined;
  if (packet.kind === 'ready') return { kind: 'ready' };
  if (packet.kind === 'nodeVersion') return { kind: 'node_version' };
  if (kind === undefined) return { kind: 'process:msg' };
  const name = 'name' in packet && packet.kind !== 'issue' ? packet.name : undefined;
  return name === undefined ? { kind } : { kind, name };
}

function summary(packet: Packet, tookMs: number | undefined): string {
  switch (packet.kind) {
    case 'probes':
      return counted(packet.probes.length, 'probe');
    case 'options':
      return counted(Object.keys(packet.options).length, 'option');
    case 'dependencies':
      return counted(packet.versions.size, 'package');
    case 'unknown':
      return 'unknown';
    default:
      return tookMs === undefined ? '' : formatDuration(tookMs);
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function formatDuration(ms: number): string {
  return ms < MS_PER_SECOND ? `${Math.round(ms)} ms` : `${(ms / MS_PER_SECOND).toFixed(1)} s`;
}

/** `214 B`, `1.2 kB`, `52 MB`. */
function formatSize({ bytes, isWhole }: JsonSize): string {
  let amount = bytes;
  let unit = 0;
  while (amount >= BYTES_PER_UNIT && unit < UNITS.length - 1) {
    amount /= BYTES_PER_UNIT;
    unit += 1;
  }
  const digits = unit > 0 && amount < 10 ? 1 : 0;
  return `${isWhole ? '' : '>'}${amount.toFixed(digits)} ${UNITS[unit] ?? ''}`;
}

/** What is worth showing: the envelope and the name stand in the title already. */
function content(packet: Packet, raw: unknown): unknown {
  switch (packet.kind) {
    case 'reply':
    case 'scopedStream':
    case 'scopedError':
    case 'scopedEnd':
      return packet.value;
    case 'event':
      return packet.payload;
    case 'ready':
      return undefined;
    case 'nodeVersion':
      return packet.version;
    default:
      return isRecord(raw) && raw.type && raw.data ? raw.data : raw;
  }
}

/** A message is one line, whatever characters it has. */
function printable(line: string): string {
  return line.replace(/[\p{Cc}\u2028\u2029]/gu, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
