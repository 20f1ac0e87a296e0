import assert from 'node:assert/strict';
import { message } from '../../../src/base/message';
import type { CallState, RunOutput } from '../../../src/shared/action';
import { runText } from '../../../src/vscode/runText';
import { englishWording } from '../../support/englishWording';
import { someTime } from '../../support/someModule';

function textOf(state: CallState, more: Partial<RunOutput> = {}, argument?: string): string[] {
  const { lines = [] } = more;
  const call = {
    id: 1,
    startedAt: someTime,
    streamed: lines.length,
    state,
    ...(argument !== undefined && { argument }),
  };
  const output: RunOutput = { process: 'p', action: 'sweep', type: 'scoped', call, lines, missed: 0, ...more };
  return runText(output, englishWording).split('\n');
}

/** What stands below the first rule. */
function bodyOf(lines: readonly string[]): string {
  return lines.slice(lines.findIndex((line) => line.startsWith('──')) + 1).join('\n');
}

describe('runText', () => {
  it('leads with what was called, when, and how it stands', () => {
    const [action, argument, started, state] = textOf({ kind: 'running' }, { lines: ['a'] }, 'all rooms');
    assert.equal(action, 'Action    sweep');
    assert.equal(argument, 'Argument  all rooms');
    assert.match(started ?? '', /^Started {3}.+ \d\d:\d\d:\d\d\.\d{3}$/);
    assert.equal(state, 'State     running · 1 line');
  });

  it('has what was streamed, then how it ended', () => {
    const lines = textOf(
      { kind: 'replied', value: { swept: true }, tookMs: 800 },
      { lines: ['one\n', 'two<br>three'] },
    );
    assert.equal(bodyOf(lines), `one\ntwo\nthree\n${'─'.repeat(40)}\n{\n  "swept": true\n}\n`);
    assert.ok(lines.includes('State    ended after 800 ms · 2 lines'));
  });

  it('has the whole reply of an action that streams nothing', () => {
    assert.equal(bodyOf(textOf({ kind: 'replied', value: 'a<br/>b <b>bold</b>', tookMs: 1 })), 'a\nb <b>bold</b>\n');
  });

  it('says what is missing, what came late, why it failed, and where a profile lies', () => {
    assert.match(
      bodyOf(textOf({ kind: 'running' }, { lines: ['x'], missed: 5_000 })),
      /^… 5,000 earlier lines are not kept\./,
    );
    const note = message('May answer an earlier call.');
    assert.ok(
      textOf({ kind: 'replied', tookMs: 1, note }).includes('State    ended after 1 ms · May answer an earlier call.'),
    );
    assert.ok(textOf({ kind: 'failed', message: message('No reply.') }).includes('State    No reply.'));
    assert.equal(bodyOf(textOf({ kind: 'replied', tookMs: 1, file: '/a.cpuprofile' })), '/a.cpuprofile\n');
  });
});
