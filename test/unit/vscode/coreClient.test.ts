import assert from 'node:assert/strict';
import { UserError } from '../../../src/base/errors';
import { nullLog } from '../../../src/base/log';
import { message } from '../../../src/base/message';
import type { CoreCalls, CoreEvents } from '../../../src/shared/coreApi';
import { CoreClient } from '../../../src/vscode/coreClient';
import { Mirror } from '../../../src/vscode/mirror';
import { FakeClock } from '../../support/fakeClock';
import { FakeCoreWorker } from '../../support/fakeCoreWorker';
import { someModule } from '../../support/someModule';

describe('coreClient', () => {
  let workers: FakeCoreWorker[];
  let answers: Partial<CoreCalls>;
  let logged: string[];
  let mirror: Mirror;
  let clock: FakeClock;
  let client: CoreClient;

  beforeEach(() => {
    workers = [];
    logged = [];
    answers = { start: () => Promise.resolve(), shutdown: () => Promise.resolve() };
    mirror = new Mirror();
    clock = new FakeClock();
    client = new CoreClient({
      startWorker: () => {
        const worker = new FakeCoreWorker(answers);
        workers.push(worker);
        return worker;
      },
      log: { ...nullLog, error: (text) => logged.push(text) },
      clock,
    });
    const ignore = (): void => undefined;
    const events: CoreEvents = {
      moduleChanged: (module) => mirror.moduleChanged(module),
      moduleRemoved: (id) => mirror.moduleRemoved(id),
      ...{
        usageChanged: ignore,
        probesChanged: ignore,
        actionsChanged: ignore,
        issuesChanged: ignore,
        eventsChanged: ignore,
        configurationChanged: ignore,
        output: ignore,
        traffic: ignore,
        notice: ignore,
        log: ignore,
      },
    };
    client.listen(events);
  });

  afterEach(async () => {
    client.dispose();
    mirror.dispose();
    await Promise.all(workers.map((worker) => worker.terminate()));
  });

  const startWorker = async (): Promise<FakeCoreWorker> => {
    await client.calls.start('m');
    const worker = workers.at(-1);
    assert.ok(worker);
    return worker;
  };

  it('starts one worker, with the first call', async () => {
    assert.equal(workers.length, 0);
    await Promise.all([client.calls.start('m'), client.calls.start('m')]);
    assert.equal(workers.length, 1);
    assert.ok(client.isRunning);
  });

  it('does not start one to tell it something', () => {
    client.tell((calls) => calls.start('m'));
    assert.equal(workers.length, 0);
  });

  it('logs what fails when it is told something', async () => {
    answers.stop = () => Promise.reject(new Error('no such module'));
    await startWorker();
    client.tell((calls) => calls.stop('m'));
    await client.calls.start('m');
    assert.match(logged.join(), /no such module/);
  });

  it('hands on what the core tells', async () => {
    const worker = await startWorker();
    worker.toHost.moduleChanged(someModule({ name: 'told' }));
    await client.calls.start('m');
    assert.equal(mirror.modules[0]?.name, 'told');
  });

  it('rejects with the core’s UserError', async () => {
    answers.stop = () =>
      Promise.reject(new UserError(message('{0} is gone.', 'm'), [{ kind: 'showLogs', moduleId: 'm' }]));
    await assert.rejects(client.calls.stop('m'), (error) => error instanceof UserError && error.remedies.length === 1);
  });

  it('rejects what waits when the core crashes, says so, and starts another with the next call', async () => {
    answers.stop = () => new Promise(() => undefined);
    const crashes: string[] = [];
    client.onDidCrash(({ message: text }) => crashes.push(text));
    const worker = await startWorker();
    const waiting = client.calls.stop('m');
    const rejected = assert.rejects(waiting, /ended: out of luck/);
    worker.crash(new Error('out of luck'));
    await rejected;
    assert.deepEqual(crashes, ['out of luck']);
    assert.ok(!client.isRunning);
    await startWorker();
    assert.equal(workers.length, 2);
  });

  it('says nothing of a crash when it was asked to end', async () => {
    let crashCount = 0;
    client.onDidCrash(() => crashCount++);
    await startWorker();
    await client.shutdown(1_000);
    assert.equal(crashCount, 0);
  });

  it('asks the core to end its modules before it ends the thread', async () => {
    const asked: [number, boolean][] = [];
    answers.shutdown = (graceMs) => {
      asked.push([graceMs, workers[0]?.isTerminated ?? true]);
      return Promise.resolve();
    };
    const worker = await startWorker();
    await client.shutdown(3_000);
    assert.deepEqual(asked, [[3_000, false]]);
    assert.ok(worker.isTerminated);
    assert.equal(clock.timerCount, 0);
  });

  it('ends a core that does not answer', async () => {
    answers.shutdown = () => new Promise(() => undefined);
    const worker = await startWorker();
    const ended = client.shutdown(3_000);
    await clock.advance(3_999);
    assert.ok(!worker.isTerminated);
    await clock.advance(1);
    await ended;
    assert.ok(worker.isTerminated);
  });

  it('starts no core to end it, and none after the end', async () => {
    await client.shutdown(3_000);
    assert.equal(workers.length, 0);
    assert.throws(() => client.calls, UserError);
  });
});
