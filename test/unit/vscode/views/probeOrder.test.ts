import assert from 'node:assert/strict';
import type { ModuleOptions } from '../../../../src/shared/module';
import { mainProbes, orderProbes } from '../../../../src/vscode/views/probeOrder';

function order(names: readonly string[], options: ModuleOptions): string[] {
  const probes = names.map((name) => ({ name, kind: 'metric', isRuntime: false, changedAt: 0 }) as const);
  return orderProbes(probes, options).map(({ name }) => name);
}

describe('orderProbes', () => {
  it('leaves probes as they came when the module prefers none', () => {
    assert.deepEqual(order(['b', 'a'], {}), ['b', 'a']);
  });

  it('puts the main probes first, then those of the status, in the order that the module gives', () => {
    const options = { status_check: ['d', 'c'], widget: { block: { main_probes: ['b'] } } };
    assert.deepEqual(order(['a', 'b', 'c', 'd', 'e'], options), ['b', 'd', 'c', 'a', 'e']);
  });

  it('finds names whatever their case, and by what they usually mean', () => {
    const options = { status_check: ['latency', 'event loop', 'QUERY/S'] };
    assert.deepEqual(order(['x', 'Queries/s', 'Event Loop Latency', 'HTTP Mean Latency'], options), [
      'HTTP Mean Latency',
      'Event Loop Latency',
      'Queries/s',
      'x',
    ]);
  });

  it('takes whatever a module sends', () => {
    for (const odd of [null, 5, 'latency', [1, null], { block: [] }, { block: { main_probes: 'b' } }]) {
      assert.deepEqual(order(['a', 'b'], { status_check: odd, widget: odd, window: odd }), ['a', 'b']);
    }
  });
});

describe('mainProbes', () => {
  it('are those of the widget, or of the window where pmx was told of one', () => {
    assert.deepEqual(mainProbes({ widget: { type: 'generic' }, window: { block: { main_probes: ['Processes'] } } }), [
      'Processes',
    ]);
  });
});
