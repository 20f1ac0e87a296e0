import assert from 'node:assert/strict';
import { formatMessage } from '../../../src/base/message';
import type { Notice } from '../../../src/shared/coreApi';
import type { IssueSnapshot } from '../../../src/shared/issue';
import { issueNotices } from '../../../src/vscode/issueNotices';
import { Mirror } from '../../../src/vscode/mirror';
import type { Wording } from '../../../src/vscode/wording';
import { englishWording } from '../../support/englishWording';
import { FakeClock } from '../../support/fakeClock';
import { someIssue } from '../../support/someIssue';
import { someModule, someTime } from '../../support/someModule';

describe('issueNotices', () => {
  const module = someModule();
  const process = module.processes[0]?.key ?? '';
  let mirror: Mirror;
  let notices: Notice[];
  let isWanted: boolean;
  let clock: FakeClock;
  let subscription: { dispose(): void };

  beforeEach(() => {
    mirror = new Mirror();
    mirror.moduleChanged(module);
    notices = [];
    isWanted = true;
    clock = new FakeClock(someTime);
    const wording = (): Wording => ({ ...englishWording, now: clock.now() });
    const problems = { notice: (notice: Notice) => notices.push(notice) };
    subscription = issueNotices({
      mirror,
      problems,
      wording,
      clock,
      isWanted: () => isWanted,
    });
  });
  afterEach(() => {
    subscription.dispose();
    mirror.dispose();
  });

  const change = (...changed: readonly Partial<IssueSnapshot>[]): void =>
    mirror.issuesChanged({ process, changed: changed.map(someIssue), removed: [] });
  const texts = (): string[] => notices.map(({ message }) => formatMessage(message));

  it('tell of an issue once, then at 10, 100 and 1,000', () => {
    for (const count of [1, 2, 9, 10, 11, 150, 2_000, 100_000]) change({ count });
    assert.deepEqual(texts(), [
      'my-module did not catch an error: no user',
      'my-module, 10 times by now: no user',
      'my-module, 100 times by now: no user',
      'my-module, 1,000 times by now: no user',
    ]);
  });

  it('offer the issue and its line', () => {
    const file = '/home/me/my-module/index.js';
    change({ origin: 'notified', frames: [{ location: 'index.js:3:4', file, line: 3, column: 4, isOwn: true }] });
    assert.equal(notices[0]?.severity, 'warning');
    assert.deepEqual(notices[0].remedies, [
      { kind: 'showIssue', moduleId: module.id, process, issue: 'some-issue' },
      { kind: 'openFile', file, line: 3, column: 4 },
    ]);
  });

  it('are silent when the user wants that, also of what came meanwhile', () => {
    isWanted = false;
    change({ count: 5 });
    isWanted = true;
    change({ count: 6 });
    assert.deepEqual(notices, []);
  });

  it('are at most five a minute for different issues', () => {
    for (let id = 0; id < 100; id++) change({ id: String(id) });
    assert.equal(notices.length, 5);
    clock.advanceSync(60_000);
    change({ id: 'later' });
    assert.equal(notices.length, 6);
  });

  it('are silent about a recording', () => {
    mirror.moduleChanged({ ...module, kind: 'recording' });
    change({});
    assert.deepEqual(notices, []);
  });

  it('leave it to who installs a module to say what its first start fails with', () => {
    const start = (status: 'online' | 'errored'): void => {
      const [first] = module.processes;
      assert.ok(first);
      mirror.moduleChanged({ ...module, processes: [{ ...first, status, onlineSince: someTime }] });
    };
    start('online');
    change({ id: 'of an end', since: someTime + 50 });
    start('errored');
    clock.advanceSync(2_000);
    assert.deepEqual(notices, []);
    start('online');
    change({ id: 'of a rejection', since: someTime + 50 });
    assert.deepEqual(notices, []);
    clock.advanceSync(2_000);
    assert.equal(notices.length, 1);
  });
});
