import assert from 'node:assert/strict';
import path from 'node:path';
import type { FolderSettings } from '../../src/shared/coreApi';
import { eventually } from '../support/eventually';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { TestModule } from '../support/testModule';
import { writeFiles } from '../support/writeFiles';
import { writeModule } from '../support/writeModule';

const STAY = 'setInterval(() => {}, 1000);';
const STARTS = `console.log('start ' + Date.now());`;
/** Longer than PM2's own `kill_timeout` of 1600 ms. */
const SLOW_END_MS = 2_000;
const SLOW = `process.on('SIGINT', () => setTimeout(() => { console.log('ended well'); process.exit(); }, ${SLOW_END_MS})); console.log('up'); ${STAY}`;

describe('The options of an app, in a real process', () => {
  const modules = new Map<string, TestModule>();
  let core: TestCore;
  after(() => core.end()); // before its folders go
  const newFolder = tempFolder();

  function writeApp(name: string, app: object, script: string): string {
    const files = { 'index.js': script, 'lib/a.js': '0;', 'data/b.json': '0', 'c.js': '0;' };
    return writeModule(newFolder(), name, files, { apps: [{ script: 'index.js', ...app }] });
  }

  async function lives(name: string, app: object, script = STAY, settings?: Partial<FolderSettings>): Promise<void> {
    modules.set(name, await TestModule.install(core, writeApp(name, app, script), settings));
  }

  async function dies(name: string, app: object, script: string): Promise<void> {
    modules.set(name, await TestModule.installMortal(core, writeApp(name, app, script)));
  }

  before(async () => {
    core = new TestCore(newFolder());
    await Promise.all([
      dies('once', { autorestart: false }, `throw new Error('once');`),
      dies('meant', { stop_exit_codes: [3] }, 'process.exit(3);'),
      dies('five', { max_restarts: 5, min_uptime: '10s' }, 'process.exit(1);'),
      dies('lasting', { min_uptime: 100 }, 'setTimeout(() => process.exit(1), 150);'),
      dies('paced', { restart_delay: 200 }, `${STARTS} process.exit(1);`),
      dies('backing-off', { exp_backoff_restart_delay: 100 }, `${STARTS} process.exit(1);`),
      lives('patient', { kill_timeout: 60_000 }, SLOW, { killTimeoutMs: 1 }),
      lives('patient-by-setting', {}, SLOW, { killTimeoutMs: 60_000 }),
      lives(
        'asked',
        { shutdown_with_message: true },
        `process.on('SIGINT', () => console.log('signal'));
         process.on('message', (text) => { console.log(text); process.exit(); }); console.log('up');`,
      ),
      lives('elsewhere', { cwd: 'lib' }, `console.log('in ' + process.cwd()); ${STAY}`),
      lives('places', { watch: ['lib'] }),
      lives('ignoring', { ignore_watch: ['data'] }),
      lives('ignoring-by-setting', {}, STAY, { watchIgnore: ['data/**', 'lib'] }),
      lives('delayed', { watch_delay: 500 }),
      lives('delayed-by-setting', {}, STAY, { watchDelayMs: 500 }),
    ]);
  });

  function get(name: string): TestModule {
    const module = modules.get(name);
    assert.ok(module);
    return module;
  }

  /** Waits until there are so many starts that the module has printed; gives the milliseconds between them. */
  async function pausesOf(name: string, count: number): Promise<number[]> {
    const pauses = (): number[] => {
      const starts = get(name).lines.flatMap((line) => /^start (\d+)$/.exec(line)?.[1] ?? []);
      return starts.slice(1).map((start, index) => Number(start) - Number(starts[index]));
    };
    await eventually(`${count} restarts`, () => pauses().length >= count);
    return pauses().slice(0, count);
  }

  describe('that say how it comes back', () => {
    it('autorestart: false leaves it as it ended, with the error', async () => {
      await eventually('its end', () => get('once').process.status === 'stopped');
      const { status, crash, generation } = get('once').process;
      assert.deepEqual([status, crash?.summary, generation], ['stopped', 'once', 1]);
    });

    it('stop_exit_codes are ends that were meant', async () => {
      await eventually('its end', () => get('meant').process.status === 'stopped');
      const { status, crash, generation } = get('meant').process;
      assert.deepEqual([status, crash, generation], ['stopped', undefined, 1]);
    });

    it('max_restarts is how many quick ends are enough', async () => {
      await eventually('errored', () => get('five').process.status === 'errored');
      assert.equal(get('five').process.generation, 5);
    });

    it('min_uptime is how soon an end is a quick one', async () => {
      await eventually('more lives than three', () => get('lasting').process.generation > 4);
      assert.notEqual(get('lasting').process.status, 'errored');
    });

    it('min_uptime does not count how long Node took to boot', async () => {
      const minUptimeMs = 1_500;
      const slow = `const end = Date.now() + ${minUptimeMs}; while (Date.now() < end);`;
      const boot = path.join(writeFiles(newFolder(), { 'slow.js': slow }), 'slow.js');
      const app = { min_uptime: minUptimeMs, env: { NODE_OPTIONS: `--require=${boot}` } };
      await dies('slow-to-boot', app, 'process.exit(1);');
      await eventually('errored', () => get('slow-to-boot').process.status === 'errored');
      assert.equal(get('slow-to-boot').process.generation, 3);
    });

    it('restart_delay is waited for', async () => {
      await eventually('it waits', () => get('paced').process.status === 'waiting restart');
      for (const pause of await pausesOf('paced', 4)) assert.ok(pause >= 200, `${pause} ms`);
    });

    it('exp_backoff_restart_delay grows by half each time', async () => {
      const pauses = await pausesOf('backing-off', 4);
      for (const [index, least] of [100, 150, 225, 337].entries())
        assert.ok((pauses[index] ?? 0) >= least, pauses.join());
      assert.notEqual(get('backing-off').process.status, 'errored');
    });
  });

  describe('that say how it ends', () => {
    it('kill_timeout, else the setting killTimeoutMs, is how long it may take', async () => {
      const stopAfterwards = async (module: TestModule): Promise<void> => {
        await eventually('up', () => module.lines.includes('up'));
        await core.service.stop(module.id);
        await eventually('its last line', () => module.lines.includes('ended well'));
      };
      await Promise.all([get('patient'), get('patient-by-setting')].map(stopAfterwards));
    });

    it('shutdown_with_message is a message instead of a signal', async () => {
      const module = get('asked');
      await eventually('up', () => module.lines.includes('up'));
      await core.service.stop(module.id);
      await eventually('its last line', () => module.lines.at(-1) === 'shutdown');
      assert.ok(!module.lines.includes('signal'));
    });
  });

  it('cwd is no choice of a module: it runs in its own folder, as under PM2, and a hint says so', async () => {
    const module = get('elsewhere');
    await eventually('its line', () => module.lines.includes(`in ${module.snapshot.folder}`));
    assert.deepEqual(
      module.snapshot.hints.filter(({ isMinor }) => !isMinor).map(({ code }) => code),
      ['cwd-ignored'],
    );
  });

  describe('that say what restarts it', () => {
    /** Saves what must not restart it, then what must; resolves with what its one restart was for. */
    async function restartOf(
      name: string,
      saves: { readonly not?: string[]; readonly but: string[] },
    ): Promise<unknown> {
      const module = get(name);
      const { folder } = module.snapshot;
      for (const file of [...(saves.not ?? []), ...saves.but]) writeFiles(folder, { [file]: '1;' });
      await eventually('the restart', () => module.process.generation > 1 && module.process.status === 'online');
      await core.service.whenIdle();
      assert.equal(module.process.generation, 2);
      return module.process.startReason;
    }

    it('watch names the places that count', async () => {
      const reason = await restartOf('places', { not: ['data/b.json', 'c.js'], but: ['lib/a.js'] });
      assert.deepEqual(reason, { kind: 'saved', paths: ['lib/a.js'] });
    });

    it('ignore_watch adds to what never counts', async () => {
      const not = ['data/b.json', 'node_modules/x/index.js', '.git/index', 'app.log', 'README.md'];
      const reason = await restartOf('ignoring', { not, but: ['c.js'] });
      assert.deepEqual(reason, { kind: 'saved', paths: ['c.js'] });
    });

    it('pm2Modules.watch.ignore does the same', async () => {
      const not = ['data/b.json', 'lib/a.js', 'node_modules/x/index.js'];
      const reason = await restartOf('ignoring-by-setting', { not, but: ['c.js'] });
      assert.deepEqual(reason, { kind: 'saved', paths: ['c.js'] });
    });

    for (const name of ['delayed', 'delayed-by-setting']) {
      it(`watch_delay is waited for, and makes one restart of what is saved in it: ${name}`, async () => {
        const module = get(name);
        writeFiles(module.snapshot.folder, { 'c.js': '1;' });
        await eventually('it waits', () => module.process.waiting === 'delay');
        const reason = await restartOf(name, { but: ['lib/a.js'] });
        assert.deepEqual(reason, { kind: 'saved', paths: ['c.js', 'lib/a.js'] });
      });
    }
  });
});
