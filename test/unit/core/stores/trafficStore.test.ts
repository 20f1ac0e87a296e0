import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decode } from '../../../../src/core/protocol/decode';
import { SecretMask } from '../../../../src/core/protocol/secretMask';
import { HeldBudget } from '../../../../src/core/stores/heldMessages';
import { TrafficFilter } from '../../../../src/core/stores/trafficFilter';
import { TrafficStore } from '../../../../src/core/stores/trafficStore';
import type { Json } from '../../../../src/shared/probe';
import { recordings } from '../../../support/recordings';

/** Local time, as it is shown. */
const NOON = new Date(2024, 0, 31, 12, 3, 11, 871).getTime();

describe('TrafficStore', () => {
  let store: TrafficStore;
  let added: number;
  beforeEach(() => {
    store = new TrafficStore();
    added = 0;
    store.onDidAdd(() => (added += 1));
  });

  function received(raw: unknown, at = NOON): void {
    store.record({ at, raw, packet: decode(raw) });
  }
  function sent(raw: unknown, at = NOON): void {
    store.record({ at, raw });
  }
  /** What follows time and direction. */
  function lastLine(): string {
    return store.linesAfter(added - 1).lines[0]?.slice('12:03:11.871 ← '.length) ?? '';
  }

  it('shows time, direction, kind, summary, size and content in columns', () => {
    received({ type: 'axm:monitor', data: { users: { value: 12 }, queue: { value: 0 } } });
    sent('flush cache', NOON + 2_131);
    received({ type: 'axm:reply', data: { return: { success: true }, action_name: 'flush cache' } }, NOON + 2_135);
    sent({ msg: 'set level', opts: 'debug' });
    received({ type: 'axm:action', data: { action_name: 'set level', arity: 2 } });
    assert.deepEqual(store.lines(), [
      '12:03:11.871 ← axm:monitor            2 probes   72 B  {"users":{"value":12},"queue":{"value":0}}',
      '12:03:14.002 → action flush cache                      "flush cache"',
      '12:03:14.006 ← axm:reply flush cache  4 ms       83 B  {"success":true}',
      '12:03:11.871 → action set level                        {"msg":"set level","opts":"debug"}',
      '12:03:11.871 ← axm:action set level              66 B  {"action_name":"set level","arity":2}',
    ]);
  });

  it('shows messages of every kind', () => {
    const messages: [unknown, string][] = [
      ['ready', 'ready                              7 B'],
      [{ node_version: '20.20.2' }, 'node_version                      26 B  "20.20.2"'],
      [null, 'process:msg            unknown     4 B  null  (not an object but null)'],
      [{ my: 'own' }, 'process:msg            unknown    12 B  {"my":"own"}  (no "type")'],
      [{ type: 'my:type', data: [1] }, 'my:type                unknown    29 B  [1]  (not a type of PM2)'],
      [
        { type: 'human:event', data: { __name: 'register', id: 1 } },
        'human:event register              58 B  {"id":1}',
      ],
      [
        { type: 'process:exception', data: { name: 'Error', message: 'x' } },
        'process:exception                 66 B  {"name":"Error","message":"x"}',
      ],
      [
        { type: 'axm:option:configuration', data: { error: true } },
        'axm:option:configuration  1 option   57 B  {"error":true}',
      ],
      [{ type: 'axm:reply', data: { action_name: 'a' } }, 'axm:reply a                       47 B'],
    ];
    for (const [raw, line] of messages) {
      received(raw);
      assert.equal(lastLine(), line);
    }
  });

  it('says once for each kind of message why it is unknown', () => {
    const says = (raw: unknown): boolean => {
      received(raw);
      return lastLine().endsWith(')');
    };
    const odd = { type: 'my:type', data: 1 };
    assert.deepEqual(
      [says(odd), says(odd), says({ type: 'axm:reply', data: {} }), says({ ...odd, type: 'b' })],
      [...[true, false, true, true]],
    );
    for (let number = 0; number < 1_000; number++) says({ type: `type ${number}`, data: 1 });
    assert.equal(says({ type: 'one more', data: 1 }), false);
  });

  it('tells how long a scoped run took, by its uuid', () => {
    sent({ msg: 'lsof', opts: null, action_name: 'lsof', uuid: 'u1' });
    received({ type: 'axm:scoped_action:stream', data: { data: 'line', uuid: 'u1', action_name: 'lsof' } }, NOON + 10);
    assert.doesNotMatch(lastLine(), / ms /);
    received({ type: 'axm:scoped_action:end', data: { uuid: 'u1', action_name: 'lsof' } }, NOON + 1_500);
    assert.match(lastLine(), /^axm:scoped_action:end lsof {2}1\.5 s +\d+ B$/);
  });

  it('names the process where a module has several, and times each on its own', () => {
    const reply = { type: 'axm:reply', data: { action_name: 'a' } };
    store.record({ at: NOON, raw: 'a', process: '#0', label: 'mod:api' });
    store.record({ at: NOON + 5, raw: reply, packet: decode(reply), process: '#1', label: 'mod:web' });
    assert.match(store.lines()[0] ?? '', /→ \[mod:api\] action a/);
    assert.doesNotMatch(store.lines()[1] ?? '', / ms /);
    store.record({ at: NOON + 9, raw: reply, packet: decode(reply), process: '#0', label: 'mod:api' });
    assert.match(store.lines()[2] ?? '', /← \[mod:api\] axm:reply a +9 ms/);
  });

  it('keeps a message on one line', () => {
    received({ type: 'human:event', data: { __name: 'a\nb\u2028', text: 'c\nd\u007f' } });
    assert.equal(lastLine().replace(/ +/g, ' '), 'human:event a\\u000ab\\u2028 65 B {"text":"c\\nd\\u007f"}');
  });

  it('cuts long content and closes what was open', () => {
    received({ type: 'axm:reply', data: { action_name: 'a', return: { list: [1, 'x'.repeat(5_000), 2] } } });
    assert.match(lastLine(), /^axm:reply a +5\.1 kB {2}\{"list":\[1,"x{180,200}…\]\}$/);
  });

  it('says roughly how large a huge message is', () => {
    received({ type: 'profilings', data: { type: 'heapdump', data: 'x'.repeat(5_000_000) } });
    assert.match(lastLine(), /^profilings +5\.0 MB {2}/);
    received({ type: 'x', data: Array(50_000).fill(1) });
    assert.match(lastLine(), /^x +unknown +>40 kB {2}\[1,1,/);
    const raw = { type: 'axm:option:configuration', data: { text: 'x'.repeat(200_000) } };
    store.record({ at: 0, raw, packet: decode(raw), bytes: 30_000_000 });
    assert.match(lastLine(), /^axm:option:configuration +1 option +30 MB {2}/);
  });

  it('masks secrets by key and by value, the names of actions too', () => {
    store.mask = new SecretMask(['hunter2']);
    received({ type: 'axm:option:configuration', data: { password: 'p', module_conf: { x: 'hunter2' } } });
    sent({ msg: 'login hunter2', opts: 'me:hunter2' });
    assert.deepEqual(
      store.lines().map((line) => line.replace(/ +/g, ' ').slice(15)),
      [
        'axm:option:configuration 2 options 89 B {"password":"••••••","module_conf":{"x":"••••••"}}',
        'action login •••••• {"msg":"login ••••••","opts":"me:••••••"}',
      ],
    );
  });

  it('masks what it holds by the mask that is in force when it is read', () => {
    sent('hunter2');
    store.mask = new SecretMask(['hunter2']);
    assert.doesNotMatch(store.lines().join(), /hunter2/);
  });

  it('never shows a part of a secret where content is cut', () => {
    store.mask = new SecretMask(['hunter2hunter2hunter2']);
    fc.assert(
      fc.property(fc.integer({ min: 900, max: 1_010 }), fc.boolean(), (before, asKey) => {
        const text = 'x'.repeat(before) + 'hunter2hunter2hunter2'.repeat(3) + 'y'.repeat(3_000);
        sent(asKey ? { [text]: 1 } : text);
        assert.doesNotMatch(lastLine(), /hunt/);
      }),
    );
  });

  it('keeps the last 1,000 messages', () => {
    for (let index = 0; index < 1_500; index++) sent(`a${index}`);
    const lines = store.lines();
    assert.equal(lines.length, 1_000);
    assert.match(lines[0] ?? '', /"a500"$/);
    assert.match(lines.at(-1) ?? '', /"a1499"$/);
  });

  it('keeps fewer of each module where there are many, and pages on all the same', () => {
    const budget = new HeldBudget();
    const stores = Array.from({ length: 20 }, () => new TrafficStore(undefined, budget));
    const [first] = stores;
    assert.ok(first);
    const fill = (count: number): void => {
      for (let index = 0; index < count; index++) first.record({ at: NOON, raw: `${index}` });
    };
    fill(1_100);
    assert.equal(first.lines().length, 1_000);
    const { position } = first.linesAfter(0);
    stores.push(...Array.from({ length: 20 }, () => new TrafficStore(undefined, budget)));
    fill(600);
    assert.equal(first.lines().length, 500);
    assert.equal(first.recordables().length, 500);
    const { lines, missed } = first.linesAfter(position);
    assert.deepEqual([lines.length, missed], [500, 100]);
    for (const store of stores.splice(1)) store.dispose();
    fill(700);
    assert.equal(first.lines().length, 1_000);
    first.dispose();
  });

  it('shows what a filter lets through, and of the rest the newest that fit', () => {
    for (let index = 0; index < 10; index++) {
      sent('flush');
      received({ type: 'axm:monitor', data: { index: { value: index } } });
    }
    const filter = new TrafficFilter(['!action']);
    const { lines, missed } = store.linesAfter(0, { filter, limit: 3 });
    assert.deepEqual([lines.length, missed], [3, 7]);
    assert.match(lines.at(-1) ?? '', /"value":9/);
  });

  it('gives what is kept to recordings, cut where it is huge', () => {
    sent('flush');
    received({ type: 'human:event', data: { text: 'x'.repeat(3_000_000) } });
    const [first, second] = store.recordables();
    assert.deepEqual(first, { at: NOON, isSent: true, raw: 'flush', label: undefined });
    assert.ok(second && !second.hasEnded && !second.isSent);
    assert.ok(JSON.stringify(second.raw).length < 200_000);
  });

  it('has lines of messages that it had to let go of, for several stores share a bound', () => {
    const budget = new HeldBudget(1_000);
    const [mine, other] = [new TrafficStore(undefined, budget), new TrafficStore(undefined, budget)];
    const raw = { type: 'axm:reply', data: { action_name: 'a', return: 'x'.repeat(250) } };
    const record = (into: TrafficStore): unknown => into.record({ at: NOON, raw, packet: decode(raw) });
    record(mine);
    const [line] = mine.lines();
    for (let index = 0; index < 9; index++) record(other);
    record(mine);
    const keptBy = (from: TrafficStore): boolean[] =>
      from.recordables().map((one) => !one.hasEnded && one.raw !== undefined);
    assert.deepEqual(keptBy(mine), [false, true]);
    assert.deepEqual(keptBy(other).slice(-3), [false, true, true]);
    assert.deepEqual([...new Set([...mine.lines(), ...other.lines()])], [line]);
    mine.dispose();
    other.dispose();
  });

  it('has the very same lines of probes that it had to let go of', () => {
    const own = (value: Json): unknown => ({ type: 'axm:monitor', data: { own: value } });
    const many = Object.fromEntries(
      Array.from({ length: 40 }, (_, probe) => [`p${probe}`, { value: probe / 7, alert: {} }]),
    );
    const all = [{ type: 'axm:monitor', data: {} }, own('a\\"},{\n'), own([1, { a: [2] }]), own('x'.repeat(500))];
    for (const raw of [...all, { type: 'axm:monitor', data: many }]) {
      const text = JSON.stringify(raw);
      const budget = new HeldBudget(Buffer.byteLength(text));
      const [kept, other] = [new TrafficStore(undefined, budget), new TrafficStore(undefined, budget)];
      kept.record({ at: NOON, raw: undefined, text, packet: decode(raw), label: 'm' });
      const before = kept.lines();
      other.record({ at: NOON, raw: 'x' });
      assert.deepEqual(
        kept.recordables().map((one) => !one.hasEnded && one.raw),
        [undefined],
      );
      assert.deepEqual(kept.lines(), before);
      kept.dispose();
      other.dispose();
    }
  });

  it('makes room when a message is among the last 1,000 no more', () => {
    const budget = new HeldBudget(20_000);
    const [mine, other] = [new TrafficStore(undefined, budget), new TrafficStore(undefined, budget)];
    for (let index = 0; index < 1_500; index++) mine.record({ at: NOON, raw: 'flush' });
    other.record({ at: NOON, raw: 'x'.repeat(12_000) });
    assert.ok(mine.recordables().every((one) => !one.hasEnded && one.raw === 'flush'));
    mine.dispose();
    other.dispose();
  });

  it('tells a recorder of each message', () => {
    const told: unknown[] = [];
    store.recorder = (one) => told.push(one.hasEnded ? 'end' : one.raw);
    sent('flush');
    store.recordExit(NOON, undefined);
    received('ready');
    assert.deepEqual(told, ['flush', 'end', 'ready']);
  });

  it('gives ends of processes to recordings where they belong, and no line of them', () => {
    store.recordExit(NOON - 5, undefined);
    received('ready');
    store.recordExit(NOON, 'm:a');
    received('ready'); // of a life that began in the same millisecond
    const ends = store.recordables().map(({ hasEnded, label }) => (hasEnded ? `end of ${label ?? ''}` : 'message'));
    assert.deepEqual(ends, ['message', 'end of m:a', 'message']);
    assert.equal(store.lines().length, 2);
  });

  it('pages from a position on and says what was missed', () => {
    sent('a');
    const { position } = store.linesAfter(0);
    assert.deepEqual(store.linesAfter(position), { lines: [], position, missed: 0 });
    sent('b');
    const page = store.linesAfter(position);
    assert.deepEqual([page.lines.length, page.missed], [1, 0]);
    for (let index = 0; index < 1_200; index++) sent('c');
    const late = store.linesAfter(page.position);
    assert.deepEqual([late.lines.length, late.missed], [1_000, 200]);
  });

  it('fires for each message', () => {
    sent('a');
    received('ready');
    assert.equal(added, 2);
  });

  it('makes one line of every recorded message', () => {
    let count = 0;
    for (const { dir, msg } of [...recordings().values()].flat()) {
      if (dir === 'module->pm2') received(msg);
      else if (dir === 'pm2->module') sent(msg);
      else continue;
      count += 1;
      assert.match(lastLine(), /^[^\p{Cc}]{3,3000}$/u);
    }
    assert.notEqual(count, 0);
  });

  it('never throws, whatever comes', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withNullPrototype: true }), (anything) => {
        received(anything);
        received({ type: 'axm:reply', data: { action_name: 'a', return: anything } });
        assert.equal(typeof lastLine(), 'string');
      }),
    );
  });

  it('reads messages that are nested without end', () => {
    received(JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)));
    assert.match(lastLine(), /^process:msg +unknown +>\d+ B {2}\[{200}…\]{200} {2}\(not an object but array\)$/);
  });
});
