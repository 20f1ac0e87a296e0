import assert from 'node:assert/strict';
import { describedKeys } from '../../../../../src/core/language/source/describedKeys';

describe('what a README says of options', () => {
  const lines: Record<string, readonly [key: string, text: string]> = {
    '- `max_size` (Defaults to `10M`): When a file is larger': ['max_size', '(Defaults to 10M): When a file is larger'],
    '* `drive` is the name of the drive': ['drive', 'is the name of the drive'],
    '- buffer (bool) - Enable buffering': ['buffer', '(bool) - Enable buffering'],
    '- restart overlimit - Event fired': ['restart overlimit', 'Event fired'],
    '- **host**: where to [listen](https://example.com)': ['host', 'where to listen'],
    '| `port` | 80 | Where to listen |': ['port', '80 · Where to listen'],
  };
  for (const [line, [key, text]] of Object.entries(lines)) {
    it(`is read from ${line}`, () => assert.equal(describedKeys(`# Options\n${line}\n`).get(key), text));
  }

  it('is the first that it says', () => {
    assert.equal(describedKeys('- `a`: first\n- `a`: second').get('a'), 'first');
  });

  it('is nothing in sentences and headings', () => {
    assert.deepEqual([...describedKeys('# `a`\nSet `a` to b.\n* CPU average usage\n|---|---|')], []);
  });
});
