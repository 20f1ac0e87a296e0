import assert from 'node:assert/strict';
import { HeldBudget, HeldMessages } from '../../../../src/core/stores/heldMessages';

describe('HeldMessages', () => {
  it('lets go of the oldest when they are too large together', () => {
    const held = new HeldMessages();
    const text = 'x'.repeat(100_000);
    const messages = Array.from({ length: 200 }, () => held.hold({ raw: { type: 'big', data: [text] } }, false));
    const kept = messages.filter(({ raw }) => raw !== undefined);
    assert.ok(kept.length > 50 && kept.length < 100, String(kept.length));
    assert.equal(kept[0], messages[messages.length - kept.length]);
  });

  it('has one bound for several modules: what holds the most lets go first', () => {
    const budget = new HeldBudget(10_000);
    const [quiet, loud, louder] = [new HeldMessages(budget), new HeldMessages(budget), new HeldMessages(budget)];
    const few = Array.from({ length: 3 }, () => quiet.hold({ raw: 'x'.repeat(500) }, false));
    for (let index = 0; index < 100; index++) {
      loud.hold({ raw: 'y'.repeat(300) }, false);
      louder.hold({ raw: 'z'.repeat(900) }, false);
      assert.ok(quiet.bytes + loud.bytes + louder.bytes <= 10_000);
    }
    assert.ok(few.every(({ raw }) => raw !== undefined));
    assert.ok(loud.bytes > 3_000 && louder.bytes > 3_000, `${loud.bytes} and ${louder.bytes}`);
    louder.dispose();
    const more = Array.from({ length: 20 }, () => loud.hold({ raw: 'y'.repeat(300) }, false));
    assert.ok(
      more.every(({ raw }) => raw !== undefined),
      'what a module held that is gone makes room',
    );
  });

  it('keeps nearly as much as the bound allows, however many share it', () => {
    const budget = new HeldBudget(100_000);
    const all = Array.from({ length: 20 }, () => new HeldMessages(budget));
    for (let index = 0; index < 5_000; index++) {
      all[(index * index) % all.length]?.hold({ raw: 'x'.repeat(50 + (index % 40)) }, false);
      const total = all.reduce((sum, { bytes }) => sum + bytes, 0);
      assert.ok(total <= 100_000 && (index < 2_000 || total > 97_500), `${index}: ${total}`);
    }
  });

  it('makes room for what nobody asks for any more', () => {
    const held = new HeldMessages(new HeldBudget(1_000));
    const first = held.hold({ raw: 'x'.repeat(600) }, false);
    held.release(first);
    held.hold({ raw: 'y'.repeat(600) }, false);
    assert.equal(first.raw, 'x'.repeat(600));
    assert.equal(held.bytes, 602);
  });

  it('keeps the beginning of a profile', () => {
    const profile = { type: 'profilings', data: { data: 'p'.repeat(1_000_000) } };
    const { raw, bytes } = new HeldMessages().hold({ raw: profile }, true);
    assert.deepEqual(raw, { type: 'profilings', data: { data: `${'p'.repeat(400)}…` } });
    assert.ok(bytes < 1_000);
  });

  it('cuts a message that alone would fill it', () => {
    const raw = { data: Array.from({ length: 5_000 }, () => 'x'.repeat(10_000)) };
    const { bytes } = new HeldMessages().hold({ raw }, false);
    assert.ok(bytes < 1_000_000, String(bytes));
  });

  it('holds a short text as it came, and a long one as what is read of it', () => {
    const [short, long] = ['{"type": "x", "data": 1.0}', JSON.stringify({ data: ['x'.repeat(200_000)] })];
    const held = new HeldMessages();
    const known = held.hold({ raw: undefined, text: short }, false);
    assert.deepEqual([known.raw, known.bytes, known.isCut], [{ type: 'x', data: 1 }, short.length, false]);
    const cut = held.hold({ raw: JSON.parse(long), text: long }, false);
    assert.deepEqual([cut.raw, cut.isCut], [{ data: [`${'x'.repeat(100_000)}…`] }, true]);
  });

  it('has nothing to tell of a text that is no JSON', () => {
    assert.equal(new HeldMessages().hold({ raw: undefined, text: '{"data":{NaN}}' }, false).raw, undefined);
  });
});
