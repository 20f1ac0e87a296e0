import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { eventually } from '../support/eventually';
import { installModule, libraryFolder, nodeBinary } from '../support/modulePackages';
import { containers, type Contained } from '../support/spawnContainer';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

const libraryModules = ['pmx-cjs', 'pmx-esm', 'io6-cjs', 'io6-esm', 'tx2-cjs', 'tx2-esm'];

type Data = Record<string, unknown>;

const env = { PATH: process.env.PATH ?? '' };
const runtimeProbes = [
  'Heap Size',
  'Heap Usage',
  'Used Heap Size',
  'Active requests',
  'Active handles',
  'Event Loop Latency',
];
const profilingActions = [
  'km:heapdump',
  'km:cpu:profiling:start',
  'km:cpu:profiling:stop',
  'km:heap:sampling:start',
  'km:heap:sampling:stop',
];

describe('A module with a library', () => {
  const newFolder = tempFolder();
  const startContainer = containers();

  /** Starts a module as PM2 would: with its name and its options in the environment. */
  const start = (name: string, more: { node?: string; preload?: boolean; options?: Data } = {}): Contained => {
    const { preload = true, options = {}, ...where } = more;
    const module = startContainer({ folder: newFolder(), ...where });
    const entry = path.join(installModule(name, newFolder()), 'index.js');
    module.go(entry, { preload, env: { ...env, name, [name]: JSON.stringify(options) } });
    return module;
  };

  const configurationOf = (module: Contained): Promise<Data> =>
    eventually('the module has printed its configuration', () => JSON.parse(module.stdout()) as Data);

  const actionsOf = (module: Contained): unknown[] =>
    module.packets.flatMap(({ type, data }) => (type === 'axm:action' ? [(data as Data).action_name] : []));

  const probesOf = (module: Contained): string[] =>
    module.packets.flatMap(({ type, data }) => (type === 'axm:monitor' ? Object.keys(data as Data) : []));

  const reply = async (module: Contained, action: string): Promise<unknown> =>
    (await module.packet('axm:reply', (data) => data.action_name === action)).return;

  async function showsItsProbeAndActions(module: Contained): Promise<void> {
    await eventually('its action is there', () => actionsOf(module).includes('greet'));
    module.child.send('visit');
    assert.deepEqual(await reply(module, 'visit'), { visits: 1 });
    module.child.send({ id: 0, msg: 'greet', opts: 'World' });
    assert.equal(await reply(module, 'greet'), 'Hello, World');
    const probe = await module.packet('axm:monitor', (data) => (data.Visits as Data | undefined)?.value === 1);
    assert.ok(probe.Visits);
  }

  for (const major of [16, 20, 24] as const) {
    it(`has its own probe and actions beside those of the preload: Node ${major}`, async () => {
      const showsAll = async (name: string): Promise<void> => {
        const module = start(name, { node: nodeBinary(major) });
        await showsItsProbeAndActions(module);
        await eventually(`the probes of the runtime are there: ${name}`, () =>
          runtimeProbes.every((probe) => probesOf(module).includes(probe)),
        );
        assert.deepEqual(actionsOf(module), [...profilingActions, 'visit', 'greet'], name);
        assert.equal(module.stderr(), '', name);
      };
      await Promise.all(libraryModules.map(showsAll));
    });

    for (const name of ['pmx-cjs', 'pmx-esm', 'io6-cjs', 'io6-esm']) {
      it(`gets its defaults and what overrides them from initModule: ${name}, Node ${major}`, async () => {
        const module = start(name, { node: nodeBinary(major), options: { port: '9090', extra: 'x' } });
        const configuration = await configurationOf(module);
        const options = { greeting: 'Hello', port: 9090, extra: 'x' };
        const { greeting, port, extra, module_conf, module_name, module_version } = configuration;
        assert.deepEqual({ greeting, port, extra }, options);
        assert.deepEqual(module_conf, options);
        assert.deepEqual([module_name, module_version], [name, '1.2.3']);
        const sent = await module.packet('axm:option:configuration', (data) => data.isModule === true);
        assert.deepEqual([sent.module_name, sent.module_conf], [name, options]);
      });
    }
  }

  it('has no other probes and actions than its own without the preload', async () => {
    const module = start('pmx-cjs', { preload: false });
    await showsItsProbeAndActions(module);
    assert.deepEqual([...new Set(probesOf(module))], ['Visits']);
    assert.deepEqual(actionsOf(module), ['visit', 'greet']);
  });

  it('reports its own dependencies, and the version of the bundled @pm2/io', async () => {
    const module = start('io6-cjs');
    assert.deepEqual(await module.packet('application:dependencies'), { '@pm2/io': { version: '6.1.0' } });
    assert.deepEqual((await configurationOf(module)).apm, { type: 'node', version: '6.1.0' });
  });

  describe('of its own making', () => {
    const run = (source: string, manifest: Data = {}, options: Data = {}): Contained => {
      const folder = writeFiles(newFolder(), {
        'package.json': { name: 'own', version: '1.0.0', ...manifest },
        'index.js': source,
        'node_modules/@pm2/.keep': '',
      });
      symlinkSync(libraryFolder('@pm2/io'), path.join(folder, 'node_modules', '@pm2', 'io'), 'junction');
      const module = startContainer({ folder: newFolder() });
      module.go(path.join(folder, 'index.js'), {
        preload: true,
        env: { ...env, name: 'own', own: JSON.stringify(options) },
      });
      return module;
    };

    it('shares the preloaded instance when it requires its own @pm2/io', async () => {
      const module = run(`
        const io = require('@pm2/io');
        console.log(io === globalThis[Symbol.for('@pm2/io')]);
        process.exit();`);
      await module.exited;
      assert.equal(module.stdout(), 'true\n');
    });

    it('does not load its own copy of @pm2/io only to be given the shared instance', async () => {
      const module = run(`
        require('@pm2/io');
        console.log(Object.keys(require.cache).filter((file) => file !== __filename).map((file) => require('path').basename(file)).join());
        process.exit();`);
      await module.exited;
      assert.equal(module.stdout(), 'index.js\n');
    });

    it('may call init again, with other options', async () => {
      const module = run(`
        const io = require('@pm2/io');
        io.init({ metrics: { v8: false, eventLoop: false, http: false }, profiling: false });
        io.metric({ name: 'Own', value: () => 5 });
        console.log(io.getConfig().profiling);`);
      const probes = await module.packet('axm:monitor');
      assert.deepEqual(Object.keys(probes), ['Own']);
      assert.equal(module.stdout(), 'false\n');
    });

    it('reports an uncaught exception as an issue, with its code, and exits with 1', async () => {
      const module = run("setTimeout(() => { throw new Error('boom'); }, 20);");
      assert.equal((await module.exited).code, 1);
      const issue = await module.packet('process:exception');
      assert.equal(issue.message, 'boom');
      assert.match(String(issue.callsite), /index\.js:1$/);
      assert.match(module.stderr(), /^Error: boom\n {4}at .*index\.js:1:/);
    });

    it('finds its package.json as it is on disk, whatever overrides it', async () => {
      const module = run(
        `
        const before = require('./package.json').config.port;
        require('@pm2/io').initModule();
        console.log(before, require('./package.json').config.port);
        process.exit();`,
        { config: { port: 1 } },
        { port: '2' },
      );
      await module.exited;
      assert.equal(module.stdout(), '1 1\n');
    });

    it('lives on after it has printed, as it has no more than its IPC channel', async () => {
      const module = run("console.log('up');");
      // Three seconds after its start, @pm2/io would let it go if it thought that only its pipes keep it alive.
      await eventually(
        'four rounds of probes',
        () => module.packets.filter(({ type }) => type === 'axm:monitor').length > 3,
      );
      assert.equal(module.child.exitCode, null);
    });
  });
});
