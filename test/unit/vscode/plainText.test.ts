import assert from 'node:assert/strict';
import { breakLines, escapeIcons, escapeLinks, oneLine } from '../../../src/vscode/plainText';

describe('plainText', () => {
  it('keeps text from becoming an icon', () => {
    assert.equal(escapeIcons('a $(trash) b$(x)'), 'a \\$(trash) b\\$(x)');
  });

  it('keeps text from becoming a link', () => {
    assert.doesNotMatch(escapeLinks('[click](command:evil) [b](https://c.d)'), /\]\(/);
  });

  it('makes one line of several', () => {
    assert.equal(oneLine(' a\r\n  b\tc ', 10), 'a b c');
  });

  it('ends what is too long in an ellipsis, at the length that was asked for', () => {
    assert.equal(oneLine('abcdef', 4), 'abc…');
    assert.equal(oneLine('abcd', 4), 'abcd');
  });

  it('breaks lines at <br>, and leaves all other HTML as it is', () => {
    assert.equal(breakLines('a<br>b<BR/>c<br />d<b>e</b>'), 'a\nb\nc\nd<b>e</b>');
  });
});
