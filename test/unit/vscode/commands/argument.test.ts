import assert from 'node:assert/strict';
import { readArgument } from '../../../../src/vscode/commands/argument';

describe('readArgument', () => {
  it('takes text for a module', () => assert.deepEqual(readArgument('my-module'), { module: 'my-module' }));

  it('reads what a tree row stands for', () => {
    const node = { row: { target: { module: 'dev:/m', process: 'dev:/m#0', action: 'flush' } }, children: [] };
    assert.deepEqual(readArgument(node), { module: 'dev:/m', process: 'dev:/m#0', action: 'flush' });
  });

  it('reads the args of a keybinding', () => {
    const args = { module: 'my-module', action: 'set level', argument: 'debug', more: 1 };
    assert.deepEqual(readArgument(args), { module: 'my-module', action: 'set level', argument: 'debug' });
  });

  for (const given of [undefined, null, 1, [], { module: 1 }, { row: {} }, { row: { target: 1 } }]) {
    it(`makes nothing of ${JSON.stringify(given)}`, () => assert.deepEqual(readArgument(given), {}));
  }
});
