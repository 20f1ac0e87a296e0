import assert from 'node:assert/strict';
import { formatLine, formatSeparator } from '../../../../src/core/logs/formatLog';

const at = new Date(2026, 10, 22, 12, 3, 11, 42).getTime();

describe('formatLine', () => {
  it('leads a line by its time and stream', () => {
    assert.equal(formatLine({ at, stream: 'out', text: 'listening on 8080' }), '12:03:11.042 │ listening on 8080');
    assert.equal(formatLine({ at, stream: 'error', text: 'Warning' }), '12:03:11.042 err│ Warning');
  });

  it('names the process where there are several', () => {
    assert.equal(formatLine({ at, stream: 'out', text: 'up', app: 'mod:web' }), '12:03:11.042 │ mod:web │ up');
  });

  it('writes the time as log_date_format says', () => {
    const format = (dateFormat: string): string => formatLine({ at, stream: 'out', text: 'x', dateFormat });
    assert.equal(format('YYYY-MM-DDTHH:mm:ss'), '2026-11-22T12:03:11 │ x');
    assert.equal(format('DD/MM/YY hh:mm:ss.SSS A [at]'), '22/11/26 12:03:11.042 PM at │ x');
    assert.match(format('HH:mm Z'), /^12:03 [+-]\d\d:\d\d │ x$/);
    assert.match(format('HH:mm ZZ'), /^12:03 [+-]\d{4} │ x$/);
  });

  it('makes the objects of log_type json', () => {
    const line = formatLine({ at, stream: 'error', text: 'x "y"', json: { processId: 3, appName: 'mod' } });
    assert.deepEqual(JSON.parse(line), {
      message: 'x "y"',
      timestamp: new Date(at).toISOString(),
      type: 'err',
      process_id: 3,
      app_name: 'mod',
    });
    const dated = {
      at,
      stream: 'out',
      text: 'x',
      json: { processId: 3, appName: 'mod' },
      dateFormat: 'HH:mm',
    } as const;
    assert.match(formatLine(dated), /"timestamp":"12:03","type":"out"/);
  });
});

describe('formatSeparator', () => {
  const rule = '────────────';

  it('says when which life began, why, and how long that took', () => {
    const separator = formatSeparator({
      at,
      generation: 5,
      reason: { kind: 'saved', paths: ['lib/worker.js'] },
      tookMs: 41,
    });
    assert.equal(separator, `${rule} 12:03:11 generation 5 · saved lib/worker.js · up in 41 ms ${rule}`);
  });

  it('names three of many files', () => {
    const reason = { kind: 'saved', paths: ['a', 'b', 'c', 'd', 'e'] } as const;
    assert.match(formatSeparator({ at, generation: 2, reason }), /generation 2 · saved a, b, c and 2 more ─/);
  });

  it('has words for every other reason, and names the process where there are several', () => {
    for (const kind of ['install', 'start', 'restart', 'crash', 'memory', 'configuration'] as const) {
      const separator = formatSeparator({ at, generation: 1, reason: { kind }, app: 'mod:web' });
      assert.match(separator, /^─+ 12:03:11 mod:web generation 1 · [a-z_ ]+ ─+$/);
    }
  });
});
