import assert from 'node:assert/strict';
import { parseFrame } from '../../../src/base/stackFrame';

describe('parseFrame', () => {
  const cases: Record<string, ReturnType<typeof parseFrame>> = {
    '    at Users.load (/a/b.js:1:2)': { call: 'Users.load', location: '/a/b.js', file: '/a/b.js', line: 1, column: 2 },
    '    at async Object.value [as handler] (/a/b.js:1:2) {': {
      ...{ call: 'async Object.value [as handler]', location: '/a/b.js', file: '/a/b.js' },
      ...{ line: 1, column: 2 },
    },
    '    at file:///a/b%20c.mjs:1:2': { location: 'file:///a/b%20c.mjs', file: '/a/b c.mjs', line: 1, column: 2 },
    '    at f (/a (copy)/b.js:1:2)': {
      call: 'f',
      location: '/a (copy)/b.js',
      file: '/a (copy)/b.js',
      line: 1,
      column: 2,
    },
    '    at node:internal/timers:581:17': { location: 'node:internal/timers', line: 581, column: 17 },
    '    at async Promise.all (index 0)': undefined,
    '    at new Promise (<anonymous>)': undefined,
    'Error: at f (/a/b.js:1:2)': undefined,
  };

  for (const [line, expected] of Object.entries(cases)) {
    it(`reads "${line}"`, () => assert.deepEqual(parseFrame(line), expected));
  }
});
