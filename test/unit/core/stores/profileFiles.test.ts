import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileName, ProfileFiles } from '../../../../src/core/stores/profileFiles';
import { tempFolder } from '../../../support/tempFolder';

/** Local time, as the names tell it. */
const AT = new Date(2026, 10, 22, 11, 7, 36).getTime();

describe('ProfileFiles', () => {
  const newFolder = tempFolder();

  it('names files by module and time, with what tells the editor how to open them', async () => {
    const folder = path.join(newFolder(), 'profiles');
    const files = new ProfileFiles(folder, '@scope/chores');
    const saved = [];
    for (const type of ['cpuprofile', 'heapprofile', 'heapdump', '../odd'])
      saved.push(await files.save(type, '{}', AT));
    assert.deepEqual(
      saved.map((file) => path.relative(folder, file)),
      ['cpuprofile', 'heapprofile', 'heapsnapshot', 'json'].map((end) => `scope-chores-20261122-110736.${end}`),
    );
  });

  it('overwrites none, and keeps them from others', async () => {
    const folder = path.join(newFolder(), 'profiles');
    const files = new ProfileFiles(folder, 'chores');
    const [first, second] = [await files.save('heapdump', '1', AT), await files.save('heapdump', '2', AT)];
    assert.deepEqual([readFileSync(first, 'utf8'), readFileSync(second, 'utf8')], ['1', '2']);
    assert.deepEqual([statSync(folder).mode & 0o777, statSync(first).mode & 0o777], [0o700, 0o600]);
  });

  it('keeps the last 20, of whatever kind', async () => {
    const folder = newFolder();
    const files = new ProfileFiles(folder, 'chores');
    for (let count = 0; count < 25; count++) {
      await files.save(count % 2 ? 'heapdump' : 'cpuprofile', '{}', AT + count * 1_000);
    }
    const names = readdirSync(folder);
    assert.equal(names.length, 20);
    assert.ok(names.every((name) => !/11073[6-9]|110740/.test(name)));
  });

  it('makes names of packages fit for files', () => {
    assert.deepEqual(['@a/b', '../x', '', 'ok-1.0_x'].map(fileName), ['a-b', 'x', 'module', 'ok-1.0_x']);
  });
});
