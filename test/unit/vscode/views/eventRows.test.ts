import assert from 'node:assert/strict';
import type { EventSnapshot } from '../../../../src/shared/event';
import { eventRows } from '../../../../src/vscode/views/eventRows';
import type { Row } from '../../../../src/vscode/views/row';
import { englishWording } from '../../../support/englishWording';
import { someModule, someTime } from '../../../support/someModule';

function row(event: Partial<EventSnapshot>): Row {
  const whole: EventSnapshot = {
    ...{ name: 'user:register', count: 42, sinceSave: 3, kept: 42, lastAt: someTime - 2_000 },
    lately: [
      { at: someTime - 60_000, count: 30 },
      { at: someTime - 20_000, count: 2 },
      { at: someTime + 3_000, count: 1 },
    ],
    recent: [
      { at: someTime - 2_000, payload: { user: 'Alex' } },
      { at: someTime - 9_000, payload: 'text' },
    ],
    ...event,
  };
  const [first] = eventRows(someModule(), () => [whole], englishWording);
  assert.ok(first);
  return first;
}

describe('eventRows', () => {
  it('say how many came, how many in the last minute, and when the last', () => {
    const { label, description, spoken } = row({});
    assert.equal(label, 'user:register');
    assert.equal(description, '×42 · 3/min · 2 s ago');
    assert.equal(spoken, 'user:register, 42 times, 3 a minute, 2 seconds ago');
  });

  it('have the newest payloads below', () => {
    assert.deepEqual(
      row({}).children.map(({ label, description }) => [label, description]),
      [
        ['{"user":"Alex"}', '2 s ago'],
        ['"text"', '9 s ago'],
      ],
    );
  });

  it('tell in the tooltip what came since the last save', () => {
    const { tooltip = [] } = row({});
    assert.deepEqual(
      tooltip.map(([label, value]) => `${label}=${value}`),
      ['=user:register', 'Since it was installed=42', 'Since the last save=3', 'Last payload={"user":"Alex"}'],
    );
  });

  it('are one short line each, whatever the name is', () => {
    assert.equal(row({ name: '' }).label, '(no name)');
    assert.equal(row({ name: '\u001b[31mred\u001b[0m\n<b>' }).label, 'red <b>');
  });
});
