import assert from 'node:assert/strict';
import type { ProbesPacket } from '../../../src/core/protocol/packet';
import { hasProbes, UnreadProbes } from '../../../src/core/unreadProbes';
import { recordings, type RecordedLine } from '../../support/recordings';
import { replay, replayedProcess } from '../../support/replay';

describe('UnreadProbes', () => {
  let read: [string, number, ProbesPacket['probes'][number]['value']][];
  let unread: UnreadProbes;
  beforeEach(() => {
    read = [];
    unread = new UnreadProbes((process, { probes }, at) => read.push([process, at, probes[0]?.value]));
  });

  const text = (value: unknown): string => JSON.stringify({ type: 'axm:monitor', data: { users: { value } } });

  it('reads what waits when it is asked for, oldest first, each at its time', () => {
    for (const at of [1, 2, 3]) assert.equal(unread.add('a', text(at * 10), at), true);
    unread.add('b', text(1), 4);
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
    for (let at = 0; at < 1_000; at++) unread.add('a', text(at), at);
    assert.ok(read.length > 900, String(read.length));
  });

  it('lets nothing wait that is large, was cut, or is a hint, nor what came before that', () => {
    for (const other of [text('x'.repeat(100_000)), undefined, text('NaNms')]) {
      read = [];
      assert.equal(unread.add('a', text(1), 1), true);
      assert.equal(unread.add('a', other, 2), false);
      assert.equal(read.length, 1);
    }
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
    const sends = (lines: readonly RecordedLine[]): boolean => lines.some(({ msg }) => hasProbes(msg));
    const lines = [...recordings().values()].find(sends) ?? [];
    const live = await replay(lines, { areProbesSeen: false });
    assert.notEqual(live.takeProbes(replayedProcess).changed.length, 0);
    live.dispose();
  });
});
