import assert from 'node:assert/strict';
import path from 'node:path';
import { UserError } from '../../src/base/errors';
import { nullLog } from '../../src/base/log';
import { ReaperClient } from '../../src/core/process/reaperClient';
import { eventually } from '../support/eventually';
import { projectRoot } from '../support/projectRoot';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

const life = { uniqueId: 'a life', home: '/nowhere' };

describe('A reaper that cannot be started', () => {
  const newFolder = tempFolder();

  it('is said in the log, and tried again at the next launch', async () => {
    const errors: string[] = [];
    const log = { ...nullLog, error: (text: string) => void errors.push(text) };
    const helperNode = { execPath: path.join(newFolder(), 'no-node'), env: {} };
    const client = new ReaperClient({ bundle: 'reaper.js', helperNode, ledgers: newFolder() }, log);
    client.expect(life);
    client.add({ ...life, pid: 99_999_999 });
    await eventually('a line', () => errors.length === 1);
    client.expect(life);
    await eventually('another line', () => errors.length === 2);
    assert.match(errors[0] ?? '', /^The reaper could not be started: .*ENOENT/);
    client.remove(99_999_999);
    await client.dispose();
  });

  it('does not keep a module from starting for want of a sweep', async () => {
    const ledgers = writeFiles(newFolder(), { 'old.json': {} });
    const helperNode = { execPath: path.join(newFolder(), 'no-node'), env: {} };
    await new ReaperClient({ bundle: 'reaper.js', helperNode, ledgers }, nullLog).sweep();
  });
});

describe('A reaper that was let go', () => {
  const newFolder = tempFolder();

  it('is told of nothing more: what nobody would end does not start', async () => {
    const bundle = path.join(projectRoot, 'dist', 'reaper.js');
    const helperNode = { execPath: process.execPath, env: {} };
    const client = new ReaperClient({ bundle, helperNode, ledgers: newFolder() }, nullLog);
    client.expect(life);
    await client.dispose();
    assert.throws(() => client.expect(life), UserError);
  });
});
