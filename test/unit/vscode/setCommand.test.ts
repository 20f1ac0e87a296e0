import assert from 'node:assert/strict';
import { setCommand } from '../../../src/vscode/setCommand';

const commandOf = (module: string) => ({ command: 'manage', title: '', arguments: [{ module }] });

describe('setCommand', () => {
  it('leaves the command that an item has, for its arguments are forgotten when it is set anew', () => {
    const first = commandOf('one');
    const item = { command: first };
    setCommand(item, commandOf('one'));
    assert.equal(item.command, first);
  });

  it('sets another one, also with other arguments alone', () => {
    const item = { command: undefined };
    setCommand(item, commandOf('one'));
    assert.deepEqual(item.command, commandOf('one'));
    setCommand(item, commandOf('two'));
    assert.deepEqual(item.command, commandOf('two'));
  });
});
