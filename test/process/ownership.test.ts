import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Ownerships } from '../../src/core/engine/embedded/ownership';
import { tempFolder } from '../support/tempFolder';

/** Listens where it is told to, gives that socket to a process that outlives it by a second, and is killed. */
const KILLED_OWNER = `
  const { spawn } = require('node:child_process');
  const server = require('node:net').createServer().listen(process.argv[1], () => {
    const child = spawn('sleep', ['1'], { stdio: ['ignore', 'ignore', 'ignore', server._handle.fd], detached: true });
    child.once('spawn', () => process.kill(process.pid, 'SIGKILL'));
  });
`;

describe('the window that owns a folder', () => {
  const makeFolder = tempFolder();

  it('is the only one until it releases the folder', async () => {
    const folder = makeFolder();
    const [one, other] = [new Ownerships(folder), new Ownerships(folder)];
    const owned = await one.acquire('/module', async () => undefined);
    assert.ok(owned);
    assert.equal(await other.acquire('/module', async () => undefined), undefined);
    owned.release();
    const next = await other.acquire('/module', async () => undefined);
    assert.ok(next);
    next.release();
  });

  it('is gone when it was killed, though its socket lives on in a process that it was starting', async () => {
    const folder = makeFolder();
    const ownerships = new Ownerships(folder);
    // Where the socket of that folder is: an owner makes it, and removes it with its release.
    const probe = await ownerships.acquire('/module', async () => undefined);
    const [name = ''] = readdirSync(folder);
    probe?.release();
    const owner = spawn(process.execPath, ['-e', KILLED_OWNER, path.join(folder, name)], {
      stdio: 'inherit',
    });
    await once(owner, 'exit');
    const owned = await ownerships.acquire('/module', async () => undefined);
    assert.ok(owned);
    owned.release();
  });
});
