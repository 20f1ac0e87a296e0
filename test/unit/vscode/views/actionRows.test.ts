import assert from 'node:assert/strict';
import { message } from '../../../../src/base/message';
import type { ActionSnapshot, CallState } from '../../../../src/shared/action';
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
    assert.equal(rows[1]?.children[0]?.label, 'km:heapdump');
  });

  it('can be found by process and action', () => {
    const module = someModule();
    const process = module.processes[0]?.key ?? '';
    assert.equal(rowsOf([action('flush')])[0]?.id, actionRowId(process, 'flush'));
  });
});
