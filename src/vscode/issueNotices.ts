import type { Clock } from '../base/clock';
import { DisposableStore, type Disposable } from '../base/disposable';
import type { Remedy } from '../base/errors';
import { message, type Message } from '../base/message';
import type { Notice } from '../shared/coreApi';
import type { IssueSnapshot } from '../shared/issue';
import type { ModuleSnapshot, ProcessSnapshot } from '../shared/module';
import { issueTitle } from './issueTitle';
import type { Mirror } from './mirror';
import type { Wording } from './wording';

/** Counts that are news. */
const MILESTONES = [1, 10, 100, 1_000] as const;
/** Different issues come with a notification each, but no more of them than this in {@link BURST_MS}: the view has them all. */
const BURST_MAX = 5;
const BURST_MS = 60_000;
/** By then a first start has failed or not, in milliseconds. */
const STARTED_MS = 2_000;
/** A notification is read in passing. In characters. */
const TITLE_MAX_LENGTH = 100;

export interface IssueNoticeOptions {
  readonly mirror: Mirror;
  readonly problems: { notice(notice: Notice): void };
  readonly wording: () => Wording;
  readonly clock: Clock;
  /** Whether the user wants to be told. */
  readonly isWanted: () => boolean;
}

/** Tells of an issue when it occurs first, and when it has occurred 10, 100 and 1,000 times. */
export function issueNotices(options: IssueNoticeOptions): Disposable {
  const { mirror, problems, wording, clock, isWanted } = options;
  const disposables = new DisposableStore();
  /** How often an issue had occurred when it was looked at last, by process and id. */
  const seen = new Map<string, ReadonlyMap<string, number>>();
  let begun: readonly number[] = [];
  const mayBegin = (): boolean => {
    const { now } = wording();
    begun = begun.filter((at) => now - at < BURST_MS);
    if (begun.length >= BURST_MAX) return false;
    begun = [...begun, now];
    return true;
  };
  const tell = (process: string, issue: IssueSnapshot, counts: readonly number[]): void => {
    const module = mirror.moduleOfProcess(process);
    // What a recording holds is no news.
    if (!module || module.kind === 'recording') return;
    const subject = { module, process, name: mirror.shownName(module), wording: wording() };
    for (const count of counts) problems.notice(toNotice(issue, count, subject));
  };
  const follow = (key: string): void => {
    const before = seen.get(key);
    const issues = mirror.issuesOf(key);
    seen.set(key, new Map(issues.map(({ id, count }) => [id, count])));
    if (!isWanted()) return;
    for (const issue of issues) {
      const passed = milestones(before?.get(issue.id) ?? 0, issue.count);
      if (passed.length === 0 || (passed[0] === 1 && !mayBegin())) continue;
      if (!mayFailInstall(issue, processOf(mirror, key))) tell(key, issue, passed);
      else {
        const tellIfItLasted = (): void => {
          if (isInFirstLife(processOf(mirror, key))) tell(key, issue, passed);
        };
        disposables.add(clock.after(STARTED_MS, tellIfItLasted));
      }
    }
  };
  disposables.add(mirror.onDidChangeIssues(follow));
  disposables.add(mirror.onDidRemoveModule(({ processes }) => processes.forEach(({ key }) => seen.delete(key))));
  return disposables;
}

function processOf(mirror: Mirror, key: string): ProcessSnapshot | undefined {
  return mirror.moduleOfProcess(key)?.processes.find((process) => process.key === key);
}

function isInFirstLife(process: ProcessSnapshot | undefined): boolean {
  return process?.generation === 1 && process.status === 'online';
}

/** Whether an error may be what the first start fails with, which is then said by who asked for it. */
function mayFailInstall({ origin, generation, since }: IssueSnapshot, process: ProcessSnapshot | undefined): boolean {
  if (origin !== 'uncaught' || generation !== 1) return false;
  return process?.onlineSince === undefined || since - process.onlineSince < STARTED_MS;
}

function milestones(before: number, count: number): readonly number[] {
  return MILESTONES.filter((milestone) => before < milestone && milestone <= count);
}

interface Subject {
  readonly module: ModuleSnapshot;
  readonly process: string;
  readonly name: string;
  readonly wording: Wording;
}

function toNotice(issue: IssueSnapshot, count: number, { module, process, name, wording }: Subject): Notice {
  const place = issue.frames.find(({ isOwn, file }) => isOwn && file !== undefined);
  const title = issueTitle(issue, wording.say, TITLE_MAX_LENGTH);
  const open: Remedy[] =
    place?.file === undefined
      ? []
      : [
          {
            kind: 'openFile',
            file: place.file,
            ...(place.line !== undefined && { line: place.line }),
            ...(place.column !== undefined && { column: place.column }),
          },
        ];
  return {
    severity: issue.origin === 'uncaught' ? 'error' : 'warning',
    message: noticeText(issue, count === 1 ? undefined : wording.format.number(count), name, title),
    remedies: [{ kind: 'showIssue', moduleId: module.id, process, issue: issue.id }, ...open],
  };
}

function noticeText({ origin }: IssueSnapshot, count: string | undefined, name: string, title: string): Message {
  if (count !== undefined) return message('{0}, {1} times by now: {2}', name, count, title);
  return origin === 'uncaught'
    ? message('{0} did not catch an error: {1}', name, title)
    : message('{0} reports an issue: {1}', name, title);
}
