import assert from 'node:assert/strict';
import { hasProbesText, isNodeMessage, parseJson, UnreadMessage } from '../../../../src/core/protocol/ipcMessage';

describe('IPC messages', () => {
  it('are known to have probes by how their text begins and ends', () => {
    assert.equal(hasProbesText(JSON.stringify({ type: 'axm:monitor', data: { users: { value: 1 } } })), true);
    const others = ['"ready"', '{"type":"axm:monitor","data":[]}', '{"type":"axm:monitor","data":{}', '{"data":{}}'];
    for (const other of others) assert.equal(hasProbesText(other), false, other);
  });

  it('are read when somebody looks into them', () => {
    const message = new UnreadMessage('{"type":"axm:monitor","data":{}}');
    assert.deepEqual(message.raw, { type: 'axm:monitor', data: {} });
    assert.equal(message.raw, message.raw);
    assert.equal(new UnreadMessage('{"type":"axm:monitor","data":{oops}}').raw, undefined);
  });

  it('are none when they are no JSON', () => {
    assert.equal(parseJson('hello'), undefined);
    assert.equal(parseJson('null'), null);
  });

  it('are told from what Node says to itself', () => {
    assert.equal(isNodeMessage({ cmd: 'NODE_HANDLE', type: 'net.Socket' }), true);
    for (const other of [{ cmd: 'NODE_' }, { cmd: 'node_x' }, { cmd: 1 }, {}, null, 'NODE_HANDLE']) {
      assert.equal(isNodeMessage(other), false, JSON.stringify(other));
    }
  });
});
