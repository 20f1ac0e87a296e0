import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ModuleRuns } from '../../../src/core/moduleRuns';
import type { ProfilingPacket } from '../../../src/core/protocol/packet';
import type { ActionCalls } from '../../../src/core/stores/actionCalls';
import { eventually } from '../../support/eventually';
import { FakeClock } from '../../support/fakeClock';
import { tempFolder } from '../../support/tempFolder';

const PROCESS = 'dev:/home/me/chores#chores';
const AT = new Date(2026, 10, 22, 11, 7, 36).getTime();

describe('ModuleRuns', () => {
  const newFolder = tempFolder();
  const packet: ProfilingPacket = { kind: 'profiling', type: 'cpuprofile', data: '{"nodes":[]}' };
  let storage: string;
  let runs: ModuleRuns;
  let calls: ActionCalls;

  beforeEach(() => {
    storage = newFolder();
    const onError = (error: Error): void => assert.fail(error);
    runs = new ModuleRuns(
      { id: 'dev:/home/me/chores', name: '@scope/chores' },
      { clock: new FakeClock(), storage, onError },
    );
    calls = runs.createCalls(PROCESS, () => undefined);
  });

  afterEach(async () => {
    calls.processGone();
    await runs.flush();
    runs.dispose();
  });

  function files(): string[] {
    const folder = path.join(storage, 'profiles');
    return existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];
  }

  function start(): void {
    const action = { name: 'km:cpu:profiling:start', type: 'internal' } as const;
    calls.replay(action, undefined, undefined);
  }

  it('names a profile after the module and the time', async () => {
    start();
    runs.acceptProfile(calls, packet, AT);
    await eventually('the file', () =>
      files().some((file) => /^scope-chores-\w{8}.scope-chores-20261122-110736\.cpuprofile$/.test(file)),
    );
  });

  it('keeps no profile that nobody asked for', () => {
    runs.acceptProfile(calls, packet, AT);
    assert.deepEqual(files(), []);
  });

  it('passes over profiles that come faster than they are written', async () => {
    start();
    for (let count = 0; count < 100; count++) runs.acceptProfile(calls, packet, AT);
    await eventually('the files', () => files().filter((file) => file.endsWith('.cpuprofile')).length === 2);
    await runs.flush();
    assert.equal(files().filter((file) => file.endsWith('.cpuprofile')).length, 2);
  });
});
