import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import path from 'node:path';
import { isAlive, seesEnvironments, signal } from '../../src/core/process/platform';
import type { Ledger } from '../../src/shared/reaper';
import { eventually } from '../support/eventually';
import { ExtensionHost } from '../support/extensionHost';
import { projectRoot } from '../support/projectRoot';
import { tempFolder } from '../support/tempFolder';
import { writeModule } from '../support/writeModule';

const hasPython = spawnSync('python3', ['-c', '']).status === 0;

interface Kind {
  readonly files: Readonly<Record<string, string>>;
  /** As in its package.json. */
  readonly apps: readonly Readonly<Record<string, unknown>>[];
  /** Lines that the module and what it starts write when they are up. */
  readonly notes: number;
}

const FOR_EVER_MS = 600_000;

/** A module of Node; its script may use what stands here. Without @pm2/io, which ends a process that lost its host. */
const node = (script: string, notes = 1, app: Kind['apps'][0] = {}): Kind => ({
  files: {
    'index.js': `
      const { spawn } = require('child_process');
      const note = (text) => require('fs').appendFileSync(process.env.NOTES, text + '\\n');
      const ignoreSignals = () => process.on('SIGINT', () => note('asked to end'));
      const stay = () => setInterval(() => {}, 1000);
      const crash = () => setTimeout(() => process.exit(1), 500);
      ${script}`,
  },
  apps: [{ script: 'index.js', pmx: false, ...app }],
  notes,
});

const shell = 'trap "" INT; echo up >> "$NOTES"; sleep 600';
/** Starts a shell that ignores SIGINT. */
const child = `spawn('sh', ['-c', '${shell}'], { stdio: 'ignore' });`;
/** The same in a session of its own. */
const detachedChild = `spawn('sh', ['-c', '${shell}'], { stdio: 'ignore', detached: true });`;
/** The same, whose parent ends at once: where environments cannot be seen, nobody can know whose it was. */
const orphan = seesEnvironments ? `spawn('sh', ['-c', '(${shell}) &'], { stdio: 'ignore', detached: true });` : child;

const stubborn = `ignoreSignals(); note('up'); stay();`;
const neverEnding = node(`${detachedChild} ${stubborn}`, 2, { kill_timeout: FOR_EVER_MS });

const python = `
import os, signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
open(os.environ["NOTES"], "a").write("up\\n")
time.sleep(600)
`;
const otherLanguage: Kind = hasPython
  ? { files: { 'main.py': python }, apps: [{ script: 'main.py', interpreter: 'python3' }], notes: 1 }
  : { files: { 'main.sh': shell }, apps: [{ script: 'main.sh', interpreter: 'sh' }], notes: 1 };

describe('When the extension host ends', () => {
  const newFolder = tempFolder();
  const startHost = ExtensionHost.starter();

  interface Scene {
    readonly folder: string;
    readonly place: string;
    readonly notes: number;
    readonly host: ExtensionHost;
  }

  /** A host that installs a module. `place`: an empty folder for all that the host writes. */
  function begin({ files, apps, notes }: Kind, more: { place?: string; preload?: string } = {}): Scene {
    const { place = newFolder(), ...options } = more;
    const folder = writeModule(newFolder(), 'mortal', files, { apps });
    return { folder, place, notes, host: startHost({ folder, place, ...options }) };
  }

  /** The same, when the module is up. */
  async function beginAndWait(kind: Kind, place?: string): Promise<Scene> {
    const scene = begin(kind, place === undefined ? {} : { place });
    await scene.host.notes(kind.notes);
    return scene;
  }

  /** Another host runs the folder as if nothing had been. */
  async function beginsAgain({ folder, place, notes, host }: Scene): Promise<Scene> {
    const before = (await host.notes(0)).length;
    const next = startHost({ folder, place });
    await next.notes(before + notes);
    return { folder, place, notes, host: next };
  }

  async function nothingIsLeft({ host }: Scene): Promise<void> {
    await eventually('nothing lives of what the host has started', async () => {
      const living = await host.living();
      if (living.length > 0) throw new Error(JSON.stringify(living));
      return true;
    });
    await eventually('there is no ledger', () => host.ledgers().length === 0);
  }

  async function endsWithHost(scene: Scene, end: () => Promise<unknown> = () => scene.host.kill()): Promise<void> {
    await scene.host.look();
    await end();
    await nothingIsLeft(scene);
    await beginsAgain(scene);
  }

  const theLedger = ({ host }: Scene): Promise<Ledger> =>
    eventually('a ledger with the module', () => host.ledgers().find(({ processes }) => processes.length > 0));

  describe('by SIGKILL', () => {
    const kinds: Record<string, Kind> = {
      'a module': node(`note('up'); stay();`),
      'a module with @pm2/io': node(stubborn, 1, { pmx: true }),
      'a module with a blocked event loop': node(`note('up'); for (;;);`),
      'a module in another language': otherLanguage,
      'a module that has closed its IPC channel': node(`process.disconnect(); ${stubborn}`),
      'a module whose children ignore signals': node(`${child} ${detachedChild} ${orphan} stay();`, 3),
    };
    for (const [what, kind] of Object.entries(kinds)) {
      it(`${what} ends`, async () => {
        const scene = await beginAndWait(kind);
        await scene.host.told({ event: 'status', status: 'online' });
        await endsWithHost(scene);
      });
    }

    it('a module that is launching ends', async () => {
      const scene = await beginAndWait(node(stubborn, 1, { wait_ready: true, listen_timeout: FOR_EVER_MS }));
      await scene.host.told({ event: 'status', status: 'launching' });
      await endsWithHost(scene);
    });

    it('a module that is stopping ends', async () => {
      const scene = await beginAndWait(node(stubborn, 1, { kill_timeout: FOR_EVER_MS }));
      scene.host.tell('stop');
      await scene.host.told({ event: 'status', status: 'stopping' });
      await scene.host.notes(2);
      await endsWithHost(scene);
    });

    it('a module that waits for its restart leaves nothing', async () => {
      const scene = await beginAndWait(node(`${child} crash();`, 1, { restart_delay: FOR_EVER_MS }));
      await scene.host.look();
      await scene.host.told({ event: 'status', status: 'waiting restart' });
      await endsWithHost(scene);
    });

    it('a module ends although the host was blocked', async () => {
      const scene = await beginAndWait(node(stubborn));
      await scene.host.does('block');
      await endsWithHost(scene);
    });

    it('a module ends although no ledger could be written', async () => {
      const place = newFolder();
      mkdirSync(path.join(place, 'storage'));
      writeFileSync(path.join(place, 'storage', 'ledgers'), 'a file where a folder should be');
      await endsWithHost(await beginAndWait(node(stubborn), place));
    });

    it('at the moment at which a process was spawned, that process ends', async () => {
      const preload = path.join(projectRoot, 'test', 'support', 'dieAtSpawn.cjs');
      // Where environments cannot be seen, what is not run by our container can be known from its registration only.
      for (const kind of [node(stubborn), ...(seesEnvironments ? [otherLanguage] : [])]) {
        const scene = begin(kind, { preload });
        await endsWithHost(scene, () => scene.host.ended);
      }
    });
  });

  describe('together with its reaper', () => {
    it('what it leaves behind ends before the module starts again', async () => {
      const port = await freePort();
      const server = `require('http').createServer().listen(${port}, '127.0.0.1', () => note('up'));`;
      const scene = await beginAndWait(node(`ignoreSignals(); ${server}`));
      const { reaper } = await theLedger(scene);
      const started = await scene.host.look();
      signal(reaper.pid, 'SIGSTOP'); // or it would act before it dies
      await scene.host.kill();
      signal(reaper.pid, 'SIGKILL');
      await eventually('the reaper has ended', async () => !(await isAlive(reaper)));
      const left = started.filter(({ pid }) => pid !== reaper.pid);
      assert.deepEqual((await scene.host.living()).sort(), left.map(({ pid }) => pid).sort());
      const next = await beginsAgain(scene);
      assert.deepEqual(await scene.host.living(), []);
      await theLedger(next);
      assert.equal(next.host.ledgers().length, 1);
      await endsWithHost(next);
    });
  });

  it('another reaper than the first one has known all processes', async () => {
    const { files } = node(stubborn);
    const apps = ['one', 'two'].map((name) => ({ name, script: 'index.js', pmx: false }));
    const scene = await beginAndWait({ files, apps, notes: 2 });
    // Of its standbys it may know already, or not yet.
    const withBoth = (): Ledger | undefined => scene.host.ledgers().find(({ processes }) => processes.length >= 2);
    const first = await eventually('a ledger with both', withBoth);
    await scene.host.look();
    signal(first.reaper.pid, 'SIGKILL');
    const second = await eventually('another reaper', () => {
      const ledger = withBoth();
      return ledger?.reaper.pid !== first.reaper.pid && ledger;
    });
    for (const known of first.processes)
      assert.deepEqual(
        second.processes.find(({ pid }) => pid === known.pid),
        known,
      );
    await endsWithHost(scene);
  });

  it('its modules have ended with the thread that ran them, if that ended first', async () => {
    const scene = await beginAndWait(node(stubborn));
    await scene.host.look();
    await scene.host.does('terminate');
    await nothingIsLeft(scene);
    await scene.host.does('install');
    await endsWithHost(scene);
  });

  if (seesEnvironments) {
    for (const command of ['exit', 'shutdown'] as const) {
      it(`what a crashed module has left behind ends: ${command}`, async () => {
        const kind = node(`${detachedChild} ${orphan} crash();`, 2, { restart_delay: FOR_EVER_MS });
        const scene = await beginAndWait(kind);
        await scene.host.look();
        await scene.host.told({ event: 'status', status: 'waiting restart' });
        scene.host.tell(command);
        await nothingIsLeft(scene);
      });
    }
  }

  it('a PM2 daemon that a module has started goes on, and did so when the module was restarted and stopped', async () => {
    const scene = await beginAndWait(
      node(
        `const file = process.env.PM2_HOME + '/pm2.pid';
        if (!require('fs').existsSync(file)) {
          const script = 'sleep 600 & echo $! >> "$NOTES"; wait';
          const daemon = spawn('sh', ['-c', script], { detached: true, stdio: 'ignore' });
          require('fs').writeFileSync(file, String(daemon.pid));
          note(daemon.pid);
        }
        note('up');
        stay();`,
        3,
      ),
    );
    const { host } = scene;
    const pids = (await host.notes(3)).map(Number);
    const daemons = (await host.look()).filter(({ pid }) => pids.includes(pid));
    assert.equal(daemons.length, 2);
    const goOn = async (): Promise<boolean> => (await Promise.all(daemons.map(isAlive))).every(Boolean);
    await host.does('restart');
    await host.notes(4);
    assert.ok(await goOn(), 'restarted');
    await host.does('stop');
    assert.ok(await goOn(), 'stopped');
    await host.does('start');
    await host.notes(5);
    await host.kill();
    await eventually('all else has ended', async () => (await host.living()).length === daemons.length);
    await eventually('the reaper has done its work', () => host.ledgers().length === 0);
    assert.ok(await goOn(), 'killed');
  });

  describe('by itself', () => {
    it('nothing lives when its shutdown is done, however long the module would take to end', async () => {
      const scene = await beginAndWait(neverEnding);
      await endsWithHost(scene, async () => {
        await scene.host.does('shutdown');
        assert.deepEqual(await scene.host.living(), []);
        assert.deepEqual(scene.host.ledgers(), []);
      });
    });

    it('a module that it was about to install does not start any more', async () => {
      const scene = begin(neverEnding);
      await endsWithHost(scene, async () => {
        await scene.host.does('shutdown');
        assert.deepEqual(await scene.host.living(), []);
      });
    });

    for (const command of ['reload', 'exit', 'throw'] as const) {
      it(`nothing is left: ${command}`, async () => {
        const scene = await beginAndWait(neverEnding);
        await endsWithHost(scene, () => {
          scene.host.tell(command);
          return scene.host.ended;
        });
      });
    }

    for (const name of ['SIGTERM', 'SIGHUP'] as const) {
      it(`nothing is left: ${name}`, async () => {
        const scene = await beginAndWait(neverEnding);
        await endsWithHost(scene, () => scene.host.kill(name));
      });
    }
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
