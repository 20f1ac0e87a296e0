import assert from 'node:assert/strict';
import { formatMessage, message } from '../../../src/base/message';

describe('message', () => {
  it('keeps its text as the key of its translations', () => {
    assert.deepEqual(message('{0} stopped after {1} s.', 'a', 2), {
      text: '{0} stopped after {1} s.',
      args: ['a', '2'],
    });
  });

  it('puts its arguments where the text has their numbers, in any order', () => {
    assert.equal(formatMessage(message('{1} of {0}, {1}.', 'a', 'b')), 'b of a, b.');
  });

  it('leaves a number without an argument as it stands', () => {
    assert.equal(formatMessage(message('{0} and {1}', 'a')), 'a and {1}');
  });

  it('does not look for numbers in its arguments', () => {
    assert.equal(formatMessage(message('{0} {1}', '{1}', '$&')), '{1} $&');
  });
});
