import assert from 'node:assert/strict';
import { RunLog } from '../../../../src/core/stores/runLog';

describe('RunLog', () => {
  it('keeps the last million characters and says how many lines went before', () => {
    const log = new RunLog();
    const line = 'x'.repeat(1_000);
    for (let count = 0; count < 5_000; count++) log.add(line);
    const { lines, missed } = log.page;
    assert.deepEqual([lines.length, missed, log.count], [1_000, 4_000, 5_000]);
    assert.ok(lines.every((kept) => kept === line));
  });

  it('keeps the beginning of a line that is longer than a person reads', () => {
    const log = new RunLog();
    log.add('y'.repeat(1_000_000));
    assert.equal(log.page.lines[0]?.length, 2_001);
  });

  it('goes on from lines that were kept', () => {
    const log = RunLog.of(['b', 'c'], 10);
    assert.deepEqual(log.page, { lines: ['b', 'c'], missed: 8 });
  });
});
