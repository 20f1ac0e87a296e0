import assert from 'node:assert/strict';
import { ActiveModule } from '../../../src/vscode/activeModule';
import { Mirror } from '../../../src/vscode/mirror';
import { someIssue } from '../../support/someIssue';
import { someModule, someTime } from '../../support/someModule';

const users = { name: 'users', value: 1, kind: 'metric', isRuntime: false, changedAt: someTime } as const;
const flush = { name: 'flush', type: 'custom', takesArgument: false } as const;

describe('mirror', () => {
  let mirror: Mirror;
  beforeEach(() => (mirror = new Mirror()));
  afterEach(() => mirror.dispose());

  const module = someModule({ processes: [{}, {}] });
  const [first = '', second = ''] = module.processes.map(({ key }) => key);

  it('lists modules in development first, each kind by name', () => {
    for (const [name, kind] of [
      ['b', 'installed'],
      ['z', 'dev'],
      ['a', 'dev'],
    ] as const) {
      mirror.moduleChanged(someModule({ name, kind }));
    }
    assert.deepEqual(
      mirror.modules.map(({ name }) => name),
      ['a', 'z', 'b'],
    );
  });

  it('has changed before it says so', () => {
    const seen: (string | undefined)[] = [];
    mirror.onDidChangeModule((id) => seen.push(mirror.module(id)?.watching));
    mirror.moduleChanged(module);
    mirror.moduleChanged({ ...module, watching: 'paused' });
    assert.deepEqual(seen, ['on', 'paused']);
  });

  it('changes what was measured and nothing else, and tells of it by itself', () => {
    mirror.moduleChanged(
      someModule({
        processes: [
          { pid: 1, standby: {} },
          { pid: 2, usage: null },
        ],
      }),
    );
    let [modules, usages] = [0, 0];
    mirror.onDidChangeModule(() => (modules += 1));
    mirror.onDidChangeUsage(() => (usages += 1));
    const usage = { cpu: 1.5, memory: 1024 };
    mirror.usageChanged([
      { process: first, usage, standbyMemory: 512 },
      { process: second, usage: null },
      { process: 'gone', usage },
    ]);
    const shown = mirror
      .module(module.id)
      ?.processes.map((process) => [process.usage, process.standby, process.status]);
    assert.deepEqual(shown, [
      [usage, { memory: 512 }, 'online'],
      [null, undefined, 'online'],
    ]);
    assert.deepEqual([modules, usages], [0, 1]);
  });

  it('finds a module by its folder and by its process', () => {
    mirror.moduleChanged(module);
    assert.equal(mirror.moduleInFolder(module.folder), module);
    assert.equal(mirror.moduleOfProcess(second), module);
    assert.equal(mirror.moduleOfProcess('other#0'), undefined);
  });

  it('adds, changes and removes issues and events, until their process is gone', () => {
    mirror.moduleChanged(module);
    const event = { name: 'a', count: 1, sinceSave: 1, lately: [], lastAt: someTime, recent: [], kept: 1 };
    mirror.issuesChanged({ process: first, changed: [someIssue({ id: 'x' }), someIssue({ id: 'y' })], removed: [] });
    mirror.issuesChanged({ process: first, changed: [someIssue({ id: 'y', count: 2 })], removed: ['x'] });
    mirror.eventsChanged({ process: first, changed: [event, { ...event, name: 'b' }], removed: [] });
    mirror.eventsChanged({ process: first, changed: [{ ...event, count: 2 }], removed: ['b'] });
    assert.deepEqual(
      mirror.issuesOf(first).map(({ id, count }) => [id, count]),
      [['y', 2]],
    );
    assert.deepEqual(
      mirror.eventsOf(first).map(({ name, count }) => [name, count]),
      [['a', 2]],
    );
    mirror.moduleRemoved(module.id);
    assert.deepEqual([mirror.issuesOf(first), mirror.eventsOf(first)], [[], []]);
  });

  it('adds, changes and removes probes, and keeps their order', () => {
    mirror.moduleChanged(module);
    const probe = (name: string, value: number) => ({ ...users, name, value });
    mirror.probesChanged({
      process: first,
      changed: [probe('a', 1), probe('__proto__', 1), probe('c', 1)],
      removed: [],
    });
    mirror.probesChanged({ process: first, changed: [probe('d', 2), probe('a', 2)], removed: ['c'] });
    assert.deepEqual(
      mirror.probesOf(first).map(({ name, value }) => [name, value]),
      [
        ['a', 2],
        ['__proto__', 1],
        ['d', 2],
      ],
    );
    assert.deepEqual(mirror.probesOf(second), []);
  });

  it('replaces probes as a whole after a time without deltas', () => {
    mirror.moduleChanged(module);
    mirror.probesChanged({ process: first, changed: [users], removed: [] });
    mirror.probesChanged({ process: second, changed: [users], removed: [] });
    mirror.resetProbes(module.id, [{ process: second, changed: [{ ...users, name: 'new' }], removed: [] }]);
    assert.deepEqual(mirror.probesOf(first), []);
    assert.deepEqual(
      mirror.probesOf(second).map(({ name }) => name),
      ['new'],
    );
  });

  it('forgets what processes had that are gone', () => {
    mirror.moduleChanged(module);
    mirror.probesChanged({ process: second, changed: [users], removed: [] });
    mirror.actionsChanged({ process: second, actions: [flush] });
    mirror.moduleChanged({ ...module, processes: module.processes.slice(0, 1) });
    assert.deepEqual(mirror.probesOf(second), []);
    assert.deepEqual(mirror.actionsOf(second), []);
  });

  it('says what was known of a module that is removed, once', () => {
    const removed: string[] = [];
    mirror.onDidRemoveModule(({ name }) => removed.push(name));
    mirror.moduleChanged(module);
    mirror.moduleRemoved(module.id);
    mirror.moduleRemoved(module.id);
    assert.deepEqual(removed, ['my-module']);
    assert.deepEqual(mirror.modules, []);
  });

  it('says of each module that it is gone when the core is', () => {
    const removed: string[] = [];
    mirror.onDidRemoveModule(({ name }) => removed.push(name));
    mirror.moduleChanged(someModule({ name: 'a' }));
    mirror.moduleChanged(someModule({ name: 'b' }));
    mirror.clear();
    assert.deepEqual(removed, ['a', 'b']);
  });

  it('tells modules of the same name apart', () => {
    const twin = someModule({ folder: '/elsewhere/twin' });
    mirror.moduleChanged(module);
    mirror.moduleChanged(twin);
    assert.equal(mirror.shownName(module), 'my-module');
    assert.equal(mirror.shownName(twin), 'my-module (twin)');
  });
});

describe('activeModule', () => {
  let mirror: Mirror;
  let active: ActiveModule;
  let changes: (string | undefined)[];
  beforeEach(() => {
    mirror = new Mirror();
    active = new ActiveModule(mirror);
    changes = [];
    active.onDidChange(() => changes.push(active.module?.name));
  });
  afterEach(() => {
    active.dispose();
    mirror.dispose();
  });

  const a = someModule({ name: 'a' });
  const b = someModule({ name: 'b' });

  it('is the first one until another is chosen', () => {
    mirror.moduleChanged(b);
    mirror.moduleChanged(a);
    active.choose(b.id);
    assert.deepEqual(changes, ['b', 'a', 'b']);
  });

  it('stays through changes of any module', () => {
    mirror.moduleChanged(a);
    mirror.moduleChanged(b);
    active.choose(b.id);
    mirror.moduleChanged({ ...a, watching: 'paused' });
    mirror.moduleChanged({ ...b, watching: 'paused' });
    assert.deepEqual(changes, ['a', 'b']);
  });

  it('is another one, or none, when it is removed', () => {
    mirror.moduleChanged(a);
    mirror.moduleChanged(b);
    active.choose(b.id);
    mirror.moduleRemoved(b.id);
    mirror.moduleRemoved(a.id);
    assert.deepEqual(changes, ['a', 'b', 'a', undefined]);
  });
});
