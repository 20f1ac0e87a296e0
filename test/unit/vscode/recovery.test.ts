import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { nullLog } from '../../../src/base/log';
import { formatMessage } from '../../../src/base/message';
import { UserError } from '../../../src/base/errors';
import type { CoreEvents } from '../../../src/shared/coreApi';
import { CoreClient } from '../../../src/vscode/coreClient';
import { Installation } from '../../../src/vscode/installation';
import { Mirror } from '../../../src/vscode/mirror';
import { recovery } from '../../../src/vscode/recovery';
import { eventually } from '../../support/eventually';
import { FakeCoreWorker } from '../../support/fakeCoreWorker';
import { folderDefaults } from '../../support/folderDefaults';
import { someModule } from '../../support/someModule';
import { tempFolder } from '../../support/tempFolder';

describe('A core that crashes', () => {
  const newFolder = tempFolder();

  it('is said and started again with its modules, three times a minute', async () => {
    const folder = path.join(newFolder(), 'module');
    mkdirSync(folder);
    const workers: FakeCoreWorker[] = [];
    const mirror = new Mirror();
    const core = new CoreClient({
      startWorker: () => {
        const worker = new FakeCoreWorker({
          installFolder: (place) => {
            mirror.moduleChanged(someModule({ id: place, folder: place }));
            return Promise.resolve(place);
          },
        });
        workers.push(worker);
        return worker;
      },
      log: nullLog,
    });
    core.listen({} as CoreEvents);
    const memory = new Map<string, unknown>();
    const installation = new Installation({
      ...{ core, mirror, log: nullLog, settingsOf: () => folderDefaults },
      memory: {
        keys: () => [...memory.keys()],
        get: <T>(key: string, fallback?: T) => (memory.get(key) as T | undefined) ?? fallback,
        update: (key: string, value: unknown) => Promise.resolve(void memory.set(key, value)),
      },
    });
    const said: string[] = [];
    const recovering = recovery({
      ...{ core, mirror, installation },
      problems: {
        notice: ({ severity, message: text }) => said.push(`${severity}: ${formatMessage(text)}`),
        show: (error) => said.push(error instanceof UserError ? error.message : 'a bug'),
        guard: (task) => void task.catch((error: unknown) => said.push(String(error))),
      },
    });
    await installation.install(folder);
    for (const crash of [1, 2, 3]) {
      workers.at(-1)?.crash(new Error(`crash ${crash}`));
      assert.equal(mirror.moduleInFolder(folder), undefined);
      await eventually('its module is back', () => mirror.moduleInFolder(folder));
      assert.equal(workers.length, crash + 1);
    }
    workers.at(-1)?.crash(new Error('crash 4'));
    assert.equal(workers.length, 4);
    assert.equal(mirror.moduleInFolder(folder), undefined);
    assert.deepEqual(said, [
      'warning: The thread that runs the modules ended and was started again: crash 1',
      'warning: The thread that runs the modules ended and was started again: crash 2',
      'warning: The thread that runs the modules ended and was started again: crash 3',
      'The thread that runs the modules keeps ending: crash 4',
    ]);
    recovering.dispose();
  });
});
