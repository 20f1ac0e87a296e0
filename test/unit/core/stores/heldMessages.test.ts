import assert from 'node:assert/strict';
import { HeldMessages } from '../../../../src/core/stores/heldMessages';

describe('HeldMessages', () => {
  it('lets go of the oldest when they are too large together', () => {
    const held = new HeldMessages();
    const text = 'x'.repeat(100_000);
    const messages = Array.from({ length: 200 }, () => held.hold({ type: 'big', data: [text] }, false));
    const kept = messages.filter(({ raw }) => raw !== undefined);
    assert.ok(kept.length > 50 && kept.length < 100, String(kept.length));
    assert.equal(kept[0], messages[messages.length - kept.length]);
  });

  it('keeps the beginning of a profile', () => {
    const { raw, bytes } = new HeldMessages().hold({ type: 'profilings', data: { data: 'p'.repeat(1_000_000) } }, true);
    assert.deepEqual(raw, { type: 'profilings', data: { data: `${'p'.repeat(400)}…` } });
    assert.ok(bytes < 1_000);
  });

  it('cuts a message that alone would fill it', () => {
    const { bytes } = new HeldMessages().hold({ data: Array.from({ length: 5_000 }, () => 'x'.repeat(10_000)) }, false);
    assert.ok(bytes < 1_000_000, String(bytes));
  });
});
