import assert from 'node:assert/strict';
import type { ProbeSnapshot } from '../../../../src/shared/probe';
import { probeRows } from '../../../../src/vscode/views/probeRows';
import type { Row } from '../../../../src/vscode/views/row';
import { englishWording } from '../../../support/englishWording';
import { someModule, someTime } from '../../../support/someModule';

function probe(name: string, more: Partial<ProbeSnapshot> = {}): ProbeSnapshot {
  return { name, isRuntime: false, changedAt: someTime, ...more };
}

function rowsOf(probes: readonly ProbeSnapshot[]): readonly Row[] {
  return probeRows(someModule(), () => probes, englishWording);
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

  it('have an icon for each kind of probe, and one for what names no kind', () => {
    const types = ['metric', 'counter', 'meter', 'histogram', 'internal/v8/heap/used', undefined];
    const rows = rowsOf(types.map((type, index) => probe(`p${index}`, type === undefined ? {} : { type })));
    assert.deepEqual(
      rows.map(({ icon }) => icon?.id),
      ['pulse', 'symbol-number', 'dashboard', 'graph', 'pulse', 'pulse'],
    );
  });

  it('keep the raw value in the tooltip', () => {
    const [row] = rowsOf([probe('latency', { value: '8.25000001ms', number: 8.25000001, unit: 'ms' })]);
    assert.deepEqual(row?.tooltip, [
      ['', 'latency'],
      ['Value', '"8.25000001ms"'],
      ['Unit', 'ms'],
    ]);
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
  });

  it('stand below a row for each process that has any, where there are several', () => {
    const module = someModule({ processes: [{}, {}, {}] });
    const silent = module.processes[1]?.key;
    const rows = probeRows(module, (process) => (process === silent ? [] : [probe('users')]), englishWording);
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
