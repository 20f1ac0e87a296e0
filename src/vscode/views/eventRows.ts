import { cleanLine } from '../../base/cleanLine';
import { message } from '../../base/message';
import { once } from '../../base/once';
import type { Emission, EventSnapshot } from '../../shared/event';
import type { ModuleSnapshot } from '../../shared/module';
import { perMinute } from '../eventRate';
import { oneLine } from '../plainText';
import type { Wording } from '../wording';
import { rowContext, type Row, type Target, type TooltipLine } from './row';
import { limitRows, rowsByProcess } from './rowGroups';

const PAYLOAD_MAX_LENGTH = 200;
const RAW_MAX_LENGTH = 2_000;

/** The events of a module by name, in the order in which they first came, each with its newest payloads. */
export function eventRows(
  module: ModuleSnapshot,
  eventsOf: (process: string) => readonly EventSnapshot[],
  wording: Wording,
): readonly Row[] {
  return rowsByProcess(module, (key, target) => {
    const rows = eventsOf(key).map((event) => eventRow(event, target, wording));
    return limitRows(rows, { target, id: `${key}/events` }, wording);
  });
}

/** `user:register  ×42 · 3/min · 2 s ago`. */
function eventRow(event: EventSnapshot, processTarget: Target, wording: Wording): Row {
  const { say, format, now } = wording;
  const label = eventName(event, wording);
  const rate = format.number(perMinute(event, now));
  const target: Target = { ...processTarget, event: event.name };
  const id = `${target.process ?? target.module}/event/${event.name}`;
  const times = format.number(event.count);
  const payloads = once(() =>
    event.recent.map((emission, index) => payloadRow(emission, { id: `${id}/${index}`, target }, wording)),
  );
  return {
    id,
    label,
    description: [
      `×${times}`,
      say(message('{0}/min', rate)),
      say(message('{0} ago', format.age(now - event.lastAt))),
    ].join(' · '),
    icon: { id: 'symbol-event' },
    get tooltip() {
      return eventTooltip(event, wording);
    },
    context: rowContext('event'),
    spoken: [
      label,
      event.count === 1 ? say(message('once')) : say(message('{0} times', times)),
      say(message('{0} a minute', rate)),
      say(message('{0} ago', format.spoken.age(now - event.lastAt))),
    ].join(', '),
    target,
    get children() {
      return payloads();
    },
    hasChildren: event.recent.length > 0,
  };
}

function eventName({ name }: EventSnapshot, { say }: Wording): string {
  return cleanLine(oneLine(name, PAYLOAD_MAX_LENGTH)) || say(message('(no name)'));
}

function eventTooltip(event: EventSnapshot, wording: Wording): TooltipLine[] {
  const { say, format } = wording;
  const [last] = event.recent;
  return [
    ['', eventName(event, wording)],
    [say(message('Since it was installed')), format.number(event.count)],
    [say(message('Since the last save')), format.number(event.sinceSave)],
    ...(last ? [[say(message('Last payload')), oneLine(JSON.stringify(last.payload), RAW_MAX_LENGTH)] as const] : []),
  ];
}

function payloadRow({ at, payload }: Emission, { id, target }: Pick<Row, 'id' | 'target'>, wording: Wording): Row {
  const { say, format, now } = wording;
  const label = oneLine(JSON.stringify(payload), PAYLOAD_MAX_LENGTH);
  return {
    id,
    label,
    description: say(message('{0} ago', format.age(now - at))),
    icon: { id: 'json' },
    get tooltip(): TooltipLine[] {
      return [['', oneLine(JSON.stringify(payload), RAW_MAX_LENGTH)]];
    },
    context: rowContext('payload'),
    spoken: `${label}, ${say(message('{0} ago', format.spoken.age(now - at)))}`,
    target,
    children: [],
  };
}
