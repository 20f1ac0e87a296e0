import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../support/eventually';
import { ExtensionHost, type StatusEvent } from '../support/extensionHost';
import { tempFolder } from '../support/tempFolder';
import { writeModule } from '../support/writeModule';

const hasPython = spawnSync('python3', ['-c', '']).status === 0;
const FOR_EVER_MS = 600_000;
/** So long a module that is to crash runs: by then its standby waits, also on a busy machine. */
const CRASH_MS = 1_500;
/** Two seconds on a machine that has time; looks, not milliseconds, are what a busy machine makes us wait for. */
const LOOKS_IN_2_S = 55;
const LOOK_PAUSE_MS = 25;

/** What a module is when its host is killed. */
const states = ['launching', 'online', 'stopping', 'waiting restart', 'standby waiting'] as const;
type State = (typeof states)[number];

interface Kind {
  readonly files: (state: State) => Readonly<Record<string, string>>;
  readonly app: Readonly<Record<string, unknown>>;
  /** Lines that it and what it starts write when they are up. */
  readonly notes: number;
}

/** A shell that ignores signals, with a child that does so too. */
const shell = 'trap "" INT TERM HUP; echo up >> "$NOTES"; sleep 600';

/** `crash`: it ends by itself a moment after it was up. */
const node = (script: string, notes: number, crash = `setTimeout(() => process.exit(1), ${CRASH_MS});`): Kind => ({
  files: (state) => ({
    'index.js': `
      const note = (text) => require('fs').appendFileSync(process.env.NOTES, text + '\\n');
      const start = (options) => require('child_process').spawn('sh', ['-c', ${JSON.stringify(shell)}], options);
      process.on('SIGINT', () => {});
      setInterval(() => {}, 1000);
      const isCrashing = ${String(state === 'waiting restart')};
      ${state === 'waiting restart' ? crash : ''}
      ${script}`,
  }),
  app: { script: 'index.js', pmx: false },
  notes,
});

const detached = `start({ stdio: 'ignore', detached: true });`;

const python: Kind = {
  files: (state) => ({
    'main.py': `
import os, signal, subprocess, sys, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
subprocess.Popen(["sh", "-c", ${JSON.stringify(shell)}], start_new_session=True)
time.sleep(${(state === 'waiting restart' ? CRASH_MS : FOR_EVER_MS) / 1_000})
sys.exit(1)
`,
  }),
  app: { script: 'main.py', interpreter: 'python3' },
  notes: 1,
};
const otherShell: Kind = {
  files: (state) => ({
    'main.sh': `trap "" INT; (${shell}) &\nsleep ${(state === 'waiting restart' ? CRASH_MS : FOR_EVER_MS) / 1_000}; exit 1\n`,
  }),
  app: { script: 'main.sh', interpreter: 'sh' },
  notes: 1,
};

const kinds: Readonly<Record<string, Kind>> = {
  blocked: node(
    `${detached} note('up'); for (const end = Date.now() + (isCrashing ? ${CRASH_MS} : ${FOR_EVER_MS}); Date.now() < end;); process.exit(1);`,
    2,
    '',
  ),
  other: hasPython ? python : otherShell,
  grandchildren: node(`start({ stdio: 'ignore' }); ${detached}`, 2),
  disconnected: node(`process.disconnect(); ${detached} note('up');`, 2),
};

/** What a state takes of a module's options. */
const optionsFor: Readonly<Record<State, object>> = {
  launching: { wait_ready: true, listen_timeout: FOR_EVER_MS },
  online: {},
  stopping: { kill_timeout: FOR_EVER_MS },
  'waiting restart': { restart_delay: FOR_EVER_MS },
  'standby waiting': {},
};

function isIn(state: State, { name, status, standby }: StatusEvent): boolean {
  if (state !== 'standby waiting') return status === state;
  return status === 'online' && standby === (name !== 'other'); // only our container can wait
}

describe('When the extension host is killed, nothing lives two seconds later and a new one starts cleanly:', () => {
  const newFolder = tempFolder();
  const startHost = ExtensionHost.starter();

  /** A host that runs a module of each kind, at the moment at which all are in that state. */
  async function hostWithAll(state: State): Promise<{ host: ExtensionHost; again: () => Promise<ExtensionHost> }> {
    const all = Object.entries(kinds).map(([name, kind]) => ({ name, ...kind }));
    const [folder = '', ...others] = all.map(({ name, files, app }) =>
      writeModule(newFolder(), name, files(state), { main: undefined, apps: [{ ...app, ...optionsFor[state] }] }),
    );
    const place = newFolder();
    const notes = all.reduce((sum, kind) => sum + kind.notes, 0);
    let runs = 0;
    const start = async (): Promise<ExtensionHost> => {
      const host = startHost({ folder, others, place });
      await host.notes(++runs * notes);
      await host.look();
      return host;
    };
    const host = await start();
    if (state === 'stopping') {
      for (const { name } of all) await host.told({ event: 'status', name, status: 'online' });
      host.tell('stop');
    }
    await eventually('all are in that state', () => {
      const last = all.map(({ name }) =>
        host.events.findLast((event) => event.event === 'status' && event.name === name),
      );
      if (last.every((event) => event?.event === 'status' && isIn(state, event))) return true;
      throw new Error(JSON.stringify(last));
    });
    return { host, again: start };
  }

  async function nothingLivesSoon(host: ExtensionHost): Promise<void> {
    let living: readonly number[] = [];
    for (let look = 0; look < LOOKS_IN_2_S; look++) {
      living = await host.living();
      if (living.length === 0) return;
      await pause(LOOK_PAUSE_MS);
    }
    assert.deepEqual(living, []);
  }

  for (const state of states) {
    it(`${state} (blocked event loop, other language, grandchildren that ignore signals, disconnected)`, async () => {
      const { host, again } = await hostWithAll(state);
      const before = await host.look();
      assert.ok(before.length >= Object.keys(kinds).length, `${before.length} processes`);
      await host.kill();
      await nothingLivesSoon(host);
      await eventually('there is no ledger', () => host.ledgers().length === 0);
      const next = await again();
      assert.deepEqual(await host.living(), []);
      await next.kill();
      await nothingLivesSoon(next);
    });
  }
});
