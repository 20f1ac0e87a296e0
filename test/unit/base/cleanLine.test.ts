import assert from 'node:assert/strict';
import { cleanLine } from '../../../src/base/cleanLine';

describe('cleanLine', () => {
  const cases: Record<string, [line: string, expected: string]> = {
    'plain text and tabs as they are': ['a\tb → ü 模块 🎉', 'a\tb → ü 模块 🎉'],
    'colours and links removed': [
      '\x1b[31mred\x1b[0m \x1b[1;32mgreen\x1b[39m \x1b]8;;http://x\x07link\x1b]8;;\x07',
      'red green link',
    ],
    'the carriage return of Windows removed': ['line\r', 'line'],
    'the last state of a progress bar': ['10 %\r50 %\r100 %', '100 %'],
    'a progress bar that ends with a carriage return': ['10 %\r100 %\r', '100 %'],
    'binary noise replaced': ['a\x00b\x07c\x7f', 'a\ufffdb\ufffdc\ufffd'],
    'an empty line empty': ['', ''],
  };
  for (const [what, [line, expected]] of Object.entries(cases)) {
    it(`leaves ${what}`, () => assert.equal(cleanLine(line), expected));
  }
});
