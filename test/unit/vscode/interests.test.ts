import assert from 'node:assert/strict';
import { nullLog } from '../../../src/base/log';
import type { CoreCalls, CoreEvents, Interest } from '../../../src/shared/coreApi';
import { CoreClient } from '../../../src/vscode/coreClient';
import { Interests } from '../../../src/vscode/interests';
import { Mirror } from '../../../src/vscode/mirror';
import { eventually } from '../../support/eventually';
import { FakeCoreWorker } from '../../support/fakeCoreWorker';
import { someModule, someTime } from '../../support/someModule';

describe('interests', () => {
  const module = someModule();
  const process = module.processes[0]?.key ?? '';
  let told: Interest[];
  let core: CoreClient;
  let workers: FakeCoreWorker[];
  let mirror: Mirror;
  let interests: Interests;

  beforeEach(() => {
    told = [];
    workers = [];
    const calls: Partial<CoreCalls> = {
      whenIdle: () => Promise.resolve(),
      setInterest: (interest) => {
        told.push(interest);
        return Promise.resolve();
      },
      events: () => {
        const started = { name: 'started', count: 1, sinceSave: 1, lately: [], lastAt: someTime, recent: [], kept: 1 };
        return Promise.resolve([{ process, changed: [started], removed: [] }]);
      },
      probes: () =>
        Promise.resolve([
          { process, changed: [{ name: 'users', kind: 'metric', isRuntime: false, changedAt: someTime }], removed: [] },
        ]),
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
    mirror = new Mirror();
    mirror.moduleChanged(module);
    interests = new Interests(core, mirror);
  });

  afterEach(async () => {
    interests.dispose();
    core.dispose();
    mirror.dispose();
    await Promise.all(workers.map((worker) => worker.terminate()));
  });

  const settle = async (): Promise<void> => core.calls.whenIdle();

  it('tells a core that starts what is on screen already', async () => {
    interests.watch('usage');
    assert.deepEqual(told, []);
    await settle();
    assert.deepEqual(told, [{ usage: true, probes: false, actions: true, events: false, traffic: [] }]);
  });

  it('tells a core again that starts after a crash', async () => {
    await settle();
    workers[0]?.crash(new Error('bad luck'));
    await settle();
    assert.equal(told.length, 2);
  });

  it('lasts until the last one looks away', async () => {
    const one = interests.watch('usage');
    const other = interests.watch('usage');
    await settle();
    one.dispose();
    one.dispose();
    await settle();
    assert.equal(told.at(-1)?.usage, true);
    other.dispose();
    await settle();
    assert.equal(told.at(-1)?.usage, false);
    assert.equal(told.length, 2);
  });

  it('fetches the probes that were missed while nobody looked', async () => {
    await settle();
    assert.deepEqual(mirror.probesOf(process), []);
    interests.watch('probes');
    await settle();
    await settle();
    assert.equal(mirror.probesOf(process).length, 1);
  });

  it('tells of which modules something is looked at, and fetches what was missed of those', async () => {
    await settle();
    const all = interests.watch('probes', [module.id, 'dev:/other']);
    const one = interests.watch('probes', [module.id]);
    await settle();
    assert.deepEqual(told.at(-1)?.probes, ['dev:/other', module.id].sort());
    await settle();
    assert.equal(mirror.probesOf(process).length, 1);
    all.dispose();
    await settle();
    assert.deepEqual(told.at(-1)?.probes, [module.id]);
    const everything = interests.watch('probes');
    await settle();
    assert.equal(told.at(-1)?.probes, true);
    everything.dispose();
    one.dispose();
    await settle();
    assert.equal(told.at(-1)?.probes, false);
  });

  it('says when what was missed is known', async () => {
    let known = 0;
    interests.onDidCatchUp(() => (known = mirror.probesOf(process).length));
    await settle();
    interests.watch('probes', [module.id]);
    await eventually('the probes', () => known === 1);
  });

  it('tells when somebody looks at events, and fetches them for who does not', async () => {
    interests.watch('events');
    await settle();
    assert.equal(told.at(-1)?.events, true);
    await interests.fetchEvents();
    assert.deepEqual(
      mirror.eventsOf(process).map(({ name }) => name),
      ['started'],
    );
  });

  it('tells whose traffic is shown, until the module is gone', async () => {
    interests.watchTraffic(module.id);
    await settle();
    assert.deepEqual(told.at(-1)?.traffic, [module.id]);
    mirror.moduleRemoved(module.id);
    interests.watch('usage');
    await settle();
    assert.deepEqual(told.at(-1)?.traffic, []);
  });
});
