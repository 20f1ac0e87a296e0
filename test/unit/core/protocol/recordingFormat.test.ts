import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseRecordedLine } from '../../../../src/core/protocol/recordingFormat';

describe('parseRecordedLine', () => {
  it('reads messages of both ways, output and the rest', () => {
    const lines = [
      { t: 1, dir: 'module->pm2', msg: { type: 'axm:monitor' }, process: 'm:a' },
      { t: 2, dir: 'pm2->module', msg: 'flush' },
      { t: 3, dir: 'stdout', data: 'hello' },
      { t: 4, dir: 'skipped', count: 12 },
      { t: 5, dir: 'exit' },
    ];
    for (const line of lines) assert.deepEqual(parseRecordedLine(JSON.stringify(line)), line);
    assert.deepEqual(parseRecordedLine('{"t":6,"dir":"signal","signal":"SIGINT"}'), { t: 6, dir: 'other' });
  });

  it('leaves out of the first line what is of a wrong type', () => {
    const meta = '{"t":0,"dir":"meta","module":5,"version":"1.0.0","at":1e300}';
    assert.deepEqual(parseRecordedLine(meta), { t: 0, dir: 'meta', version: '1.0.0' });
  });

  it('takes nothing for a line that has no time or direction', () => {
    for (const text of [
      '',
      'null',
      '[]',
      '{"t":1}',
      '{"dir":"exit"}',
      '{"t":1e999,"dir":"exit"}',
      '{"t":"1","dir":"exit"}',
    ]) {
      assert.equal(parseRecordedLine(text), undefined, text);
    }
  });

  it('never throws, whatever a file holds', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void parseRecordedLine(text)));
  });
});
