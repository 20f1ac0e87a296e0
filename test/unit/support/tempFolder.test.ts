import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, realpathSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { tempFolder } from '../../support/tempFolder';

describe('tempFolder', () => {
  const made: string[] = [];

  describe('in a describe', () => {
    const makeFolder = tempFolder();

    it('makes an empty folder each time, and gives its real path', () => {
      made.push(makeFolder(), makeFolder());
      assert.notEqual(made[0], made[1]);
      for (const folder of made) {
        assert.deepEqual(readdirSync(folder), []);
        assert.equal(realpathSync(folder), folder);
        mkdirSync(path.join(folder, 'inside'));
        writeFileSync(path.join(folder, 'inside', 'file'), '');
      }
    });
  });

  describe('after that describe', () => {
    it('has removed them', () => {
      assert.equal(made.length, 2);
      assert.deepEqual(
        made.filter((folder) => existsSync(folder)),
        [],
      );
    });
  });
});
