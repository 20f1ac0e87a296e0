import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transformSync } from 'esbuild';
import type { EventSnapshot } from '../../src/shared/event';
import type { IssueSnapshot } from '../../src/shared/issue';
import { eventually } from '../support/eventually';
import { installModule, nodeBinary } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { TestModule } from '../support/testModule';
import { writeModule } from '../support/writeModule';

const everything = { usage: false, probes: false, actions: true, events: true, traffic: [] };

describe('what a module reports', () => {
  const newFolder = tempFolder();
  let core: TestCore;
  let module: TestModule;

  const install = async (folder: string, nodePath = ''): Promise<void> => {
    core = new TestCore(path.dirname(folder));
    await core.service.setInterest(everything);
    module = await TestModule.install(core, folder, { nodePath });
  };
  const troubled = async (): Promise<void> => {
    await install(installModule('troubled', newFolder()));
    await eventually('its actions', () => module.action('emit') !== undefined);
  };
  const issues = (): readonly IssueSnapshot[] => [...core.issues.values()];
  const issue = async (message: string): Promise<IssueSnapshot> => {
    await eventually(message, () => issues().some((candidate) => candidate.message.startsWith(message)));
    const found = issues().find((candidate) => candidate.message.startsWith(message));
    assert.ok(found);
    return found;
  };
  const event = async (name: string): Promise<EventSnapshot> => {
    await eventually(name, () => core.emitted.has(name));
    const found = core.emitted.get(name);
    assert.ok(found);
    return found;
  };

  afterEach(() => core.end());

  it('is an issue with its place and metadata, without secrets', async () => {
    await troubled();
    await module.run('notify error');
    const { origin, name, metadata, frames } = await issue('Cannot read properties');
    assert.deepEqual([origin, name, frames[0]?.location], ['notified', 'TypeError', 'lib/users.js:5:15']);
    assert.deepEqual(metadata, { user: { id: 17 }, password: '••••••' });
  });

  it('is an issue when nobody caught an error, and outlives the process that it ended', async () => {
    await troubled();
    await module.run('throw');
    await eventually('the next life', () => module.process.generation === 2 && module.process.status === 'online');
    const { origin, generation, frames } = await issue('Cannot read properties');
    assert.deepEqual([origin, generation, frames[0]?.location], ['uncaught', 1, 'lib/users.js:5:15']);
    await core.service.clearIssues(module.id);
    assert.deepEqual(issues(), []);
  });

  it('is an issue when nobody caught a rejection, and the process lives', async () => {
    await troubled();
    await module.run('reject');
    const { origin, frames } = await issue('Alex cannot be saved');
    assert.deepEqual([origin, frames[0]?.location], ['uncaught', 'lib/users.js:9:9']);
    assert.equal(module.process.generation, 1);
  });

  it('is one issue of a flood, and the module goes on', async () => {
    await troubled();
    await module.run('flood');
    await eventually('all of them', () => issues()[0]?.count === 100_000);
    assert.equal(issues().length, 1);
    assert.deepEqual([module.process.status, module.process.generation], ['online', 1]);
  });

  it('is an event, counted since the install and since the last save', async () => {
    await troubled();
    await module.run('emit', 'user:register');
    await module.run('emit', 'user:register');
    await eventually('both', async () => (await event('user:register')).count === 2);
    writeFileSync(path.join(module.snapshot.folder, 'lib', 'users.js'), 'exports.saved = true;\n');
    await eventually('the next life', () => module.process.generation === 2 && module.process.status === 'online');
    await eventually('its start', async () => (await event('started')).count === 2);
    assert.equal((await event('started')).sinceSave, 1);
    const { sinceSave, recent } = await event('user:register');
    assert.equal(sinceSave, 0);
    const payload = { user: 'Alex', at: '1970-01-01T00:00:00.000Z' };
    assert.deepEqual(recent[0]?.payload, payload);
    const kept = await core.service.emissions(module.process.key, 'user:register');
    assert.deepEqual(
      kept.map((emission) => emission.payload),
      [payload, payload],
    );
  });

  for (const major of [16, 20, 24] as const) {
    it(`names the sources of compiled code, on Node ${major}`, async () => {
      const folder = writeModule(newFolder(), 'compiled', {}, { main: 'dist/app.js' });
      const source =
        'type Id = number;\n\ninterface User {\n  id: Id;\n}\n\nfunction load(id: Id): User {\n  throw new Error(`no user ${id}`);\n}\n\nsetTimeout(() => load(7), 100);\nsetInterval(() => undefined, 1000);\n';
      for (const name of ['src', 'dist']) mkdirSync(path.join(folder, name));
      writeFileSync(path.join(folder, 'src', 'app.ts'), source);
      const { code } = transformSync(source, {
        loader: 'ts',
        sourcemap: 'inline',
        sourcefile: '../src/app.ts',
        format: 'cjs',
      });
      writeFileSync(path.join(folder, 'dist', 'app.js'), code);
      await install(folder, nodeBinary(major)).catch(() => undefined); // it ends soon after its start
      const { frames } = await issue('no user 7');
      assert.deepEqual([frames[0]?.location, frames[0]?.file], ['src/app.ts:8:9', path.join(folder, 'src', 'app.ts')]);
    });
  }
});
