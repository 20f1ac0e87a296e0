import { message } from '../../base/message';
import { isRecord } from '../../base/records';
import type { IssueSnapshot, StackFrame } from '../../shared/issue';
import type { ModuleSnapshot } from '../../shared/module';
import type { Json } from '../../shared/probe';
import { issueTitle } from '../issueTitle';
import { oneLine } from '../plainText';
import type { Icon } from '../statuses';
import type { Wording } from '../wording';
import { rowContext, type Row, type Target, type TooltipLine } from './row';
import { limitRows, rowsByProcess } from './rowGroups';

const VALUE_MAX_LENGTH = 200;
const RAW_MAX_LENGTH = 2_000;
/** Members of metadata that have a row of their own. */
const MEMBERS_MAX = 50;

/** The issues of a module, the newest first: those of earlier lives come after those of the present one, and look paler. */
export function issueRows(
  module: ModuleSnapshot,
  issuesOf: (process: string) => readonly IssueSnapshot[],
  wording: Wording,
): readonly Row[] {
  return rowsByProcess(module, (key, target) => {
    const generation = module.processes.find((process) => process.key === key)?.generation ?? 0;
    const issues = [...issuesOf(key)].sort(byNewest);
    const rows = issues.map((issue) => issueRow(issue, generation, target, wording));
    return limitRows(rows, { target, id: `${key}/issues` }, wording);
  });
}

/** The row's id, by which a view finds it. */
export function issueRowId(process: string, issue: string): string {
  return `${process}/issue/${issue}`;
}

/** By the time at which they began, so that no row moves while its count grows. */
function byNewest(one: IssueSnapshot, other: IssueSnapshot): number {
  return other.generation - one.generation || other.since - one.since;
}

function issueRow(issue: IssueSnapshot, generation: number, processTarget: Target, wording: Wording): Row {
  const { say, format, now } = wording;
  const isPast = issue.generation < generation;
  const title = issueTitle(issue, say);
  const target: Target = { ...processTarget, issue: issue.id };
  const id = issueRowId(target.process ?? target.module, issue.id);
  const past = isPast ? say(message('generation {0}', issue.generation)) : '';
  const times = format.number(issue.count);
  const ago = say(message('{0} ago', format.age(now - issue.lastAt)));
  return {
    id,
    // The count leads: behind a long message a narrow side bar would not show it.
    label: [issue.count > 1 && `×${times}`, issue.origin === 'notified' ? say(message('{0} (notify)', title)) : title]
      .filter(Boolean)
      .join(' '),
    description: [past, ago].filter(Boolean).join(' · '),
    icon: issueIcon(issue, isPast),
    get tooltip() {
      return issueTooltip(issue, title, wording);
    },
    context: rowContext('issue', isPast ? 'past' : 'present'),
    spoken: [
      title,
      originText(issue, wording),
      issue.count === 1 ? say(message('once')) : say(message('{0} times', times)),
      past,
      say(message('{0} ago', format.spoken.age(now - issue.lastAt))),
    ]
      .filter(Boolean)
      .join(', '),
    target,
    children: [...frameRows(issue.frames, { id, target }, wording), ...metadataRows(issue, { id, target }, wording)],
  };
}

function issueIcon({ origin }: IssueSnapshot, isPast: boolean): Icon {
  const id = origin === 'uncaught' ? 'error' : 'warning';
  if (isPast) return { id, color: 'disabledForeground' };
  return { id, color: origin === 'uncaught' ? 'list.errorForeground' : 'list.warningForeground' };
}

function originText({ origin }: IssueSnapshot, { say }: Wording): string {
  return origin === 'uncaught' ? say(message('not caught')) : say(message('reported by the module'));
}

function issueTooltip(issue: IssueSnapshot, title: string, wording: Wording): TooltipLine[] {
  const { say, format, now } = wording;
  const ago = (at: number): string => say(message('{0} ago', format.age(now - at)));
  const { context, message: text } = issue;
  return [
    ['', text.includes('\n') ? text : title],
    ['', originText(issue, wording)],
    [say(message('Occurrences')), format.number(issue.count)],
    [say(message('First')), ago(issue.firstAt)],
    [say(message('Last')), `${ago(issue.lastAt)}, ${say(message('generation {0}', issue.generation))}`],
    ...(context === undefined ? [] : [[say(message('Source')), oneLine(context, RAW_MAX_LENGTH)] as const]),
  ];
}

type Parent = Pick<Row, 'id' | 'target'>;

/** The module's own frames first; those of libraries and Node in a group, unless there are no others. */
function frameRows(frames: readonly StackFrame[], { id, target }: Parent, { say }: Wording): Row[] {
  const rows = frames.map((frame, index) => ({ frame, row: frameRow(frame, `${id}/frame/${index}`, target) }));
  const own = rows.filter(({ frame }) => frame.isOwn).map(({ row }) => row);
  const others = rows.filter(({ frame }) => !frame.isOwn).map(({ row }) => row);
  if (own.length === 0 || others.length === 0) return rows.map(({ row }) => row);
  const label = say(message('Libraries and Node'));
  return [
    ...own,
    {
      id: `${id}/frames`,
      label,
      description: `(${others.length})`,
      icon: { id: 'library' },
      context: rowContext('group'),
      spoken: `${label}, ${others.length}`,
      target,
      children: others,
    },
  ];
}

/** `at loadUser (lib/user.js:41:17)`: a click opens the line. */
function frameRow({ call, location, file, line, column }: StackFrame, id: string, target: Target): Row {
  const label = oneLine(`at ${call === undefined ? location : `${call} (${location})`}`, VALUE_MAX_LENGTH);
  return {
    id,
    label,
    icon: { id: file === undefined ? 'blank' : 'go-to-file' },
    tooltip: [['', label]],
    context: rowContext('frame'),
    spoken: label,
    ...(file !== undefined && {
      place: { file, ...(line !== undefined && { line }), ...(column !== undefined && { column }) },
    }),
    target,
    children: [],
  };
}

/** What was reported with it: an object's members each in a row. */
function metadataRows({ metadata }: IssueSnapshot, { id, target }: Parent, { say }: Wording): Row[] {
  if (metadata === undefined) return [];
  const label = say(message('metadata'));
  const members = isRecord(metadata) ? Object.entries<Json>(metadata) : [];
  return [
    {
      ...valueRow(label, metadata, { id: `${id}/metadata`, target }),
      icon: { id: 'json' },
      children: members
        .slice(0, MEMBERS_MAX)
        .map(([name, value], index) => valueRow(name, value, { id: `${id}/metadata/${index}`, target })),
    },
  ];
}

function valueRow(name: string, value: Json, { id, target }: Parent): Row {
  const label = oneLine(name, VALUE_MAX_LENGTH);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const description = oneLine(text, VALUE_MAX_LENGTH);
  return {
    ...{ id, label, description, target },
    icon: { id: 'symbol-field' },
    tooltip: [[label, oneLine(text, RAW_MAX_LENGTH)]],
    context: rowContext('detail'),
    spoken: `${label}: ${description}`,
    children: [],
  };
}
