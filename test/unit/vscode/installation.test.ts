import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { nullLog } from '../../../src/base/log';
import type { CoreCalls, CoreEvents } from '../../../src/shared/coreApi';
import { CoreClient } from '../../../src/vscode/coreClient';
import { Installation } from '../../../src/vscode/installation';
import { Mirror } from '../../../src/vscode/mirror';
import { FakeCoreWorker } from '../../support/fakeCoreWorker';
import { folderDefaults } from '../../support/folderDefaults';
import { someModule } from '../../support/someModule';
import { tempFolder } from '../../support/tempFolder';

describe('installation', () => {
  const makeFolder = tempFolder();
  let folder: string;
  let installed: string[];
  let failure: Error | undefined;
  let remembered: Map<string, unknown>;
  let mirror: Mirror;
  let core: CoreClient;
  let workers: FakeCoreWorker[];
  let installation: Installation;

  beforeEach(() => {
    folder = path.join(makeFolder(), 'module');
    mkdirSync(folder);
    installed = [];
    failure = undefined;
    remembered = new Map();
    workers = [];
    mirror = new Mirror();
    const calls: Partial<CoreCalls> = {
      installFolder: async (path) => {
        installed.push(path);
        await Promise.resolve();
        if (failure) throw failure;
        mirror.moduleChanged(someModule({ id: path, folder: path }));
        return path;
      },
      uninstall: (id) => {
        mirror.moduleRemoved(id);
        return Promise.resolve();
      },
    };
    core = new CoreClient({
      startWorker: () => {
        const worker = new FakeCoreWorker(calls);
        workers.push(worker);
        return worker;
      },
      log: nullLog,
    });
    core.listen({} as CoreEvents);
    installation = new Installation({
      ...{ core, mirror, log: nullLog, settingsOf: () => folderDefaults },
      memory: {
        keys: () => [...remembered.keys()],
        get: <T>(key: string, fallback?: T) => (remembered.get(key) as T | undefined) ?? fallback,
        update: (key: string, value: unknown) => {
          remembered.set(key, value);
          return Promise.resolve();
        },
      },
    });
  });

  afterEach(async () => {
    core.dispose();
    mirror.dispose();
    await Promise.all(workers.map((worker) => worker.terminate()));
  });

  it('remembers a folder until it is uninstalled', async () => {
    const id = await installation.install(folder);
    assert.deepEqual(installation.folders, [folder]);
    await installation.uninstall(id);
    assert.deepEqual(installation.folders, []);
  });

  it('installs a folder once when two ask for it', async () => {
    const ids = await Promise.all([installation.install(folder), installation.install(folder)]);
    assert.deepEqual(ids, [folder, folder]);
    assert.deepEqual(installed, [folder]);
  });

  it('forgets a folder that could not be installed', async () => {
    failure = new Error('no package.json');
    await assert.rejects(installation.install(folder), failure);
    assert.deepEqual(installation.folders, []);
  });

  it('remembers a folder whose module crashed at once, for it is there', async () => {
    mirror.moduleChanged(someModule({ folder, processes: [{ status: 'errored' }] }));
    failure = new Error('stopped at once');
    await assert.rejects(installation.install(folder), failure);
    assert.deepEqual(installation.folders, [folder]);
  });

  it('installs after a reload what was installed before it', async () => {
    await installation.install(folder);
    mirror.clear();
    assert.deepEqual(await installation.restore(), []);
    assert.deepEqual(installed, [folder, folder]);
  });

  it('leaves what is there already', async () => {
    await installation.install(folder);
    await installation.restore();
    assert.deepEqual(installed, [folder]);
  });

  it('gives what could not be restored, and tries again after the next reload', async () => {
    await installation.install(folder);
    mirror.clear();
    failure = new Error('runs in another window');
    assert.deepEqual((await installation.restore()).map(String), ['Error: runs in another window']);
    assert.deepEqual(installation.folders, [folder]);
  });

  it('forgets a folder that is gone', async () => {
    const gone = path.join(folder, 'gone');
    await installation.install(gone);
    mirror.clear();
    assert.deepEqual(await installation.restore(), []);
    assert.deepEqual(installed, [gone]);
    assert.deepEqual(installation.folders, []);
  });
});
