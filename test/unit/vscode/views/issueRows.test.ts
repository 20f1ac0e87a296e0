import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import type { IssueSnapshot } from '../../../../src/shared/issue';
import { issueText } from '../../../../src/vscode/issueTitle';
import { issueRowId, issueRows } from '../../../../src/vscode/views/issueRows';
import type { Row } from '../../../../src/vscode/views/row';
import { englishWording } from '../../../support/englishWording';
import { someIssue } from '../../../support/someIssue';
import { someModule, someTime } from '../../../support/someModule';

const module = someModule({ processes: [{ generation: 3 }] });

function rowsOf(...issues: readonly Partial<IssueSnapshot>[]): readonly Row[] {
  const all = issues.map((issue, index) => someIssue({ id: String(index), generation: 3, ...issue }));
  return issueRows(module, () => all, englishWording);
}

function row(issue: Partial<IssueSnapshot>): Row {
  const [first] = rowsOf(issue);
  assert.ok(first);
  return first;
}

describe('issueRows', () => {
  it('say what happened, how often, and when last', () => {
    const { label, description, icon, spoken } = row({ name: 'TypeError', count: 1_204 });
    assert.equal(label, '×1,204 TypeError: no user');
    assert.equal(description, '3 s ago');
    assert.deepEqual(icon, { id: 'error', color: 'list.errorForeground' });
    assert.equal(spoken, 'TypeError: no user, not caught, 1,204 times, 3 seconds ago');
  });

  it('tell what the module reported from what nobody caught', () => {
    const { label, icon } = row({ origin: 'notified' });
    assert.equal(label, 'no user (notify)');
    assert.deepEqual(icon, { id: 'warning', color: 'list.warningForeground' });
  });

  it('mark those of earlier lives, and put them last', () => {
    const rows = rowsOf(
      { message: 'old', generation: 2, since: someTime },
      { message: 'new', since: someTime - 9_000 },
    );
    assert.deepEqual(
      rows.map(({ label, description, icon }) => [label, description, icon?.color]),
      [
        ['new', '3 s ago', 'list.errorForeground'],
        ['old', 'generation 2 · 3 s ago', 'disabledForeground'],
      ],
    );
  });

  it('stay where they are while their count grows', () => {
    const order = (...issues: readonly Partial<IssueSnapshot>[]): string[] =>
      rowsOf(...issues).map(({ label }) => label);
    const early = { message: 'early', since: someTime - 9_000 };
    const late = { message: 'late', since: someTime - 1_000 };
    assert.deepEqual(order(early, late), ['late', 'early']);
    assert.deepEqual(order({ ...early, count: 9, lastAt: someTime }, late), ['late', '×9 early']);
  });

  it('have the frames below, the module’s own first, each opening its line', () => {
    const file = '/home/me/my-module/lib/user.js';
    const { children } = row({
      frames: [
        { call: 'run', location: 'node:internal/timers:1:2', line: 1, column: 2, isOwn: false },
        { call: 'load', location: 'lib/user.js:41:17', file, line: 41, column: 17, isOwn: true },
        { location: 'lib/gone.js:3:4', line: 3, column: 4, isOwn: true },
      ],
    });
    assert.deepEqual(
      children.map(({ label, place }) => [label, place]),
      [
        ['at load (lib/user.js:41:17)', { file, line: 41, column: 17 }],
        ['at lib/gone.js:3:4', undefined],
        ['Libraries and Node', undefined],
      ],
    );
    assert.equal(children[2]?.children[0]?.label, 'at run (node:internal/timers:1:2)');
  });

  it('have metadata below, a row for each member', () => {
    const { children } = row({ metadata: { url: '/x', user: { id: 1 } } });
    assert.deepEqual(
      children.map(({ label, description }) => [label, description]),
      [['metadata', '{"url":"/x","user":{"id":1}}']],
    );
    assert.deepEqual(
      children[0]?.children.map(({ label, description }) => [label, description]),
      [
        ['url', '/x'],
        ['user', '{"id":1}'],
      ],
    );
  });

  it('are one short line each, whatever the message is', () => {
    assert.equal(row({ message: `a\n  b ${'c'.repeat(5_000)}` }).label.length, 200);
    assert.equal(row({ message: '' }).label, '(no message)');
  });

  it('can be found by process and issue', () => {
    assert.equal(row({}).id, issueRowId(module.processes[0]?.key ?? '', '0'));
  });
});

describe('issueText', () => {
  it('is the whole message above the stack', () => {
    const frames = [
      { call: 'load', location: 'lib/user.js:1:2', isOwn: true },
      { location: 'node:internal/timers:3:4', isOwn: false },
    ];
    const stack = '    at load (lib/user.js:1:2)\n    at node:internal/timers:3:4';
    const long = 'x'.repeat(900);
    assert.equal(
      issueText(someIssue({ name: 'TypeError', message: long, frames }), formatMessage),
      `TypeError: ${long}\n${stack}`,
    );
    assert.equal(issueText(someIssue({ name: 'Error', message: 'a\n  b' }), formatMessage), 'Error: a\n  b');
  });
});
