import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { buildSync } from 'esbuild';
import {
  descendantsIn,
  initialEnvironmentOf,
  isAlive,
  listProcesses,
  signal,
  type ProcessInfo,
} from '../../src/core/process/platform';
import type { Ledger } from '../../src/shared/reaper';
import type { Status } from '../../src/shared/module';
import { eventually } from './eventually';
import { projectRoot } from './projectRoot';

/** What test/support/hostProcess.ts is started with. */
export interface HostOptions {
  /** The module's folder. */
  readonly folder: string;
  /** Folders of more modules. */
  readonly others?: readonly string[];
  readonly storage: string;
  readonly home: string;
  readonly bundles: string;
  /** Absolute path of a script that is loaded in the core's thread before the core. */
  readonly preload?: string;
}

export type HostCommand =
  'install' | 'start' | 'stop' | 'restart' | 'shutdown' | 'reload' | 'terminate' | 'exit' | 'throw' | 'block';

/** What it prints when a process has changed. */
export interface StatusEvent {
  readonly event: 'status';
  readonly name: string;
  readonly status: Status;
  readonly generation: number;
  readonly pid?: number;
  /** A container waits for the next life. */
  readonly standby: boolean;
}

/** A line that it prints. */
export type HostEvent =
  | StatusEvent
  | { readonly event: 'notice'; readonly text: string }
  | { readonly event: 'log'; readonly text: string }
  | { readonly event: 'done'; readonly command: string }
  | { readonly event: 'failed'; readonly command: string; readonly message: string };

export type HostSetup = Pick<HostOptions, 'folder' | 'others' | 'preload'> & {
  /** A folder of the test's own, shared by the hosts that are to find what others left. */
  readonly place: string;
  /** Words of a command before its own, such as a shell that limits it. */
  readonly prefix?: readonly string[];
};

/** Variable in the environment of everything that a host starts, by which it is found on Linux wherever it strays. */
const MARK = 'PM2_MODULES_TEST_HOST';
/** Variable that names the file to which modules write, and to which no watcher pays attention. */
const NOTES = 'NOTES';

/** An extension host that can die in every way, with all that it has started. */
export class ExtensionHost {
  readonly events: HostEvent[] = [];
  private readonly seen = new Map<string, ProcessInfo>();
  /** Settles when it has ended. */
  readonly ended: Promise<unknown>;

  private constructor(
    readonly child: ChildProcess,
    private readonly mark: string,
    private readonly place: string,
  ) {
    this.ended = once(child, 'exit');
    child.stdin?.on('error', () => undefined);
    if (child.stdout) createInterface({ input: child.stdout }).on('line', (line) => this.events.push(parse(line)));
  }

  /** To be called in a `describe`: returns a function that starts hosts, of which nothing is left after each test. */
  static starter(): (setup: HostSetup) => ExtensionHost {
    const hosts: ExtensionHost[] = [];
    let script = '';
    before(() => {
      script = path.join(projectRoot, 'dist', 'test', 'hostProcess.js');
      const entry = path.join(projectRoot, 'test', 'support', 'hostProcess.ts');
      buildSync({ entryPoints: [entry], outfile: script, bundle: true, platform: 'node', target: 'node20' });
    });
    afterEach(async () => {
      for (const host of hosts.splice(0)) await host.destroy();
    });
    return ({ folder, others = [], place, preload, prefix = [] }) => {
      const options: HostOptions = {
        ...{ folder, others, storage: path.join(place, 'storage'), home: path.join(place, 'home') },
        bundles: path.join(projectRoot, 'dist'),
        ...(preload !== undefined && { preload }),
      };
      mkdirSync(options.home, { recursive: true });
      const own: readonly string[] = [process.execPath, script, JSON.stringify(options)];
      const mark = `${path.basename(place)}-${hosts.length}`;
      const [command = process.execPath, ...args] = [...prefix, ...own];
      const child = spawn(command, args, {
        env: { ...process.env, [MARK]: mark, [NOTES]: path.join(place, 'notes') },
        stdio: ['pipe', 'pipe', 'ignore'],
      });
      const host = new ExtensionHost(child, mark, place);
      hosts.push(host);
      host.tell('install');
      return host;
    };
  }

  tell(command: HostCommand): void {
    this.child.stdin?.write(`${command}\n`);
  }

  async kill(name: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    this.child.kill(name);
    await this.ended;
  }

  /** Resolves with its first line, from `since` on, that is like this. */
  told(expected: Partial<Record<string, unknown>>, since = 0): Promise<HostEvent> {
    const isWanted = (event: HostEvent): boolean =>
      Object.entries(expected).every(([key, value]) => (event as Record<string, unknown>)[key] === value);
    const text = JSON.stringify(expected);
    return eventually(`the host says ${text}`, () => {
      const found = this.events.slice(since).find(isWanted);
      if (found) return found;
      throw new Error(this.events.map((event) => JSON.stringify(event)).join('\n'));
    });
  }

  /** Tells it what to do and resolves when that is done; rejects when it failed. */
  async does(command: HostCommand): Promise<void> {
    const since = this.events.length;
    this.tell(command);
    await this.told({ event: 'done', command }, since);
  }

  /** What modules have written to the file that is named by `$NOTES`, once that are `count` lines. */
  notes(count: number): Promise<readonly string[]> {
    return eventually(`${count} notes`, () => {
      const lines = this.written();
      if (lines.length < count) throw new Error(JSON.stringify(lines));
      return lines;
    });
  }

  /** Takes down everything that now lives of what it has started: its death counts, too. */
  async look(): Promise<readonly ProcessInfo[]> {
    const family = await this.family();
    for (const info of family) this.seen.set(`${info.pid} ${info.startTime}`, info);
    return family;
  }

  /** The pids of all that it has started and that lives. */
  async living(): Promise<number[]> {
    const known = await Promise.all([...this.seen.values()].map(async (info) => ((await isAlive(info)) ? info : [])));
    return [...new Set([...(await this.family()), ...known.flat()].map(({ pid }) => pid))];
  }

  /** What stands in the ledgers of its storage. */
  ledgers(): Ledger[] {
    const folder = path.join(this.place, 'storage', 'ledgers');
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
    const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
    return files.map((name) => JSON.parse(readFileSync(path.join(folder, name), 'utf8')) as Ledger);
  }

  private async family(): Promise<ProcessInfo[]> {
    const all = await listProcesses();
    const { pid: own = 0 } = this.child;
    const marked = all.filter(({ pid }) => pid !== own && initialEnvironmentOf(pid)?.get(MARK) === this.mark);
    return [...new Set([...descendantsIn(all, own), ...marked])];
  }

  private written(): string[] {
    const file = path.join(this.place, 'notes');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  }

  private async destroy(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) await this.kill();
    await eventually('all that it has started has ended', async () => {
      const living = await this.living();
      for (const pid of living) signal(pid, 'SIGKILL');
      return living.length === 0;
    });
  }
}

function parse(line: string): HostEvent {
  return JSON.parse(line) as HostEvent;
}
