import assert from 'node:assert/strict';
import { decode } from '../../../../src/core/protocol/decode';
import type { ProbesPacket } from '../../../../src/core/protocol/packet';
import { MASK, SecretMask } from '../../../../src/core/protocol/secretMask';
import { ProbeStore } from '../../../../src/core/stores/probeStore';
import { recordings } from '../../../support/recordings';

function probes(data: Record<string, unknown>): ProbesPacket {
  const packet = decode(JSON.parse(JSON.stringify({ type: 'axm:monitor', data })));
  assert.equal(packet.kind, 'probes');
  return packet;
}

function names(list: readonly { readonly name: string }[]): string[] {
  return list.map(({ name }) => name);
}

describe('ProbeStore', () => {
  let store: ProbeStore;
  let fired: number;
  beforeEach(() => {
    store = new ProbeStore();
    fired = 0;
    store.onDidChange(() => (fired += 1));
  });

  it('keeps number, unit, type and aggregation of each probe', () => {
    store.accept(
      probes({ latency: { value: '8.25ms', agg_type: 'avg', historic: true, type: 'meter', alert: {} } }),
      5,
    );
    assert.deepEqual(store.snapshots(), [
      {
        name: 'latency',
        value: '8.25ms',
        number: 8.25,
        unit: 'ms',
        kind: 'meter',
        type: 'meter',
        aggregation: 'avg',
        isRuntime: false,
        changedAt: 5,
        min: 8.25,
        max: 8.25,
      },
    ]);
  });

  it('follows a number that comes and goes, as number and as text, in its unit', () => {
    const seen: unknown[] = [];
    const send = (value: unknown, at: number, rest = {}): void => {
      store.accept(probes({ a: { value, unit: 'ms', ...rest } }), at);
      const [probe] = store.takeChanges().changed;
      seen.push(probe && [probe.value, probe.number, probe.unit, probe.kind, probe.changedAt]);
    };
    send(5, 1);
    send(6, 2);
    send(5, 3);
    send(5, 4);
    send('5', 5);
    send('5.50', 6);
    send('7', 7, { type: 'counter' });
    send('8s', 8);
    send('many', 9);
    assert.deepEqual(seen, [
      [5, 5, 'ms', 'metric', 1],
      [6, 6, 'ms', 'metric', 2],
      [5, 5, 'ms', 'metric', 3],
      undefined,
      ['5', 5, 'ms', 'metric', 5],
      ['5.50', 5.5, 'ms', 'metric', 6],
      ['7', 7, 'ms', 'counter', 7],
      ['8s', 8, 'ms', 'metric', 8],
      ['many', undefined, 'ms', 'metric', 9],
    ]);
    assert.equal(store.history('a')?.points.at(-1)?.max, 8);
  });

  it('prefers the unit that was sent over the one in the value, unless it is empty', () => {
    store.accept(
      probes({ a: { value: '1ms', unit: 's' }, b: { value: '1ms', unit: '' }, c: { value: 1, unit: '' } }),
      0,
    );
    assert.deepEqual(
      store.snapshots().map(({ unit }) => unit),
      ['s', 'ms', undefined],
    );
  });

  it('merges by name: what is no longer sent stays, in the order in which it first came', () => {
    store.accept(probes({ a: { value: 1 }, b: { value: 1 } }), 1);
    store.accept(probes({ b: { value: 2 }, c: { value: 2 } }), 2);
    assert.deepEqual(
      store.snapshots().map(({ name, value, changedAt }) => [name, value, changedAt]),
      [
        ['a', 1, 1],
        ['b', 2, 2],
        ['c', 2, 2],
      ],
    );
  });

  it('is silent about readings that say the same again', () => {
    store.accept(probes({ a: { value: { deep: [1] } } }), 1);
    store.accept(probes({ a: { value: { deep: [1] } } }), 2);
    assert.equal(fired, 1);
    assert.equal(store.snapshots()[0]?.changedAt, 1);
    store.takeChanges();
    store.accept(probes({ a: { value: { deep: [2] } } }), 3);
    assert.equal(fired, 2);
    assert.deepEqual(names(store.takeChanges().changed), ['a']);
  });

  it('tells each change once', () => {
    store.accept(probes({ a: { value: 1 }, b: { value: 1 } }), 1);
    store.accept(probes({ a: { value: 2 }, b: { value: 1 } }), 2);
    const { changed, removed } = store.takeChanges();
    assert.deepEqual([names(changed), removed], [['a', 'b'], []]);
    assert.deepEqual(store.takeChanges(), { changed: [], removed: [] });
  });

  it('keeps what a life that ended had until the next one had time to send it again', () => {
    store.accept(probes({ a: { value: 1 }, b: { value: 1 } }), 1);
    store.takeChanges();
    store.expire();
    store.accept(probes({ b: { value: 1 } }), 2);
    assert.deepEqual(names(store.snapshots()), ['a', 'b']);
    store.dropExpired();
    assert.deepEqual(names(store.snapshots()), ['b']);
    const { changed, removed } = store.takeChanges();
    assert.deepEqual([names(changed), removed], [[], ['a']]);
  });

  it('does not fire when nothing has expired', () => {
    store.expire();
    store.dropExpired();
    assert.equal(fired, 0);
  });

  it('tells the runtime probes of the preload from those of the module', () => {
    for (const { dir, msg } of recordings().get('pm2-io-6.1.0-probes-under-pm2-7.0.4') ?? []) {
      if (dir !== 'module->pm2') continue;
      const packet = decode(msg);
      if (packet.kind === 'probes') store.accept(packet, 0);
    }
    const runtime = names(store.snapshots().filter(({ isRuntime }) => isRuntime)).sort();
    assert.deepEqual(runtime, [
      'Active handles',
      'Active requests',
      'Event Loop Latency',
      'Event Loop Latency p95',
      'Heap Size',
      'Heap Usage',
      'Used Heap Size',
    ]);
    assert.ok(names(store.snapshots()).includes('metric fn id'));
  });

  it('takes a pmx probe of a runtime name as one of the module', () => {
    store.accept(probes({ 'Heap Size': { value: 1, historic: true, type: 'Heap Size', alert: {} } }), 0);
    assert.equal(store.snapshots()[0]?.isRuntime, false);
  });

  it('takes __proto__ as a name like any other', () => {
    store.accept(probes({ ['__proto__']: { value: 1 } }), 0);
    assert.deepEqual(names(store.snapshots()), ['__proto__']);
  });

  it('keeps 10,000 probes and goes on updating them', () => {
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`p${index}`, { value: 1 }]));
    store.accept(probes(many), 1);
    assert.equal(store.snapshots().length, 10_000);
    store.accept(probes({ p0: { value: 2 }, new: { value: 2 } }), 2);
    assert.equal(store.snapshots().length, 10_000);
    assert.equal(store.snapshots()[0]?.value, 2);
  });

  it('draws the line on while the number stays, and says so', () => {
    store.accept(probes({ a: { value: 1 }, b: { value: 1 } }), 0);
    store.accept(probes({ a: { value: 2 }, b: { value: 1 } }), 1_250);
    store.takeChanges();
    store.accept(probes({ a: { value: 2 }, b: { value: 1 } }), 2_500);
    const { changed } = store.takeChanges();
    assert.deepEqual(
      changed.map(({ name, sparkline, changedAt, min, max }) => [name, sparkline, changedAt, min, max]),
      [['a', '▁██', 1_250, 1, 2]],
    );
  });

  it('goes on with the history of a probe that was gone for a while', () => {
    store.accept(probes({ a: { value: 1 } }), 0);
    store.expire();
    store.dropExpired();
    assert.equal(store.history('a'), undefined);
    store.accept(probes({ a: { value: 3 } }), 60_000);
    assert.deepEqual(
      store.history('a')?.points.map(({ value }) => value),
      [1, 3],
    );
  });

  it('keeps as many histories as probes, also when names come and go', () => {
    const named = (life: number): Record<string, unknown> =>
      Object.fromEntries(Array.from({ length: 6_000 }, (_, index) => [`life ${life} ${index}`, { value: life }]));
    for (const life of [1, 2]) {
      store.accept(probes(named(life)), life);
      store.expire();
      store.dropExpired();
    }
    store.accept(probes({ 'life 1 0': { value: 5 }, 'life 1 5999': { value: 5 } }), 5_000);
    const points = ['life 1 0', 'life 1 5999'].map((name) => store.history(name)?.points.length);
    assert.deepEqual(points, [1, 2]);
  });

  it('judges the alert of a probe, and tells when that changes', () => {
    const alert = { mode: 'threshold', value: 500, cmp: '>' };
    store.accept(probes({ queue: { value: 400, type: 'queue', historic: true, alert } }), 0);
    assert.equal(store.takeChanges().changed[0]?.alert?.state, 'clear');
    store.accept(probes({ queue: { value: 930, type: 'queue', historic: true, alert } }), 1_000);
    assert.deepEqual(store.takeChanges().changed[0]?.alert, { ...alert, state: 'inForce' });
    store.accept(probes({ queue: { value: 930, type: 'queue', historic: true, alert: {} } }), 1_001);
    assert.equal('alert' in (store.takeChanges().changed[0] ?? {}), false);
  });

  it('tells no secret, but the number that a probe is', () => {
    const masked = new ProbeStore(() => new SecretMask(['hunter22', '4711']));
    masked.accept(probes({ a: { value: { url: 'redis://:hunter22@host', token: 'x' } }, b: { value: 4711 } }), 0);
    assert.deepEqual(
      masked.snapshots().map(({ value }) => value),
      [{ url: `redis://:${MASK}@host`, token: MASK }, 4711],
    );
  });

  it('cuts long texts', () => {
    const long = 'x'.repeat(5_000);
    store.accept(probes({ [long]: { value: long, unit: long, type: long, agg_type: long } }), 0);
    const cut = `${'x'.repeat(200)}…`;
    assert.deepEqual(store.snapshots(), [
      {
        name: cut,
        value: `${'x'.repeat(1_000)}…`,
        unit: cut,
        kind: 'histogram',
        type: cut,
        aggregation: cut,
        isRuntime: false,
        changedAt: 0,
      },
    ]);
  });
});
