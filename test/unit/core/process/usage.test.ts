import assert from 'node:assert/strict';
import { nullLog } from '../../../../src/base/log';
import { UsageReader } from '../../../../src/core/process/usage';

/** A pid that no system gives. */
const NOBODY = 2 ** 31 - 1;
/** Of processor time, in microseconds. */
const WORK_US = 200_000;

describe('UsageReader', () => {
  it('tells CPU and memory of the processes that are there', async () => {
    const reader = new UsageReader(nullLog);
    const before = await reader.measure([process.pid, NOBODY], 1_000);
    const begin = process.cpuUsage();
    while (process.cpuUsage(begin).user < WORK_US) Math.sqrt(2);
    const after = await reader.measure([process.pid], 2_000);
    reader.forget();
    assert.deepEqual([...before.keys()], [process.pid]);
    const { cpu = 0, memory = 0 } = after.get(process.pid) ?? {};
    assert.ok(cpu > 5, `${cpu} %`);
    const ratio = memory / process.memoryUsage.rss();
    assert.ok(ratio > 0.5 && ratio < 2, `${memory} bytes`);
  });

  it('tells nothing when nothing is asked', async () => {
    assert.equal((await new UsageReader(nullLog).measure([], 0)).size, 0);
  });
});
