import assert from 'node:assert/strict';
import { HeldBudget, HeldMessages } from '../../../../src/core/stores/heldMessages';

describe('HeldMessages', () => {
  it('lets go of the oldest when they are too large together', () => {
    const held = new HeldMessages();
    const text = 'x'.repeat(100_000);
    const messages = Array.from({ length: 200 }, () => held.hold({ type: 'big', data: [text] }, false));
    const kept = messages.filter(({ raw }) => raw !== undefined);
    assert.ok(kept.length > 50 && kept.length < 100, String(kept.length));
    assert.equal(kept[0], messages[messages.length - kept.length]);
  });

  it('has one bound for several modules: what holds the most lets go first', () => {
    const budget = new HeldBudget(10_000);
    const [quiet, loud, louder] = [new HeldMessages(budget), new HeldMessages(budget), new HeldMessages(budget)];
    const few = Array.from({ length: 3 }, () => quiet.hold('x'.repeat(500), false));
    for (let index = 0; index < 100; index++) {
      loud.hold('y'.repeat(300), false);
      louder.hold('z'.repeat(900), false);
      assert.ok(quiet.bytes + loud.bytes + louder.bytes <= 10_000);
    }
    assert.ok(few.every(({ raw }) => raw !== undefined));
    assert.ok(loud.bytes > 3_000 && louder.bytes > 3_000, `${loud.bytes} and ${louder.bytes}`);
    louder.dispose();
    const more = Array.from({ length: 20 }, () => loud.hold('y'.repeat(300), false));
    assert.ok(
      more.every(({ raw }) => raw !== undefined),
      'what a module held that is gone makes room',
    );
  });

  it('makes room for what nobody asks for any more', () => {
    const held = new HeldMessages(new HeldBudget(1_000));
    const first = held.hold('x'.repeat(600), false);
    held.release(first);
    held.hold('y'.repeat(600), false);
    assert.equal(first.raw, 'x'.repeat(600));
    assert.equal(held.bytes, 602);
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
