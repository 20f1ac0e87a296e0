import assert from 'node:assert/strict';
import { chmodSync, closeSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { launch } from '../../src/core/process/launch';
import { eventually } from '../support/eventually';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

describe('launch', function () {
  this.timeout(60_000);
  const makeFolder = tempFolder();

  it('gives a start file that is an executable nothing but its own arguments', async () => {
    const folder = writeFiles(makeFolder(), { run: '#!/bin/sh\necho "$#: $*, $GREETING"\n' });
    const entry = path.join(folder, 'run');
    chmodSync(entry, 0o755);
    const out = openSync(path.join(folder, 'out'), 'a');
    const running = await launch({
      command: entry,
      commandArgs: [],
      commandEnv: {},
      cwd: folder,
      setup: {
        entry,
        args: ['--x', 'two words'],
        env: { PATH: process.env.PATH ?? '', GREETING: 'hello' },
        title: 'run',
        moduleFolder: folder,
        preload: false,
        sourceMaps: false,
        reportLoaded: false,
      },
      out,
      error: out,
    });
    closeSync(out);
    try {
      const written = await eventually('its line', () => readFileSync(path.join(folder, 'out'), 'utf8') || undefined);
      assert.equal(written, '2: --x two words, hello\n');
    } finally {
      running.dispose();
    }
  });
});
