import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { descendantsOf, findProcess, isAlive, ownGroup, type ProcessInfo } from '../../src/core/process/platform';
import type { Ledger, ReaperProcess, ToReaper } from '../../src/shared/reaper';
import { eventually } from '../support/eventually';
import { projectRoot } from '../support/projectRoot';
import { tempFolder } from '../support/tempFolder';
import { writeFiles } from '../support/writeFiles';

const bundle = path.join(projectRoot, 'dist', 'reaper.js');
const hasPython = spawnSync('python3', ['-c', '']).status === 0;

/** Runs in the module: starts what is told, ignores every signal that can be ignored, and prints the pids. */
const stubborn = `
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => {});
  setInterval(() => {}, 1000);
  const { spawn } = require('child_process');
  const print = (child) => require('fs').writeSync(1, child.pid + '\\n');
`;

describe('The reaper', () => {
  const newFolder = tempFolder();
  const seen: Pick<ProcessInfo, 'pid' | 'startTime'>[] = [];

  afterEach(async () => {
    for (const info of seen.splice(0)) if (await isAlive(info)) process.kill(info.pid, 'SIGKILL');
  });

  const infoOf = async (pid: number): Promise<ProcessInfo> => {
    const info = await findProcess(pid);
    assert.ok(info, `${pid} is not there`);
    seen.push(info);
    return info;
  };

  interface Reaper {
    readonly child: ChildProcess;
    readonly ledger: string;
    tell(message: ToReaper | string): void;
    /** What stands in the ledger. */
    read(): Ledger;
    /** The host ends; resolves when the reaper has ended too. */
    hostEnds(): Promise<void>;
  }

  async function startReaper(folder = newFolder()): Promise<Reaper> {
    const ledger = path.join(folder, 'ledgers', 'one.json');
    const child = spawn(process.execPath, [bundle, ledger, String(process.pid)], {
      ...ownGroup,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const ended = once(child, 'exit');
    await infoOf(child.pid ?? 0);
    return {
      child,
      ledger,
      tell: (message) => {
        child.stdin.write(`${typeof message === 'string' ? message : JSON.stringify(message)}\n`);
      },
      read: () => JSON.parse(readFileSync(ledger, 'utf8')) as Ledger,
      hostEnds: async () => {
        child.stdin.end();
        await ended;
      },
    };
  }

  interface Started {
    readonly entry: ReaperProcess;
    /** The processes whose pids it has printed. */
    readonly others: readonly ProcessInfo[];
  }

  /** Starts a process as the supervisor starts a module, and waits until it has printed `count` pids. */
  async function start(command: string, args: readonly string[], count = 0, home = newFolder()): Promise<Started> {
    const uniqueId = `life-${process.pid}-${performance.now()}`;
    const env = { PATH: process.env.PATH, unique_id: uniqueId };
    const child = spawn(command, args, { ...ownGroup, env, stdio: ['ignore', 'pipe', 'inherit'] });
    let text = '';
    child.stdout.on('data', (chunk) => (text += String(chunk)));
    const lines = await eventually('it has started what it should', () => {
      const pids = text.split('\n').slice(0, -1);
      return pids.length >= count && pids;
    });
    const { startTime } = await infoOf(child.pid ?? 0);
    const entry = { pid: child.pid ?? 0, startTime, ownsGroup: true, uniqueId, home };
    const others = await Promise.all(lines.slice(0, count).map((line) => infoOf(Number(line))));
    return { entry, others };
  }

  const areGone = async (infos: readonly Pick<ProcessInfo, 'pid' | 'startTime'>[]): Promise<boolean> =>
    (await Promise.all(infos.map(isAlive))).every((alive) => !alive);

  async function diesWithHost({ entry, others }: Started): Promise<void> {
    const reaper = await startReaper();
    reaper.tell({ type: 'add', process: entry });
    await reaper.hostEnds();
    assert.ok(await areGone([entry, ...others]));
    assert.ok(!existsSync(reaper.ledger));
  }

  it('kills a module whose event loop is blocked', async () => {
    const blocked = `${stubborn} print(process); for (;;);`;
    await diesWithHost(await start(process.execPath, ['-e', blocked], 1));
  });

  it('kills a module in another language that ignores signals', async () => {
    const python = `
import os, signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print(os.getpid(), flush=True)
time.sleep(600)`;
    const shell = 'trap "" INT TERM; echo $$; while :; do sleep 1; done';
    await diesWithHost(await (hasPython ? start('python3', ['-c', python], 1) : start('sh', ['-c', shell], 1)));
  });

  it('kills its children and their children, which ignore signals', async () => {
    const shell = 'trap "" INT TERM; sleep 600 & echo $!; wait';
    const source = `${stubborn}
      const child = spawn('sh', ['-c', ${JSON.stringify(shell)}], { stdio: ['ignore', 1, 'ignore'] });
      print(child);`;
    await diesWithHost(await start(process.execPath, ['-e', source], 2));
  });

  it('kills a descendant that has a session of its own', async () => {
    const source = `${stubborn} print(spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }));`;
    await diesWithHost(await start(process.execPath, ['-e', source], 1));
  });

  it('kills what a dead child of the module has left behind in a session of its own', async () => {
    const shell = 'setsid sleep 600 >/dev/null 2>&1 & echo $!';
    const source = `${stubborn} spawn('sh', ['-c', ${JSON.stringify(shell)}], { stdio: ['ignore', 1, 'ignore'] });`;
    const started = await start(process.execPath, ['-e', source], 1);
    await eventually('it has lost its parent', async () => (await descendantsOf(started.entry.pid)).length === 0);
    await diesWithHost(started);
  });

  it('kills what is left of a module that has ended by itself', async () => {
    const source = `${stubborn} print(spawn('sleep', ['600'], { stdio: 'ignore' }));`;
    const started = await start(process.execPath, ['-e', source], 1);
    process.kill(started.entry.pid, 'SIGKILL');
    await eventually('the module has ended', () => areGone([started.entry]));
    await diesWithHost(started);
  });

  it('kills all that is registered, at once', async () => {
    const reaper = await startReaper();
    const started = await Promise.all(Array.from({ length: 5 }, () => start('sleep', ['600'])));
    for (const { entry } of started) reaper.tell({ type: 'add', process: entry });
    await reaper.hostEnds();
    assert.ok(await areGone(started.map(({ entry }) => entry)));
  });

  it('leaves alone a process that has the pid of one that was taken off', async () => {
    const reaper = await startReaper();
    const { entry } = await start('sleep', ['600']);
    reaper.tell({ type: 'add', process: { ...entry, uniqueId: 'an earlier life' } });
    reaper.tell({ type: 'remove', pid: entry.pid });
    await reaper.hostEnds();
    assert.ok(await isAlive(entry));
  });

  it('kills what a life that was taken off has left behind, and forgets those that have left nothing', async () => {
    const reaper = await startReaper();
    const { entry } = await start('sleep', ['600']);
    reaper.tell({ type: 'add', process: { ...entry, pid: 99_999_999, startTime: '1' } });
    reaper.tell({ type: 'remove', pid: 99_999_999 });
    for (let life = 0; life < 200; life++) {
      const process = { ...entry, pid: 99_999_999, startTime: '1', uniqueId: `nothing is left of ${life}` };
      reaper.tell({ type: 'add', process });
      reaper.tell({ type: 'remove', pid: 99_999_999 });
    }
    const last = { ...entry, uniqueId: 'the last' };
    reaper.tell({ type: 'add', process: last });
    const { processes } = await eventually('it has read all', () => {
      const ledger = reaper.read();
      return ledger.processes.some(({ uniqueId }) => uniqueId === last.uniqueId) && ledger;
    });
    assert.ok(processes.length < 50, `${processes.length} are kept`);
    reaper.tell({ type: 'remove', pid: entry.pid });
    await reaper.hostEnds();
    assert.ok(await areGone([entry]));
  });

  it('kills what was spawned after it was told to expect it, and was not added', async () => {
    const reaper = await startReaper();
    const { entry } = await start('sleep', ['600']);
    reaper.tell({ type: 'expect', life: { uniqueId: entry.uniqueId, home: entry.home } });
    await reaper.hostEnds();
    assert.ok(await areGone([entry]));
  });

  it('reads a start time that it was not told', async () => {
    const reaper = await startReaper();
    const { entry } = await start('sleep', ['600']);
    reaper.tell({ type: 'add', process: { ...entry, startTime: '' } });
    const ledger = await eventually('the ledger is written', () => reaper.read());
    assert.deepEqual(ledger.processes, [entry]);
    await reaper.hostEnds();
    assert.ok(await areGone([entry]));
  });

  it('leaves alone a process that has the pid of one that has ended', async () => {
    const reaper = await startReaper();
    const { entry } = await start('sleep', ['600']);
    reaper.tell({ type: 'add', process: { ...entry, startTime: '1', uniqueId: 'an earlier life' } });
    await reaper.hostEnds();
    assert.ok(await isAlive(entry));
  });

  it('leaves alone a PM2 daemon that the module has started, and what that runs', async () => {
    const home = newFolder();
    const source = `${stubborn}
      const shell = 'sleep 600 >/dev/null & echo $!; wait';
      print(spawn('sh', ['-c', shell], { detached: true, stdio: ['ignore', 1, 'ignore'] }));`;
    const started = await start(process.execPath, ['-e', source], 2, home);
    const shells = await Promise.all(
      started.others.map(async (info) => ({ info, hasChild: (await descendantsOf(info.pid)).length > 0 })),
    );
    const daemon = shells.find(({ hasChild }) => hasChild)?.info;
    writeFileSync(path.join(home, 'pm2.pid'), String(daemon?.pid));
    const reaper = await startReaper();
    reaper.tell({ type: 'add', process: started.entry });
    await reaper.hostEnds();
    assert.deepEqual(await Promise.all([started.entry, ...started.others].map(isAlive)), [false, true, true]);
  });

  it('kills a module whose editor is run by a PM2 daemon', async () => {
    const home = newFolder();
    writeFileSync(path.join(home, 'pm2.pid'), String(process.pid));
    await diesWithHost(await start('sh', ['-c', 'sleep 600 >/dev/null & echo $!; wait'], 1, home));
  });

  it('takes no notice of signals, nor of lines that say nothing', async () => {
    const reaper = await startReaper();
    const first = await start('sleep', ['600']);
    reaper.tell({ type: 'add', process: first.entry });
    await eventually('it is up', () => reaper.read().processes.length === 1);
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) reaper.child.kill(name);
    for (const line of ['', 'nonsense', 'null', '[]', '{"type":"add"}']) reaper.tell(line);
    reaper.tell(JSON.stringify({ type: 'add', process: { ...first.entry, pid: -1 } }));
    const second = await start('sleep', ['600']);
    reaper.tell({ type: 'add', process: second.entry });
    await eventually('it has read on', () => reaper.read().processes.length === 2);
    await reaper.hostEnds();
    assert.ok(await areGone([first.entry, second.entry]));
  });

  it('keeps a ledger that only this user can read', async () => {
    const reaper = await startReaper();
    const { entry } = await start('sleep', ['600']);
    reaper.tell({ type: 'add', process: entry });
    await eventually('the ledger is written', () => reaper.read().processes.length === 1);
    const host = await infoOf(process.pid);
    seen.pop(); // that is this very process
    assert.deepEqual(reaper.read(), {
      host: { pid: host.pid, startTime: host.startTime },
      reaper: { pid: reaper.child.pid, startTime: (await findProcess(reaper.child.pid ?? 0))?.startTime },
      processes: [entry],
    });
    assert.equal(statSync(reaper.ledger).mode & 0o777, 0o600);
    assert.equal(statSync(path.dirname(reaper.ledger)).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(path.dirname(reaper.ledger)), ['one.json']);
    await reaper.hostEnds();
  });

  describe('of a host that is killed', () => {
    /** Starts a host with a module and a reaper, all in processes of their own. */
    async function startHost(ledgers: string): Promise<Record<'host' | 'module' | 'reaper', ProcessInfo>> {
      const script = path.join(projectRoot, 'test', 'support', 'reaperHost.ts');
      const child = spawn(process.execPath, ['--import', 'tsx', script, bundle, ledgers], {
        cwd: projectRoot,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(child.stdout, 'data')) as [Buffer];
      const pids = JSON.parse(String(line)) as { module: number; reaper: number };
      await eventually('the module is in the ledger', () => ledgersIn(ledgers)[0]?.processes.length === 1);
      return {
        host: await infoOf(child.pid ?? 0),
        module: await infoOf(pids.module),
        reaper: await infoOf(pids.reaper),
      };
    }

    const ledgersIn = (folder: string): Ledger[] =>
      readdirSync(folder).map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Ledger);

    const sweep = (folder: string): void => {
      assert.equal(spawnSync(process.execPath, [bundle, '--sweep', folder]).status, 0);
    };

    it('kills its modules', async () => {
      const ledgers = path.join(newFolder(), 'ledgers');
      const { host, module, reaper } = await startHost(ledgers);
      process.kill(host.pid, 'SIGKILL');
      await eventually('all have ended', () => areGone([host, module, reaper]));
      assert.deepEqual(readdirSync(ledgers), []);
    });

    it('is not needed when a later sweep finds its ledger', async () => {
      const ledgers = path.join(newFolder(), 'ledgers');
      const { host, module, reaper } = await startHost(ledgers);
      process.kill(reaper.pid, 'SIGSTOP'); // or it would act before it dies
      process.kill(host.pid, 'SIGKILL');
      process.kill(reaper.pid, 'SIGKILL');
      await eventually('both have ended', () => areGone([host, reaper]));
      assert.ok(await isAlive(module));
      sweep(ledgers);
      assert.ok(await areGone([module]));
      assert.deepEqual(readdirSync(ledgers), []);
    });

    it('and of hosts that live is left alone by a sweep', async () => {
      const ledgers = path.join(newFolder(), 'ledgers');
      const { module } = await startHost(ledgers);
      sweep(ledgers);
      assert.ok(await isAlive(module));
      assert.equal(readdirSync(ledgers).length, 1);
    });

    it('does not make a sweep kill a process that has the pid of one that has ended', async () => {
      const { entry } = await start('sleep', ['600']);
      const dead = { pid: entry.pid, startTime: '1' };
      const process = { ...entry, ...dead, uniqueId: 'an earlier life' };
      const folder = writeFiles(newFolder(), { 'old.json': { host: dead, reaper: dead, processes: [process] } });
      sweep(folder);
      assert.ok(await isAlive(entry));
      assert.deepEqual(readdirSync(folder), []);
    });

    it('does not make a sweep touch other files', async () => {
      const folder = writeFiles(newFolder(), { 'foreign.json': { host: 1 }, 'notes.txt': 'mine' });
      sweep(folder);
      assert.deepEqual(readdirSync(folder), ['foreign.json', 'notes.txt']);
      sweep(path.join(folder, 'nowhere'));
    });
  });
});
