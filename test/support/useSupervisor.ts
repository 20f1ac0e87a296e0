import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { nullLog } from '../../src/base/log';
import { launchCold, type LifePlan, type OpenLogs } from '../../src/core/process/life';
import type { ProcessState } from '../../src/core/process/processState';
import { Supervisor, type SupervisorDependencies } from '../../src/core/process/supervisor';
import type { Crash } from '../../src/shared/module';
import { tempFolder } from './tempFolder';

/** A supervisor of one script, and what a test sees of it. */
export interface Supervised {
  readonly supervisor: Supervisor;
  readonly states: ProcessState[];
  /** Pids that the reaper knows of. */
  readonly registered: Set<number>;
  /** Replaces the script. */
  write(script: string): void;
  /** The lines that all lives have written. */
  output(): string[];
}

export type Supervise = (
  script: string,
  change?: (plan: LifePlan) => LifePlan | Promise<LifePlan>,
  options?: Partial<Pick<SupervisorDependencies, 'clock' | 'explain'>>,
) => Supervised;

/** For the tests of one `describe`: supervisors of real processes, without the container. They are stopped after each test. */
export function useSupervisor(): Supervise {
  const newFolder = tempFolder();
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });

  return (script, change = (plan) => plan, { clock = systemClock, explain = explainByCode } = {}) => {
    const folder = newFolder();
    const entry = path.join(folder, 'index.js');
    const out = path.join(folder, 'out.log');
    writeFileSync(entry, script);
    writeFileSync(out, '');
    const open = (): OpenLogs => {
      const fd = openSync(out, 'a');
      return { out: fd, error: fd, isCurrent: () => true, close: () => closeSync(fd) };
    };
    const go = { entry, args: [], env: { PATH: process.env.PATH ?? '' }, title: '', moduleFolder: folder };
    const plan: LifePlan = {
      launch: {
        ...{ command: process.execPath, commandArgs: [], commandEnv: {}, cwd: folder },
        setup: { ...go, preload: false, sourceMaps: false, reportLoaded: false },
      },
      identity: { uniqueId: path.basename(folder), home: folder },
      openLogs: open,
      restart: {
        ...{ autorestart: true, stopExitCodes: [], minUptimeMs: 10_000, maxRestarts: 16 },
        ...{ isMaxRestartsDeclared: false, isDevelopment: true },
      },
      stop: { killTimeoutMs: 300, shutdownWithMessage: false, signal: 'SIGINT', treekill: true, home: folder },
    };
    const registered = new Set<number>();
    const supervisor = new Supervisor({
      ...{ name: 'bench', clock, log: nullLog },
      plan: async () => change(plan),
      ...{ launch: launchCold, explain },
      reaper: {
        add: ({ pid }) => void registered.add(pid),
        remove: (pid) => void registered.delete(pid),
        isRegistered: (pid) => registered.has(pid),
      },
    });
    const states: ProcessState[] = [];
    supervisor.onDidChange(() => states.push(supervisor.state));
    ends.push(async () => {
      await supervisor.stop();
      supervisor.dispose();
    });
    return {
      ...{ supervisor, states, registered },
      write: (text) => writeFileSync(entry, text),
      output: () => readFileSync(out, 'utf8').split('\n').filter(Boolean),
    };
  };
}

const explainByCode: SupervisorDependencies['explain'] = (_life, exit) =>
  Promise.resolve<Crash>({ summary: `code ${exit.code ?? exit.signal}`, remedies: [] });
