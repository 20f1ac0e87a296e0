import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { errorCode, toError, UserError } from '../../../src/base/errors';
import { message } from '../../../src/base/message';

describe('UserError', () => {
  it('has its message in English, and its ways out', () => {
    const error = new UserError(message('"{0}" has no script.', 'a'), [{ kind: 'openFile', file: '/a/package.json' }]);
    assert.equal(error.message, '"a" has no script.');
    assert.deepEqual(error.remedies, [{ kind: 'openFile', file: '/a/package.json' }]);
  });

  it('keeps the error that caused it', () => {
    const cause = new Error('ENOENT');
    assert.equal(new UserError(message('No.'), [], { cause }).cause, cause);
  });
});

describe('toError', () => {
  it('returns an error as it is', () => {
    const error = new TypeError('x');
    assert.equal(toError(error), error);
  });

  it('makes an error of anything else', () => {
    assert.equal(toError('text').message, 'text');
    assert.equal(toError(undefined).message, 'undefined');
  });
});

describe('errorCode', () => {
  it('is the code of a system error', () => {
    assert.throws(
      () => readFileSync('/there/is/no/such/file'),
      (error) => errorCode(error) === 'ENOENT',
    );
  });

  it('is undefined for errors without a code, codes that are no text, and things that are no errors', () => {
    assert.equal(errorCode(new Error('x')), undefined);
    assert.equal(errorCode(Object.assign(new Error('x'), { code: 1 })), undefined);
    assert.equal(errorCode({ code: 'ENOENT' }), undefined);
    assert.equal(errorCode(undefined), undefined);
  });
});
