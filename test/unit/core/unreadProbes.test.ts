import assert from 'node:assert/strict';
import { hasProbesText, UnreadMessage } from '../../../src/core/protocol/ipcMessage';
import type { Packet } from '../../../src/core/protocol/packet';
import { HeldBudget, HeldMessages } from '../../../src/core/stores/heldMessages';
import { mayWait, UnreadProbes } from '../../../src/core/unreadProbes';
import { recordings, type RecordedLine } from '../../support/recordings';
import { replay, replayedProcess } from '../../support/replay';

describe('UnreadProbes', () => {
  let read: [string, number, unknown][];
  let unread: UnreadProbes;
  beforeEach(() => {
    read = [];
    unread = new UnreadProbes((process, packet, at) => read.push([process, at, valueIn(packet)]));
  });

  function add(process: string, json: string, at: number, into = new HeldMessages()): void {
    const message = new UnreadMessage(json);
    unread.add(process, { at, held: into.hold(message, false), message });
  }

  const text = (value: unknown): string => JSON.stringify({ type: 'axm:monitor', data: { users: { value } } });

  it('reads what waits when it is asked for, oldest first, each at its time', () => {
    for (const at of [1, 2, 3]) add('a', text(at * 10), at);
    add('b', text(1), 4);
    assert.deepEqual(read, []);
    unread.readAll('a');
    unread.readAll('a');
    assert.deepEqual(read, [
      ['a', 1, 10],
      ['a', 2, 20],
      ['a', 3, 30],
    ]);
  });

  it('lets no more wait than a bound', () => {
    for (let at = 0; at < 1_000; at++) add('a', text(at), at);
    assert.ok(read.length > 900, String(read.length));
  });

  it('reads in time, and in order, what the traffic lets go of', () => {
    const narrow = new HeldMessages(new HeldBudget(200));
    for (let at = 0; at < 8; at++) add('a', text(at), at, narrow);
    assert.ok(read.length > 3, String(read.length));
    add('a', text('x'.repeat(300)), 8, narrow);
    assert.deepEqual(
      read.map(([, at]) => at),
      [...Array(9).keys()],
    );
    assert.equal(read.at(-2)?.[2], 7);
  });

  it('lets nothing wait that is large, unknown, or a hint, nor anything but probes', () => {
    assert.equal(mayWait(text(1)), true);
    const others = [text('x'.repeat(100_000)), undefined, text('NaNms')];
    for (const other of [...others, '{"type":"axm:reply","data":{}}']) assert.equal(mayWait(other), false, other);
  });

  it('tells what else the messages were, once they are read', () => {
    add('a', '{"type":"axm:monitor","data":{},"type":"human:event","data":{}}', 1);
    add('a', '{"type":"axm:monitor","data":{oops}}', 2);
    unread.readAll('a');
    assert.deepEqual(read, [
      ['a', 1, 'event'],
      ['a', 2, 'unknown'],
    ]);
  });

  it('makes no difference to who asks later', async () => {
    for (const [name, lines] of recordings()) {
      const [seen, unseen] = await Promise.all([replay(lines), replay(lines, { areProbesSeen: false })]);
      const [probe] = seen.allProbes()[0]?.changed ?? [];
      const historyOf = (live: typeof seen): unknown => probe && live.probeHistory(replayedProcess, probe.name);
      assert.deepEqual(historyOf(unseen), historyOf(seen), name);
      assert.deepEqual(unseen.allProbes(), seen.allProbes(), name);
      assert.deepEqual(unseen.snapshot, seen.snapshot, name);
      assert.deepEqual(unseen.traffic.lines(), seen.traffic.lines(), name);
      seen.dispose();
      unseen.dispose();
    }
  });

  it('is read by who is told of probes from then on', async () => {
    const sends = (lines: readonly RecordedLine[]): boolean =>
      lines.some(({ msg = null }) => hasProbesText(JSON.stringify(msg)));
    const lines = [...recordings().values()].find(sends) ?? [];
    const live = await replay(lines, { areProbesSeen: false });
    assert.notEqual(live.takeProbes(replayedProcess).changed.length, 0);
    live.dispose();
  });
});

function valueIn(packet: Packet): unknown {
  return packet.kind === 'probes' ? packet.probes[0]?.value : packet.kind;
}
