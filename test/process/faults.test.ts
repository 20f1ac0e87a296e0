import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  findProcess,
  initialEnvironmentOf,
  listProcesses,
  seesEnvironments,
  signal,
} from '../../src/core/process/platform';
import { eventually } from '../support/eventually';
import { ExtensionHost, type StatusEvent } from '../support/extensionHost';
import { tempFolder } from '../support/tempFolder';
import { TestCore } from '../support/testCore';
import { TestModule } from '../support/testModule';
import { writeFiles } from '../support/writeFiles';
import { writeModule } from '../support/writeModule';

const STAY = 'setInterval(() => {}, 1000);';
/** Says that it is up, to a file that nobody watches. */
const NOTE = `require('fs').appendFileSync(process.env.NOTES, 'up ' + process.pid + '\\n');`;
/** How often a module that prints prints, in milliseconds. */
const TICK_MS = 20;

/** A shell that has set a limit and becomes the command that is given to it. */
const limited = (limit: string): readonly string[] => ['sh', '-c', `${limit} && exec "$@"`, 'sh'];
/** The same as the root of user and mount namespaces of its own. Linux, where that is allowed. */
const unshared = (limit: string): readonly string[] => ['unshare', '-Urm', ...limited(limit)];
const hasNamespaces = spawnSync('unshare', ['-Urm', 'true']).status === 0;

describe('A fault', () => {
  const newFolder = tempFolder();
  const startHost = ExtensionHost.starter();
  const newCore = TestCore.starter();

  const quick = { main: undefined, apps: [{ script: 'index.js', min_uptime: 100 }] };

  const statuses = (host: ExtensionHost): StatusEvent[] =>
    host.events.flatMap((event) => (event.event === 'status' ? [event] : []));

  describe('of the disk:', () => {
    it('a log folder that is deleted loses no line on the screen, and the next life makes it anew', async () => {
      const core = newCore();
      const script = `let n = 0; setInterval(() => console.log(process.pid + ' ' + ++n), ${TICK_MS});`;
      const module = await TestModule.install(core, writeModule(newFolder(), 'deleted', { 'index.js': script }, quick));
      await eventually('a standby has opened its files', () => module.process.standby !== undefined);
      const { pid = 0, logs } = module.process;
      rmSync(path.dirname(logs.out), { recursive: true });
      const linesOf = (life: number): number[] =>
        module.lines.filter((line) => line.startsWith(`${life} `)).map((line) => Number(line.split(' ')[1]));
      const seen = linesOf(pid).length;
      await eventually('lines go on', () => linesOf(pid).length > seen + 10);
      await module.restart();
      const { pid: next = 0 } = module.process;
      await eventually('the next life is read', () => linesOf(next).length > 10);
      assert.ok(readFileSync(logs.out, 'utf8').startsWith(`${next} 1\n`));
      for (const life of [pid, next]) {
        const numbers = linesOf(life);
        assert.deepEqual(
          numbers,
          numbers.map((_, at) => at + 1),
        );
      }
    });

    it('no space for logs keeps modules, restarts and the end as they are (ulimit -f)', async () => {
      const script = `${NOTE} for (let n = 0; n < 5000; n++) console.log(String(n).padStart(100)); ${NOTE} ${STAY}`;
      const folder = writeModule(newFolder(), 'full', { 'index.js': script }, quick);
      const host = startHost({ folder, place: newFolder(), prefix: limited('ulimit -f 128') });
      await host.told({ event: 'done', command: 'install' });
      await host.notes(2);
      await host.does('restart');
      await host.notes(4);
      writeFileSync(path.join(folder, 'index.js'), `${script} // saved`);
      await host.notes(6);
      await eventually('the third life is online', () => {
        const { status, generation } = statuses(host).at(-1) ?? {};
        return status === 'online' && generation === 3;
      });
      await host.look();
      await host.does('shutdown');
      assert.deepEqual(await host.living(), []);
    });

    if (hasNamespaces) {
      it('a full disk under the logs is said, and modules go on (a small tmpfs)', async () => {
        const place = newFolder();
        const logs = path.join(place, 'storage', 'logs');
        mkdirSync(logs, { recursive: true });
        const script = `for (let n = 0; n < 5000; n++) console.log(String(n).padStart(100)); ${NOTE} ${STAY}`;
        const folder = writeModule(newFolder(), 'full', { 'index.js': script }, quick);
        const host = startHost({ folder, place, prefix: unshared(`mount -t tmpfs -o size=64k tmpfs '${logs}'`) });
        await host.told({ event: 'done', command: 'install' });
        await host.notes(1);
        await host.does('restart');
        await host.notes(2);
        await eventually('the notice', () => host.events.some((event) => event.event === 'notice'));
        assert.deepEqual(
          host.events.flatMap((event) => (event.event === 'notice' ? event.text : [])),
          [
            `There is no space left for the log of "full", so its lines are lost: ${logs}. Make room on that disk, or name another file with "out_file" and "error_file".`,
          ],
        );
        assert.equal(statuses(host).at(-1)?.status, 'online');
      });
    }
  });

  if (hasNamespaces) {
    describe('of inotify is said, and saves and options still count:', () => {
      const limits = {
        ENOSPC: ['echo 3 > /proc/sys/user/max_inotify_watches', /^The system watches no more files/],
        EMFILE: ['echo 0 > /proc/sys/user/max_inotify_instances', /^Too many files are open \(EMFILE\)/],
      } as const;
      for (const [code, [limit, text]] of Object.entries(limits)) {
        it(`${code} while a folder is scanned`, async () => {
          const folder = writeModule(newFolder(), 'blind', { 'index.js': `${NOTE} ${STAY}` }, quick);
          for (let n = 0; n < 10; n++) writeFiles(folder, { [`folder${n}/x.js`]: '0;' });
          const place = newFolder();
          const host = startHost({ folder, place, prefix: unshared(limit) });
          await host.told({ event: 'done', command: 'install' });
          await host.notes(1);
          writeFileSync(path.join(folder, 'folder7', 'x.js'), '1;');
          await host.notes(2);
          writeFileSync(path.join(folder, 'index.js'), `${NOTE} ${STAY} // saved`);
          await host.notes(3);
          mkdirSync(path.join(place, 'home'), { recursive: true });
          writeFileSync(path.join(place, 'home', 'module_conf.json'), '{"blind":{"a":"1"}}');
          await host.notes(4);
          const notices = host.events.flatMap((event) => (event.event === 'notice' ? event.text : []));
          assert.equal(notices.length, 1, notices.join('\n'));
          assert.match(notices[0] ?? '', text);
          assert.match(notices[0] ?? '', /is looked at every \d+ ms instead.*Raise the limit/);
        });
      }
    });
  }

  it('of power: all stopped and continued go on as they were, and what was saved meanwhile restarts once', async () => {
    const folder = writeModule(newFolder(), 'asleep', { 'index.js': `${NOTE} ${STAY}` }, quick);
    const host = startHost({ folder, place: newFolder() });
    await host.told({ event: 'done', command: 'install' });
    await eventually('a standby waits, too', () => statuses(host).at(-1)?.standby);
    const [first] = await host.notes(1);
    const all = [...(await host.look()).map(({ pid }) => pid), host.child.pid ?? 0];
    for (const pid of all) signal(pid, 'SIGSTOP');
    await eventually('all are stopped', () => all.every((pid) => stateOf(pid) === 'T'));
    writeFileSync(path.join(folder, 'index.js'), `${NOTE} ${STAY} // saved`);
    for (const pid of all) signal(pid, 'SIGCONT');
    const notes = await host.notes(2);
    await host.does('stop');
    assert.equal(notes[0], first);
    assert.equal((await host.notes(2)).length, 2);
    assert.deepEqual([...new Set(statuses(host).map(({ generation }) => generation))], [0, 1, 2]);
    await host.does('shutdown');
    assert.deepEqual(await host.living(), []);
  });

  if (seesEnvironments) {
    describe('of manners: a module that detaches', () => {
      /** A shell in a session of its own, whose parent has ended. */
      const daemon = (file: string): string => {
        const shell = `(trap "" INT TERM HUP; echo $$ >> '${file}'; sleep 600) &`;
        return `require('child_process').spawn('sh', ['-c', ${JSON.stringify(shell)}], { detached: true, stdio: 'ignore' });`;
      };
      const strays = async (core: TestCore): Promise<number[]> =>
        (await listProcesses()).flatMap(({ pid }) =>
          initialEnvironmentOf(pid)?.get('PM2_HOME') === core.home ? [pid] : [],
        );

      it('and exits leaves nothing, and is errored', async () => {
        const core = newCore();
        const file = path.join(newFolder(), 'daemons');
        const script = `const size = () => require('fs').statSync('${file}', { throwIfNoEntry: false })?.size ?? 0;
          const before = size(); ${daemon(file)} setInterval(() => { if (size() > before) process.exit(0); }, ${TICK_MS});`;
        const apps = [{ script: 'index.js', pmx: false, min_uptime: '10s' }];
        const folder = writeModule(newFolder(), 'daemon', { 'index.js': script }, { main: undefined, apps });
        await TestModule.installMortal(core, folder);
        await eventually('it is errored', () => core.process.status === 'errored');
        assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 3);
        await eventually('nothing of it lives but the standby', async () => {
          const { standby } = core.process;
          return (await strays(core)).length === (standby ? 1 : 0);
        });
      });

      it('and stays leaves nothing when it is stopped', async () => {
        const core = newCore();
        const file = path.join(newFolder(), 'daemons');
        const folder = writeModule(newFolder(), 'daemon', { 'index.js': `${daemon(file)} ${STAY}` }, quick);
        const id = await core.install(folder);
        await eventually('its daemon', () => existsSync(file));
        await core.service.restart(id);
        await eventually('two daemons', () => readFileSync(file, 'utf8').trim().split('\n').length === 2);
        await core.service.stop(id);
        await eventually('nothing of it lives', async () => (await strays(core)).length === 0);
      });
    });
  }

  it('of a window: one that is killed frees its folder for the other, and no two run it', async () => {
    const folder = writeModule(newFolder(), 'shared', { 'index.js': `${NOTE} ${STAY}` }, quick);
    const place = newFolder();
    const one = startHost({ folder, place });
    await one.told({ event: 'done', command: 'install' });
    const other = startHost({ folder, place });
    await other.told({ event: 'failed', command: 'install' });
    assert.equal((await other.notes(1)).length, 1);
    await one.look();
    await one.kill();
    await other.does('install');
    const pids = (await other.notes(2)).map((note) => Number(note.split(' ')[1]));
    assert.equal(await findProcess(pids[0] ?? 0), undefined);
    assert.ok(await findProcess(pids[1] ?? 0));
  });
});

/** The letter that the kernel has for what a process does; `T` is stopped. Elsewhere than on Linux it is taken to be. */
function stateOf(pid: number): string {
  if (process.platform !== 'linux') return 'T';
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3);
}
