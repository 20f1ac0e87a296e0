import assert from 'node:assert/strict';
import { statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ContentIndex } from '../../../../src/core/watch/contentIndex';
import { isSame, maxHashedBytes, missing, observe } from '../../../../src/core/watch/observe';
import { FakeClock } from '../../../support/fakeClock';
import { tempFolder } from '../../../support/tempFolder';

describe('ContentIndex', () => {
  const newFolder = tempFolder();
  let folder: string;
  let clock: FakeClock;
  let index: ContentIndex;
  beforeEach(() => {
    folder = newFolder();
    clock = new FakeClock();
    index = new ContentIndex(clock);
  });
  afterEach(() => index.dispose());

  const write = (name: string, text: string, mtimeMs: number): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    utimesSync(file, mtimeMs / 1_000, mtimeMs / 1_000);
    return file;
  };
  const isUnchanged = (file: string): boolean => {
    const seen = observe(file).fingerprint;
    return isSame(seen, index.startedFrom(file, seen));
  };

  it('reads the content in the background, so that a touch afterwards is no change', async () => {
    const file = write('a.js', 'text', clock.now() - 1_000);
    assert.equal(index.add(file, statSync(file)), false);
    await clock.advance(100);
    write('a.js', 'text', clock.now() + 5_000);
    assert.equal(isUnchanged(file), true);
    write('a.js', 'TEXT', clock.now());
    assert.equal(isUnchanged(file), false);
    assert.equal(clock.timerCount, 0);
  });

  it('goes by size and time of what it has not read yet', () => {
    const file = write('a.js', 'text', clock.now() - 1_000);
    index.add(file, statSync(file));
    assert.equal(isUnchanged(file), true);
    write('a.js', 'text', clock.now());
    assert.equal(isUnchanged(file), false);
  });

  it('does not take for the beginning what was written after it', async () => {
    index.lifeStarted();
    const file = write('a.js', 'new', clock.now() + 50);
    assert.equal(isUnchanged(file), false, 'before the scan has come by');
    assert.equal(index.add(file, statSync(file)), true);
    await clock.advance(100);
    assert.equal(isUnchanged(file), false);
  });

  it('does not take for the beginning what changed while it waited to be read', async () => {
    const file = write('a.js', 'text', clock.now() - 1_000);
    index.add(file, statSync(file));
    write('a.js', 'TEXT', clock.now());
    await clock.advance(100);
    assert.equal(isUnchanged(file), false);
  });

  it('knows that a file is new once the scan is over', () => {
    const file = write('a.js', 'text', clock.now() - 1_000);
    assert.equal(isUnchanged(file), true);
    index.complete();
    assert.equal(isUnchanged(file), false);
    assert.deepEqual(index.startedFrom(file, missing), missing);
  });

  it('says that a file differs when a second scan finds it with another size or time', async () => {
    const file = write('a.js', 'text', clock.now() - 1_000);
    index.add(file, statSync(file));
    await clock.advance(100);
    assert.equal(index.add(file, statSync(file)), false);
    write('a.js', 'text2', clock.now());
    assert.equal(index.add(file, statSync(file)), true);
  });

  it('reads a loaded file whatever its size, and another one only up to a limit', async () => {
    const big = 'x'.repeat(maxHashedBytes + 1);
    const loaded = write('loaded.js', big, clock.now() - 1_000);
    const data = write('data.bin', big, clock.now() - 1_000);
    index.add(data, statSync(data));
    index.addLoaded(loaded);
    await clock.advance(100);
    const hasHash = [loaded, data].map((file) => 'hash' in index.startedFrom(file, missing));
    assert.deepEqual(hasHash, [true, false]);
    assert.deepEqual([index.isLoaded(loaded), index.isLoaded(data)], [true, false]);
  });

  it('says of a loaded file whether it changed after the life started', () => {
    const old = write('old.js', '1', clock.now() - 1_000);
    const young = write('young.js', '1', clock.now() + 1_000);
    index.lifeStarted();
    assert.deepEqual([index.addLoaded(old), index.addLoaded(young)], [false, true]);
    assert.equal(index.addLoaded(young), false, 'it is told once');
  });
});
