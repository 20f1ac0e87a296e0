import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually';

describe('eventually', () => {
  it('resolves with the first thing seen that is not undefined or false', async () => {
    const seen = [undefined, false, 0, 1];
    assert.equal(await eventually('a number', () => seen.shift()), 0);
  });

  it('looks again after an error', async () => {
    let looks = 0;
    const result = await eventually('no error', () => {
      looks += 1;
      if (looks < 3) throw new Error('not yet');
      return looks;
    });
    assert.equal(result, 3);
  });

  it('looks at least once', async () => {
    assert.equal(await eventually('at once', () => Promise.resolve('seen'), 0), 'seen');
  });

  it('says what it waited for, and the last reason why not', async () => {
    const look = (): never => {
      throw new Error('the door is closed');
    };
    await assert.rejects(eventually('it opens', look, 0), /it opens: the door is closed/);
  });
});
