import assert from 'node:assert/strict';
import { timeOfDay } from '../../../../src/base/timeOfDay';
import type { ProbeSnapshot } from '../../../../src/shared/probe';
import { probeRows } from '../../../../src/vscode/views/probeRows';
import { pinText } from '../../../../src/vscode/views/probeWords';
import type { Row } from '../../../../src/vscode/views/row';
import { englishWording } from '../../../support/englishWording';
import { someModule, someTime } from '../../../support/someModule';

function probe(name: string, more: Partial<ProbeSnapshot> = {}): ProbeSnapshot {
  return { name, kind: 'metric', isRuntime: false, changedAt: someTime, ...more };
}

const loose = { isPinned: () => false };

function rowsOf(probes: readonly ProbeSnapshot[]): readonly Row[] {
  return probeRows(
    someModule(),
    { probesOf: () => probes, isPinned: ({ probe }) => probe === 'pinned' },
    englishWording,
  );
}

function texts(rows: readonly Row[]): string[] {
  return rows.map(({ label, description }) => [label, description].filter(Boolean).join(' '));
}

describe('probeRows', () => {
  it('show value and unit', () => {
    const rows = rowsOf([
      probe('Realtime user', { value: 12, number: 12, unit: 'users' }),
      probe('requests', { value: 1204, number: 1204, type: 'counter' }),
      probe('latency', { value: '8.25ms', number: 8.25, unit: 'ms', type: 'histogram' }),
      probe('state', { value: 'warming\nup' }),
      probe('flags', { value: { a: true } }),
      probe('nothing'),
    ]);
    assert.deepEqual(texts(rows), [
      'Realtime user 12 users',
      'requests 1,204',
      'latency 8.25 ms',
      'state warming up',
      'flags {"a":true}',
      'nothing no value yet',
    ]);
    assert.equal(rows[0]?.spoken, 'Realtime user, 12 users');
  });

  it('have an icon for each kind of probe', () => {
    const kinds = ['metric', 'counter', 'meter', 'histogram', 'transpose'] as const;
    const rows = rowsOf(kinds.map((kind) => probe(kind, { kind })));
    assert.deepEqual(
      rows.map(({ icon }) => icon),
      [
        { id: 'pulse' },
        { id: 'symbol-number' },
        { id: 'dashboard' },
        { id: 'graph' },
        // It has no icon of its own: it is shown as what it is of, a value.
        { id: 'pulse' },
      ],
    );
  });

  it('draw the last minutes behind the value', () => {
    const [row] = rowsOf([probe('users', { value: 12, number: 12, unit: 'users', sparkline: '▁▂▅▇' })]);
    assert.equal(row?.description?.replaceAll('\u2002', ' '), '12 users  ▁▂▅▇');
    assert.equal(row.spoken, 'users, 12 users');
  });

  it('warn of an alert that is in force, and say what it watches for', () => {
    const watched = { mode: 'threshold', value: 500, cmp: '>', state: 'inForce' } as const;
    const [queue, average] = rowsOf([
      probe('queue', { value: 930, number: 930, alert: watched }),
      probe('load', { value: 9, number: 9, alert: { ...watched, mode: 'threshold-avg', average: 700, interval: 180 } }),
    ]);
    assert.deepEqual(queue?.icon, { id: 'warning', color: 'list.warningForeground' });
    assert.equal(queue.description, '930 > 500');
    assert.equal(queue.spoken, 'queue, 930, alert: above 500');
    assert.match(queue.context, / alert /);
    assert.equal(average?.description, '9 · average 700 > 500');
    assert.deepEqual(average.tooltip?.at(-1), ['Alert', 'average of 180 readings > 500: in force']);
  });

  it('warn of a value that is unusual', () => {
    const smart = { mode: 'smart', average: 5.25, state: 'inForce' } as const;
    const [warned, usual] = rowsOf([
      probe('jitter', { value: 90, number: 90, alert: smart }),
      probe('load', { value: 5, number: 5, alert: { ...smart, state: 'clear' } }),
    ]);
    assert.deepEqual(warned?.icon, { id: 'warning', color: 'list.warningForeground' });
    assert.equal(warned.description, '90 · unusual');
    assert.equal(warned.spoken, 'jitter, 90, alert: unusual');
    assert.deepEqual(warned.tooltip?.at(-1), ['Alert', 'smart: unusually far from its average of 5.25: in force']);
    assert.equal(usual?.icon?.color, 'testing.iconPassed');
    assert.deepEqual(usual.tooltip?.at(-1), ['Alert', 'smart: as usual around its average of 5.25: not in force']);
  });

  it('are green only where an alert watches and finds nothing', () => {
    const clear = { mode: 'threshold', value: 500, cmp: '>', state: 'clear' } as const;
    const rows = rowsOf([
      probe('queue', { value: 1, number: 1, alert: clear }),
      probe('smart', { value: 1, number: 1, alert: { mode: 'smart', state: 'unknown' } }),
      probe('text', { value: 'x', alert: { ...clear, state: 'unknown' } }),
      probe('none', { value: 1, number: 1 }),
    ]);
    assert.deepEqual(
      rows.map(({ icon }) => icon?.color),
      ['testing.iconPassed', undefined, undefined, undefined],
    );
    assert.deepEqual(
      rows.slice(0, 3).map(({ tooltip }) => tooltip?.at(-1)?.[1]),
      [
        '> 500: not in force',
        'smart: not known yet: it learns for 30 s what is usual',
        '> 500: not known, for the value is no number',
      ],
    );
  });

  it('say to menus whether they are pinned', () => {
    const rows = rowsOf([probe('pinned'), probe('users')]);
    assert.deepEqual(
      rows.map(({ context }) => context),
      [' probe pinned ', ' probe loose '],
    );
  });

  it('keep the raw values in the tooltip', () => {
    const [row] = rowsOf([
      probe('latency', {
        ...{ value: '8.25000001ms', number: 8.25000001, unit: 'ms', kind: 'histogram' },
        ...{ type: 'custom/id', aggregation: 'max', min: 1.0001, max: 1234567.89 },
      }),
    ]);
    assert.deepEqual(row?.tooltip, [
      ['', 'latency'],
      ['Value', '"8.25000001ms"'],
      ['Unit', 'ms'],
      ['Type', 'histogram'],
      ['id', 'custom/id'],
      ['Aggregation', 'max'],
      ['Last 10 minutes', '1.0001 to 1234567.89'],
      ['Last change', timeOfDay(someTime).slice(0, 8)],
    ]);
  });

  it('begin with what the module calls its main probes and its status', () => {
    const module = someModule({
      processes: [{ options: { status_check: ['B', 'nothing'], widget: { block: { main_probes: ['c'] } } } }],
    });
    const rows = probeRows(
      module,
      { ...loose, probesOf: () => ['a', 'b', 'c'].map((name) => probe(name)) },
      englishWording,
    );
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['c', 'b', 'a'],
    );
  });

  it('keep what the library says of the runtime in a folded group at the end', () => {
    const rows = rowsOf([probe('Heap Size', { isRuntime: true }), probe('users'), probe('HTTP', { isRuntime: true })]);
    assert.deepEqual(texts(rows), ['users no value yet', 'Runtime (2)']);
    assert.equal(rows[1]?.isExpanded, undefined);
    assert.deepEqual(
      rows[1]?.children.map(({ label }) => label),
      ['Heap Size', 'HTTP'],
    );
  });

  it('stop at 500, and say how many are left out', () => {
    const rows = rowsOf(Array.from({ length: 1_734 }, (_, index) => probe(`p${index}`)));
    assert.equal(rows.length, 501);
    assert.equal(rows.at(-1)?.label, '1,234 more…');
    const [group] = rowsOf(Array.from({ length: 501 }, (_, index) => probe(`p${index}`, { isRuntime: true })));
    assert.deepEqual([group?.description, group?.children.length], ['(501)', 501]);
  });

  it('stand below a row for each process that has any, where there are several', () => {
    const module = someModule({ processes: [{}, {}, {}] });
    const silent = module.processes[1]?.key;
    const rows = probeRows(
      module,
      { ...loose, probesOf: (process) => (process === silent ? [] : [probe('users')]) },
      englishWording,
    );
    assert.deepEqual(
      rows.map(({ label, children }) => [label, children.length]),
      [
        ['my-module:app0', 1],
        ['my-module:app2', 1],
      ],
    );
  });

  it('are told apart when they have names that mean something to JavaScript', () => {
    const names = ['__proto__', 'constructor', 'toString', ''];
    const rows = rowsOf(names.map((name) => probe(name)));
    assert.deepEqual(
      rows.map(({ label }) => label),
      names,
    );
    assert.equal(new Set(rows.map(({ id }) => id)).size, names.length);
  });
});

describe('pinText', () => {
  const textOf = (name: string, more: Partial<ProbeSnapshot>): string => pinText(probe(name, more), englishWording);

  it('names the probe where its unit does not', () => {
    assert.equal(textOf('Realtime user', { value: 12, number: 12, unit: 'users' }), 'Realtime user 12 users');
    assert.equal(textOf('users', { value: 12, number: 12, unit: 'users' }), '12 users');
    assert.equal(textOf('Users', { value: 12, number: 12, unit: 'user' }), '12 user');
    assert.equal(textOf('latency', { value: 8.25, number: 8.25, unit: 'ms' }), 'latency 8.25 ms');
    assert.equal(textOf('idle', { value: 3, number: 3 }), 'idle 3');
  });

  it('says an alert that is in force, and is short', () => {
    const alert = { mode: 'threshold', value: 500, cmp: '>', state: 'inForce' } as const;
    assert.equal(textOf('queue', { value: 930, number: 930, alert }), 'queue 930 > 500');
    assert.ok(textOf('n'.repeat(500), { value: 'x'.repeat(500) }).length <= 61);
  });
});
