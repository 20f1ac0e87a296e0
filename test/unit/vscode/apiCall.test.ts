import assert from 'node:assert/strict';
import { formatMessage, message } from '../../../src/base/message';
import { apiCall } from '../../../src/vscode/apiCall';

describe('apiCall', () => {
  it('hides what stands under the key of a secret, at any depth', () => {
    const value = { ok: true, users: [{ name: 'Ada', password: 'x', token: null }], __proto__: null };
    assert.deepEqual(apiCall({ kind: 'replied', tookMs: 4, value }, formatMessage), {
      kind: 'replied',
      tookMs: 4,
      value: { ok: true, users: [{ name: 'Ada', password: '••••••', token: null }] },
    });
  });

  it('leaves everything else as it is', () => {
    assert.deepEqual(apiCall({ kind: 'running' }, formatMessage), { kind: 'running' });
    assert.deepEqual(apiCall({ kind: 'replied', tookMs: 4, file: '/a' }, formatMessage), {
      kind: 'replied',
      tookMs: 4,
      file: '/a',
    });
    assert.deepEqual(apiCall({ kind: 'failed', message: message('No {0}.', 'reply') }, formatMessage), {
      kind: 'failed',
      message: 'No reply.',
    });
  });
});
