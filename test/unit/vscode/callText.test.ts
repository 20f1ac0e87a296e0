import assert from 'node:assert/strict';
import { message } from '../../../src/base/message';
import type { CallSnapshot, CallState } from '../../../src/shared/action';
import { callText, replyDocument, replyPreview } from '../../../src/vscode/callText';
import { englishWording } from '../../support/englishWording';
import { someTime } from '../../support/someModule';

function call(state: CallState, more: Partial<CallSnapshot> = {}): CallSnapshot {
  return { id: 1, startedAt: someTime - 3_000, streamed: 0, state, ...more };
}

describe('callText', () => {
  it('says how long a call has been running', () => {
    assert.equal(callText(call({ kind: 'running' }), englishWording), 'running 3 s');
  });

  it('says how much a scoped action has streamed', () => {
    assert.equal(callText(call({ kind: 'running' }, { streamed: 1412 }), englishWording), 'running 3 s · 1,412 lines');
  });

  it('shows a fresh reply with the time that it took', () => {
    const state = { kind: 'replied', value: { success: true }, tookMs: 4 } as const;
    assert.equal(callText(call(state), englishWording), '→ {"success":true} · 4 ms');
  });

  it('shows an old reply with its age', () => {
    const state = { kind: 'replied', value: 'debug', tookMs: 4 } as const;
    assert.equal(callText(call(state, { startedAt: someTime - 12_500 }), englishWording), '→ "debug" · 12 s ago');
  });

  it('shows what is to be known of a reply behind it', () => {
    const state = { kind: 'replied', value: 1, tookMs: 4, note: message('may answer an earlier call') } as const;
    assert.equal(callText(call(state), englishWording), '→ 1 · 4 ms · may answer an earlier call');
  });

  it('says why a call failed', () => {
    const state = { kind: 'failed', message: message('No reply within {0}.', '30 s') } as const;
    assert.equal(callText(call(state), englishWording), 'No reply within 30 s.');
  });
});

describe('replyPreview', () => {
  const preview = (value?: Extract<CallState, { kind: 'replied' }>['value']): string =>
    replyPreview({ kind: 'replied', tookMs: 1, ...(value === undefined ? {} : { value }) });

  it('is an arrow alone for a reply without a value', () => assert.equal(preview(), '→'));

  it('is one line, with HTML as text', () => {
    assert.equal(preview('a: 1<br>b: <b>2</b>\n'), '→ "a: 1 b: <b>2</b>"');
  });

  it('is short, and closes its quotes', () => {
    const text = preview('x'.repeat(10_000));
    assert.ok(text.length < 300);
    assert.match(text, /x…"$/);
    assert.ok(preview(Array.from({ length: 10_000 }, () => 1)).length < 300);
  });
});

describe('replyDocument', () => {
  it('shows text as text, with its line breaks', () => {
    assert.deepEqual(replyDocument('a<br>b'), { text: 'a\nb', extension: 'txt' });
  });

  it('shows everything else as JSON', () => {
    assert.deepEqual(replyDocument({ a: [1] }), { text: '{\n  "a": [\n    1\n  ]\n}', extension: 'json' });
    assert.deepEqual(replyDocument(null), { text: 'null', extension: 'json' });
  });

  it('is empty without a value', () => {
    assert.deepEqual(replyDocument(undefined), { text: '', extension: 'txt' });
  });
});
