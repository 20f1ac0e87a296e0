import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import type { Log } from '../../base/log';
import type { ReaperProcess, ToReaper } from '../../shared/reaper';
import { findProcess, ownGroup } from './platform';

export interface ReaperOptions {
  /** The bundle `reaper.js`. */
  readonly bundle: string;
  readonly helperNode: { readonly execPath: string; readonly env: Readonly<Record<string, string>> };
  /** Folder for the ledgers of all windows. */
  readonly ledgers: string;
}

/** After this many deaths of the reaper we stop starting it again: something on this machine does not want it. */
const MAX_RESPAWNS = 5;

/**
 * Our side of the reaper: registers the processes that must not outlive this extension host. The reaper starts with the
 * first registration, and again, with all that is registered, when it dies.
 */
export class ReaperClient {
  private readonly registered = new Map<number, ReaperProcess>();
  private child: ChildProcess | undefined;
  private respawns = 0;
  private isDisposed = false;

  constructor(
    private readonly options: ReaperOptions,
    private readonly log: Log,
  ) {}

  /** The reaper's own pid, while it runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Ends what earlier extension hosts left behind. */
  async sweep(): Promise<void> {
    const { bundle, helperNode, ledgers } = this.options;
    const child = spawn(helperNode.execPath, [bundle, '--sweep', ledgers], {
      ...ownGroup,
      env: { ...process.env, ...helperNode.env },
      stdio: 'ignore',
    });
    await new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', (error) => {
        this.log.warn(`Leftovers of an earlier session could not be looked for: ${error.message}`);
        resolve();
      });
    });
  }

  /** Registers a process; resolves when its start time was read. A process that has ended already is left out. */
  async add(process: Omit<ReaperProcess, 'startTime' | 'ownsGroup'>): Promise<void> {
    if (!this.child) this.spawnReaper();
    const info = await findProcess(process.pid);
    if (!info || this.isDisposed) return;
    const entry = { ...process, startTime: info.startTime, ownsGroup: ownGroup.detached };
    this.registered.set(process.pid, entry);
    this.tell({ type: 'add', process: entry });
  }

  remove(pid: number): void {
    if (this.registered.delete(pid)) this.tell({ type: 'remove', pid });
  }

  /** Lets the reaper go; whatever is still registered is killed by it. Resolves when it has ended. */
  async dispose(): Promise<void> {
    this.isDisposed = true;
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.stdin?.end();
    await ended;
  }

  private spawnReaper(): void {
    if (this.isDisposed) return;
    const { bundle, helperNode, ledgers } = this.options;
    const ledger = path.join(ledgers, `${process.pid}-${Date.now()}.json`);
    const child = spawn(helperNode.execPath, [bundle, ledger, String(process.pid)], {
      ...ownGroup,
      env: { ...process.env, ...helperNode.env },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.child = child;
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => this.log.error(`The reaper could not be started: ${error.message}`));
    child.once('exit', (code, signalName) => {
      if (this.isDisposed || this.child !== child) return;
      this.child = undefined;
      this.log.warn(`The reaper ended (${signalName ?? code ?? 'unknown'}).`);
      if (this.registered.size === 0 || ++this.respawns > MAX_RESPAWNS) return;
      this.spawnReaper();
      for (const entry of this.registered.values()) this.tell({ type: 'add', process: entry });
    });
  }

  private tell(message: ToReaper): void {
    if (this.child?.stdin?.writable) this.child.stdin.write(`${JSON.stringify(message)}\n`);
  }
}
