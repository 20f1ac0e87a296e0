import assert from 'node:assert/strict';
import { shellWord } from '../../../src/base/shellWord';

describe('shellWord', () => {
  it('leaves a plain path as it is', () => {
    assert.equal(shellWord('/home/me/my-module/index.js'), '/home/me/my-module/index.js');
  });

  it('quotes what a shell would act on', () => {
    assert.equal(shellWord("it's $(here)"), "'it'\\''s $(here)'");
    assert.equal(shellWord(''), "''");
  });
});
