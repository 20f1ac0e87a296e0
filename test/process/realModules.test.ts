import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../src/base/errors';
import { findExecutable } from '../../src/core/process/findExecutable';
import { eventually } from '../support/eventually';
import { folderDefaults } from '../support/folderDefaults';
import { installModule, libraryFolder, nodeBinary } from '../support/modulePackages';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { TestModule } from '../support/testModule';
import { writeFiles } from '../support/writeFiles';
import { writeModule } from '../support/writeModule';

const STAY = 'setInterval(() => {}, 1000);';
const everything = { usage: true, probes: true, actions: true, events: true, traffic: [] };

/** One core for all tests of a `describe`, which has ended before its folders are removed. */
function sharedCore(options: () => ConstructorParameters<typeof TestCore>[1] = () => ({})): {
  readonly newFolder: () => string;
  readonly core: () => TestCore;
} {
  let core: TestCore | undefined;
  after(() => core?.end());
  const newFolder = tempFolder();
  before(async () => {
    core = new TestCore(newFolder(), options());
    await core.service.setInterest(everything);
  });
  return {
    newFolder,
    core: () => {
      if (!core) throw new Error('the core is made before the tests');
      return core;
    },
  };
}

describe('Real modules', () => {
  describe('pm2-server-monit 3.0.0', () => {
    const units: Readonly<Record<string, string | undefined>> = {
      'CPU usage': '%',
      'Avail. Disk': '%',
      'Used space': 'GB',
      'Total Disk space': 'GB',
      'Free memory': '%',
      'Used memory': 'GB',
      'Total memory': 'GB',
      'Opened FD': undefined,
      'TTY/SSH opened': undefined,
      'Total Processes': undefined,
      'Zombie processes': undefined,
    };
    const actions = [
      ...['top cpu consuming', 'top mem consuming', 'vmstats', 'processes/users', 'disk usage', 'who', 'uptime'],
      ...['open ports', 'ifconfig'],
    ];
    /** Two for all interfaces and two for each, once it has measured for five seconds: not every machine has one. */
    const ofNetwork = /^(network (in|out)|.+ (input|output))$/;

    const { newFolder, core } = sharedCore(() => ({ environment: withTop() }));
    let monit: TestModule;

    /** It counts processes with `top`, and tells none where that is missing: then this one is found. */
    function withTop(): Record<string, string> {
      const folder = writeFiles(newFolder(), {
        top: "#!/bin/sh\nseq 7\necho ' 1 root 20 0 1 1 1 S 0.0 0.1 0:00 sh'\n",
      });
      return { ...definedEnvironment(), PATH: `${process.env.PATH ?? ''}${path.delimiter}${folder}` };
    }

    const ownProbes = (): string[] =>
      monit.probes.filter(({ name, isRuntime }) => !isRuntime && !ofNetwork.test(name)).map(({ name }) => name);

    before(async () => {
      writeFiles(core().home, { 'module_conf.json': { 'pm2-server-monit': { cpu_refresh_rate: '1' } } });
      monit = await TestModule.install(core(), installModule('pm2-server-monit', newFolder()));
    });

    it('shows its 11 own probes and no other, as numbers with their units', async () => {
      await eventually('all probes', () => ownProbes().length >= 11);
      assert.deepEqual(ownProbes().sort(), Object.keys(units).sort());
      for (const [name, unit] of Object.entries(units)) {
        const probe = monit.probe(name);
        assert.equal(typeof probe?.number, 'number', name);
        assert.equal(probe?.unit, unit, name);
      }
    });

    it('sends new values all the time', async () => {
      // Which of them changes is the machine's to say: one that is busy uses 100 % of its CPU all the time.
      const newest = (): number =>
        Math.max(...monit.probes.filter(({ isRuntime }) => !isRuntime).map((one) => one.changedAt));
      const first = newest();
      await eventually('a new value', () => newest() > first);
    });

    it('has the probes of the runtime apart', async () => {
      const names = [
        'Heap Size',
        'Heap Usage',
        'Used Heap Size',
        'Active requests',
        'Active handles',
        'Event Loop Latency',
      ];
      await eventually('all of them', () => names.every((name) => monit.probe(name)?.isRuntime));
    });

    it('has its 9 own actions, and those of the library as internal', () => {
      const named = (type: string): string[] =>
        monit.actions.flatMap((action) => (action.type === type ? action.name : []));
      assert.deepEqual(named('custom'), actions);
      assert.ok(monit.actions.every(({ takesArgument, type }) => type === 'internal' || !takesArgument));
      assert.deepEqual(named('internal').length + actions.length, monit.actions.length);
      assert.ok(named('internal').every((name) => name.startsWith('km:')));
    });

    it('replies to each of its actions', async () => {
      const replies = await Promise.all(actions.map(async (name) => [name, await monit.run(name)] as const));
      for (const [name, state] of replies) {
        assert.ok(state.kind === 'replied' && typeof state.value === 'string', `${name}: ${JSON.stringify(state)}`);
      }
      await eventually('the reply with its call', () => {
        const { state } = monit.action('disk usage')?.lastCall ?? {};
        const text = state?.kind === 'replied' ? state.value : undefined;
        return typeof text === 'string' && /^Filesystem.*<br \/>/.test(text);
      });
    });

    it('has its log lines in the channel', async () => {
      await eventually('its line', () =>
        monit.lines.some((line) => /^Using ".+" as backend|^No network tool/.test(line)),
      );
    });

    it('is restarted by a save, with its own options over its own defaults', async () => {
      const { pid } = monit.process;
      const file = path.join(monit.snapshot.folder, 'src', 'index.js');
      const printed = readFileSync(file, 'utf8').replace('const cpu =', 'console.log(JSON.stringify(conf));\n  $&');
      writeFileSync(file, printed);
      const line = await eventually('its options', () => monit.lines.find((text) => text.startsWith('{')));
      await eventually('its new process', () => monit.process.generation === 2 && monit.process.pid !== pid);
      assert.deepEqual(monit.process.startReason, { kind: 'saved', paths: ['src/index.js'] });
      const { drive, cpu_refresh_rate, disk_refresh_rate, module_name, module_version } = JSON.parse(line) as Options;
      assert.deepEqual(
        { drive, cpu_refresh_rate, disk_refresh_rate, module_name, module_version },
        {
          drive: '/',
          cpu_refresh_rate: 1,
          disk_refresh_rate: '60',
          module_name: 'pm2-server-monit',
          module_version: '3.0.0',
        },
      );
      await eventually('its probes', () => ownProbes().length >= 11);
    });
  });

  describe('with pmx 1.6.8, @pm2/io 6.1.0 and tx2 1.0.5', () => {
    /** What the fixtures of a library get on top: a probe with a unit, an event, and where there are any a scoped action. */
    const additions: Readonly<Record<string, string>> = {
      pmx: `pmx.probe().metric({ name: 'Weight', unit: 'kg', value: () => 5 });
        pmx.emit('weighed', { kg: 5 });
        pmx.scopedAction('count', (upTo, res) => {
          for (let number = 1; number <= Number(upTo); number++) res.send('number ' + number);
          res.end('counted');
        });`,
      io6: `io.metric({ name: 'Weight', unit: 'kg', value: () => 5 });
        io.emit('weighed', { kg: 5 });
        io.notifyError(new Error('too heavy'));`,
      tx2: `tx2.metric('Weight', 'kg', () => 5);
        tx2.event('weighed', { kg: 5 });
        tx2.issue(new Error('too heavy'));`,
    };
    const names = ['pmx-cjs', 'pmx-esm', 'io6-cjs', 'io6-esm', 'tx2-cjs', 'tx2-esm'];
    const { newFolder, core } = sharedCore();
    const modules = new Map<string, TestModule>();

    const get = (name: string): TestModule => {
      const module = modules.get(name);
      assert.ok(module);
      return module;
    };

    before(async () => {
      const options = Object.fromEntries(names.map((name) => [name, { port: '9090', extra: 'x' }]));
      writeFiles(core().home, { 'module_conf.json': options });
      const install = async (name: string): Promise<void> => {
        const folder = installModule(name, newFolder());
        const file = path.join(folder, 'index.js');
        writeFileSync(file, `${readFileSync(file, 'utf8')}\n${additions[name.slice(0, 3)] ?? ''}\n`);
        modules.set(name, await TestModule.install(core(), folder));
      };
      await Promise.all(names.map(install));
    });

    for (const name of names) {
      it(`${name} shows a probe with value and unit, apart from those of the runtime`, async () => {
        const module = get(name);
        const probe = await eventually('the probe', () => module.probe('Weight'));
        assert.deepEqual([probe.number, probe.unit, probe.isRuntime], [5, 'kg', false]);
        await eventually('the runtime', () => module.probe('Heap Usage')?.isRuntime);
        assert.equal(module.process.status, 'online');
      });

      it(`${name} runs an action without an argument, and the probe shows what it did`, async () => {
        const module = get(name);
        await eventually('the action', () => module.action('visit')?.takesArgument === false);
        const state = await module.run('visit');
        assert.deepEqual(state.kind === 'replied' && state.value, { visits: 1 });
        await eventually('the new value', () => module.probe('Visits')?.value === 1);
      });

      it(`${name} runs an action with an argument`, async () => {
        const module = get(name);
        await eventually('the action', () => module.action('greet')?.takesArgument);
        const state = await module.run('greet', 'World');
        assert.equal(state.kind === 'replied' && state.value, 'Hello, World');
        await eventually('the call', () => module.action('greet')?.lastCall?.argument === 'World');
      });
    }

    for (const name of ['pmx-cjs', 'pmx-esm']) {
      it(`${name} streams the output of a scoped action`, async () => {
        const module = get(name);
        await eventually('the action', () => module.action('count')?.type === 'scoped');
        const state = await module.run('count', '25');
        assert.equal(state.kind === 'replied' && state.value, 'counted');
        await eventually('all lines', () => module.action('count')?.lastCall?.streamed === 25);
      });
    }

    for (const name of ['pmx-cjs', 'pmx-esm', 'io6-cjs', 'io6-esm']) {
      it(`${name} gets its defaults, and what overrides them, from initModule`, async () => {
        const line = await eventually('its options', () => get(name).lines.find((text) => text.startsWith('{')));
        const { greeting, port, extra, module_name, module_version } = JSON.parse(line) as Options;
        assert.deepEqual(
          { greeting, port, extra, module_name, module_version },
          { greeting: 'Hello', port: 9090, extra: 'x', module_name: name, module_version: '1.2.3' },
        );
      });
    }

    it('gives new options to a module when they are set', async () => {
      const module = get('io6-cjs');
      writeFiles(core().home, { 'module_conf.json': { 'io6-cjs': { greeting: 'Good morning' } } });
      await eventually('the restart', () => module.process.startReason?.kind === 'configuration');
      const state = await eventually('the new options', async () => {
        const { kind, ...rest } = await module.run('greet', 'you');
        return kind === 'replied' && 'value' in rest && rest.value;
      });
      assert.equal(state, 'Good morning, you');
    });
  });

  describe('on several versions of Node', () => {
    const { newFolder, core } = sharedCore();

    for (const major of [16, 20, 24] as const) {
      it(`run on Node ${major} when pm2Modules.nodePath says so`, async () => {
        const run = async (name: string): Promise<void> => {
          const nodePath = nodeBinary(major);
          const module = await TestModule.install(core(), installModule(name, newFolder()), { nodePath });
          assert.match(module.process.nodeVersion ?? '', new RegExp(`^v?${major}\\.`));
          assert.equal(module.process.interpreter, nodePath);
          await eventually('its probes', () => module.probe('Visits') && module.probe('Heap Usage')?.isRuntime);
          const state = await module.run('greet', `Node ${major}`);
          assert.equal(state.kind === 'replied' && state.value, `Hello, Node ${major}`);
        };
        await Promise.all(['io6-cjs', 'pmx-esm'].map(run));
      });
    }

    it('start again on another Node as soon as the setting is changed', async () => {
      const folder = writeModule(newFolder(), 'mover', { 'index.js': `console.log(process.version); ${STAY}` });
      const module = await TestModule.install(core(), folder, { nodePath: nodeBinary(20) });
      await core().service.setFolderSettings(folder, { ...folderDefaults, nodePath: nodeBinary(24) });
      await eventually('the new Node', () => module.lines.some((line) => line.startsWith('v24.')));
    });

    it('strip the types of a .ts start file on Node 24, and on Node 20 say which Node does', async () => {
      const typed = (name: string): string =>
        writeModule(
          newFolder(),
          name,
          { 'index.ts': `const text: string = 'typed'; console.log(text); ${STAY}` },
          { main: 'index.ts' },
        );
      const module = await TestModule.install(core(), typed('typed'), { nodePath: nodeBinary(24) });
      await eventually('its line', () => module.lines.includes('typed'));
      await assert.rejects(core().install(typed('untyped'), { nodePath: nodeBinary(20) }), (error: unknown) => {
        assert.ok(error instanceof UserError);
        assert.match(error.message, /"index\.ts" is TypeScript, which Node runs from 22\.18 on; this is Node 20\./);
        assert.ok(error.remedies.some((remedy) => remedy.kind === 'openSetting'));
        return true;
      });
    });
  });

  describe('with CPU and memory', () => {
    const { newFolder, core } = sharedCore();

    /** A module with pmx; `code` is its start file after the library was required. */
    function withPmx(name: string, code: string, app: object = {}): string {
      const manifest = { apps: [{ script: 'index.js', ...app }] };
      const folder = writeModule(newFolder(), name, { 'index.js': `const pmx = require('pmx');\n${code}` }, manifest);
      mkdirSync(path.join(folder, 'node_modules'));
      symlinkSync(libraryFolder('pmx'), path.join(folder, 'node_modules', 'pmx'), 'junction');
      return folder;
    }

    it('are measured for the process that the pid option names, and for none when that is null', async () => {
      const spawn = `const child = require('child_process').spawn('sleep', ['1000']); console.log('child', child.pid);`;
      const [of, none, own] = await Promise.all([
        TestModule.install(core(), withPmx('of-child', `${spawn} pmx.initModule({ pid: child.pid });`)),
        TestModule.install(core(), withPmx('of-none', 'pmx.initModule({ pid: null });')),
        TestModule.install(core(), withPmx('of-itself', 'pmx.initModule();')),
      ]);
      const line = await eventually('the child', () => of.lines.find((text) => text.startsWith('child ')));
      await eventually('its pid', () => of.process.monitoredPid === Number(line.split(' ')[1]));
      const memoryOf = (module: TestModule): Promise<number> => eventually('usage', () => module.process.usage?.memory);
      const itself = await memoryOf(own);
      const child = await eventually('usage of the child', async () => {
        const memory = await memoryOf(of);
        return memory < itself / 4 && memory;
      });
      assert.ok(child > 0 && itself > 10_000_000, `${child} and ${itself} bytes`);
      assert.equal(own.process.monitoredPid, undefined);
      await eventually('no usage', () => none.process.monitoredPid === null && none.process.usage === null);
    });

    it('are there as soon as somebody looks', async () => {
      await core().service.setInterest({ ...everything, usage: false });
      const module = await TestModule.install(core(), withPmx('unseen', STAY));
      assert.equal(module.process.usage, undefined);
      await core().service.setInterest(everything);
      await eventually('usage', () => (module.process.usage?.memory ?? 0) > 10_000_000);
    });

    it('restart a module that needs more than max_memory_restart', async () => {
      const grow = 'const kept = []; setInterval(() => kept.push(Buffer.alloc(10e6, 1)), 50);';
      const module = await TestModule.install(core(), withPmx('grower', grow, { max_memory_restart: '120M' }));
      await eventually('a restart', () => module.process.startReason?.kind === 'memory');
      await core().service.uninstall(module.id);
    });
  });

  describe('with options of PM2', () => {
    const { newFolder, core } = sharedCore();

    function writeApp(name: string, files: Readonly<Record<string, string>>, app: object): string {
      return writeModule(newFolder(), name, files, { apps: [app] });
    }

    it('count as installed with wait_ready once they say so', async () => {
      const ready = path.join(newFolder(), 'ready');
      const script = `setTimeout(() => { require('fs').writeFileSync('${ready}', ''); process.send('ready'); }, 400); ${STAY}`;
      const folder = writeApp('waiter', { 'index.js': script }, { script: 'index.js', wait_ready: true });
      const module = await TestModule.install(core(), folder);
      assert.ok(existsSync(ready));
      assert.equal(module.process.status, 'online');
    });

    it('get node_args, args and env', async () => {
      const script = `console.log(JSON.stringify([process.execArgv, process.argv.slice(2), process.env.GREETING, process.env.LIST, typeof gc])); ${STAY}`;
      const app = { script: 'index.js', node_args: '--expose-gc', args: ['one', 'two words'] };
      const env = { GREETING: 'hello', LIST: { a: [1] } };
      const module = await TestModule.install(core(), writeApp('told', { 'index.js': script }, { ...app, env }));
      const line = await eventually('its line', () => module.lines.find((text) => text.startsWith('[')));
      assert.deepEqual(JSON.parse(line), [['--expose-gc'], ['one', 'two words'], 'hello', '{"a":[1]}', 'function']);
    });

    it('run a shell script by its extension, and any file with the interpreter that they name', async () => {
      const script = 'echo "shell $1 $name $pmx_module"; exec sleep 1000\n';
      const [byExtension, byName] = await Promise.all([
        TestModule.install(core(), writeApp('sh', { 'run.sh': script }, { script: 'run.sh', args: 'a' })),
        TestModule.install(core(), writeApp('named', { 'run.txt': script }, { script: 'run.txt', interpreter: 'sh' })),
      ]);
      await eventually('its line', () => byExtension.lines.includes('shell a sh true'));
      await eventually('its line', () => byName.lines.includes('shell  named true'));
      assert.match(byName.process.interpreter ?? '', /\/sh$/);
    });

    it('run a Python script where there is Python, and say where there is none', async () => {
      const python = 'import time\nprint("snake")\ntime.sleep(1000)\n';
      const installed = TestModule.install(core(), writeApp('snake', { 'main.py': python }, { script: 'main.py' }));
      const environment = definedEnvironment();
      const found =
        findExecutable('python', environment, '/nowhere') ?? findExecutable('python3', environment, '/nowhere');
      if (found === undefined) {
        await assert.rejects(installed, /"main\.py" needs python, which is not on PATH/);
        return;
      }
      const module = await installed;
      await eventually('its line', () => module.lines.includes('snake'));
    });
  });
});

type Options = Readonly<Record<string, unknown>>;

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
