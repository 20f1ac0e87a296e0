import assert from 'node:assert/strict';
import { message } from '../../../../src/base/message';
import type { ActionSnapshot, CallSnapshot, CallState } from '../../../../src/shared/action';
import { actionRowId, actionRows } from '../../../../src/vscode/views/actionRows';
import type { Row } from '../../../../src/vscode/views/row';
import { englishWording } from '../../../support/englishWording';
import { someModule, someTime } from '../../../support/someModule';

function action(name: string, more: Partial<ActionSnapshot> = {}): ActionSnapshot {
  return { name, type: 'custom', takesArgument: false, ...more };
}

function called(state: CallState): Partial<ActionSnapshot> {
  return { lastCall: { id: 1, startedAt: someTime - 1_000, streamed: 0, state } };
}

function run(id: number, state: CallState, more: Partial<CallSnapshot> = {}): CallSnapshot {
  return { id, startedAt: someTime - 12_500, streamed: 0, state, ...more };
}

function rowsOf(actions: readonly ActionSnapshot[]): readonly Row[] {
  return actionRows(someModule(), () => actions, englishWording);
}

describe('actionRows', () => {
  it('say which action takes an argument', () => {
    const [row] = rowsOf([action('set level', { takesArgument: true })]);
    assert.equal(row?.description, '(takes an argument)');
    assert.equal(row.spoken, 'set level, takes an argument');
  });

  it('show how the newest call went', () => {
    const rows = rowsOf([
      action('a', called({ kind: 'replied', value: { success: true }, tookMs: 4 })),
      action('b', called({ kind: 'failed', message: message('No reply.') })),
      action('c', called({ kind: 'running' })),
    ]);
    assert.deepEqual(
      rows.map(({ description, icon }) => [description, icon?.id]),
      [
        ['→ {"success":true} · 4 ms', 'play'],
        ['No reply.', 'error'],
        ['running 1 s', 'loading~spin'],
      ],
    );
  });

  it('offer menus what can be done now', () => {
    const rows = rowsOf([
      action('a'),
      action('b', called({ kind: 'running' })),
      action('c', called({ kind: 'replied', tookMs: 1 })),
    ]);
    assert.deepEqual(
      rows.map(({ context }) => context),
      [' action idle ', ' action running ', ' action idle replied '],
    );
  });

  it('do nothing when they are clicked', () => {
    assert.equal(rowsOf([action('a')])[0]?.place, undefined);
  });

  it('keep the library’s own actions in a folded group at the end', () => {
    const rows = rowsOf([action('km:heapdump', { type: 'internal' }), action('flush')]);
    assert.deepEqual(
      rows.map(({ label }) => label),
      ['flush', 'Profiling'],
    );
    assert.equal(rows[1]?.isExpanded, undefined);
    const [snapshot] = rows[1]?.children ?? [];
    assert.equal(snapshot?.label, 'Heap snapshot');
    assert.deepEqual(snapshot.tooltip?.slice(0, 2), [
      ['', 'Heap snapshot'],
      ['Action', 'km:heapdump'],
    ]);
  });

  it('have the last runs under them, newest first, each with its time', () => {
    const [row] = rowsOf([
      action('sweep', {
        type: 'scoped',
        runs: [
          run(3, { kind: 'running' }, { streamed: 412 }),
          run(2, { kind: 'replied', value: 'swept', tookMs: 4 }, { argument: '8' }),
          run(1, { kind: 'failed', message: message('Stopped waiting.'), goesOn: true }),
        ],
      }),
    ]);
    assert.deepEqual(
      row?.children.map(({ label, description, icon, target }) => [label, description, icon?.id, target.run]),
      [
        ['running 12 s · 412 lines', '12 s ago', 'loading~spin', '3'],
        ['8 → "swept"', '4 ms · 12 s ago', 'output', '2'],
        ['Stopped waiting.', '12 s ago', 'error', '1'],
      ],
    );
    assert.ok(row.children.every(({ opens }) => opens === 'pm2Modules.showOutput'));
  });

  it('show the last run of an earlier window', () => {
    const [row] = rowsOf([action('flush', { runs: [run(1, { kind: 'replied', value: 1, tookMs: 4 })] })]);
    assert.equal(row?.description, '→ 1 · 12 s ago');
    assert.equal(row.context, ' action idle run ');
  });

  it('offer the file of a profile, the output of a stream, and a restart where the module goes on', () => {
    const file = '/storage/chores-20261122-110736.cpuprofile';
    const rows = rowsOf([
      action('km:cpu:profiling:stop', { type: 'internal', ...called({ kind: 'replied', tookMs: 700, file }) }),
      action('sweep', { type: 'scoped', ...called({ kind: 'replied', value: 1, tookMs: 1 }) }),
      action('slow', called({ kind: 'failed', message: message('No reply.'), goesOn: true })),
    ]);
    const [sweep, slow, group] = rows;
    const profile = group?.children[0];
    assert.equal(profile?.description, '→ chores-20261122-110736.cpuprofile · 700 ms');
    assert.deepEqual(
      [profile.context, sweep?.context, slow?.context],
      [' action idle profile ', ' action idle streams ', ' action idle goes-on '],
    );
  });

  it('can be found by process and action', () => {
    const module = someModule();
    const process = module.processes[0]?.key ?? '';
    assert.equal(rowsOf([action('flush')])[0]?.id, actionRowId(process, 'flush'));
  });
});
