import { spawn, type ChildProcess } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { toError, UserError } from '../../base/errors';
import type { Log } from '../../base/log';
import { message } from '../../base/message';
import type { ExpectedLife, ReaperProcess, ToReaper } from '../../shared/reaper';
import { ownGroup } from './platform';

export interface ReaperOptions {
  /** The bundle `reaper.js`. */
  readonly bundle: string;
  readonly helperNode: { readonly execPath: string; readonly env: Readonly<Record<string, string>> };
  /** Folder for the ledgers of all windows. */
  readonly ledgers: string;
}

/** After this many deaths of the reaper we stop starting it again by ourselves: something here does not want it. */
const MAX_RESPAWNS = 5;
/** That a process has ended is told so much later, unless there is more to tell before: to wake the reaper takes time too. In milliseconds. */
const REMOVAL_MS = 100;
/** A sweep that takes longer hangs, and must not keep modules from starting. In milliseconds. */
const SWEEP_TIMEOUT_MS = 10_000;

/**
 * Our side of the reaper: registers the processes that must not outlive this extension host. The reaper starts with the
 * first registration, and again, with all that is registered, when it dies.
 */
export class ReaperClient {
  private readonly registered = new Map<number, ReaperProcess>();
  /** The same for every reaper of this host: each goes on from what the one before it knew. */
  private readonly ledger: string;
  private child: ChildProcess | undefined;
  /** Processes whose end is yet to be told, and when that will be. */
  private removed: number[] = [];
  private removal: NodeJS.Timeout | undefined;
  private respawns = 0;
  private isDisposed = false;

  constructor(
    private readonly options: ReaperOptions,
    private readonly log: Log,
  ) {
    this.ledger = path.join(options.ledgers, `${process.pid}-${Date.now()}.json`);
  }

  /** The reaper's own pid, while it runs. */
  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Ends what earlier extension hosts left behind. */
  async sweep(): Promise<void> {
    const { ledgers } = this.options;
    const files = await readdir(ledgers).catch(() => []);
    if (files.length === 0) return;
    const child = this.spawnHelper(['--sweep', ledgers]);
    if (!child) return;
    const timer = setTimeout(() => child.kill('SIGKILL'), SWEEP_TIMEOUT_MS);
    await new Promise((resolve) => child.once('exit', resolve));
    clearTimeout(timer);
  }

  /**
   * Announces a life before its process is spawned, so that there is no moment in which nobody knows of it. A
   * `UserError` after {@link dispose}: nothing may start that nobody would end.
   */
  expect(life: ExpectedLife): void {
    if (this.isDisposed) throw new UserError(message('The editor is closing.'));
    if (!this.child) this.spawnReaper();
    this.tell({ type: 'expect', life });
  }

  /** Registers the process of a life right after its spawn. The reaper knows of it when this returns, or will. */
  add(born: ExpectedLife & Pick<ReaperProcess, 'pid'>): void {
    const entry = { ...born, startTime: '', ownsGroup: ownGroup.detached };
    this.registered.set(born.pid, entry);
    this.tell({ type: 'add', process: entry });
  }

  isRegistered(pid: number): boolean {
    return this.registered.has(pid);
  }

  remove(pid: number): void {
    if (!this.registered.delete(pid)) return;
    this.removed.push(pid);
    this.removal ??= setTimeout(() => this.tell(), REMOVAL_MS).unref();
  }

  /** Lets the reaper go; whatever is still registered is killed by it. Resolves when it has ended. */
  async dispose(): Promise<void> {
    this.isDisposed = true;
    this.tell();
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.stdin?.end();
    await ended;
  }

  private spawnReaper(): void {
    const child = this.spawnHelper([this.ledger, String(process.pid)]);
    if (!child) return;
    this.child = child;
    child.stdin?.on('error', () => undefined);
    child.once('exit', (code, signalName) => {
      if (this.isDisposed) return;
      this.child = undefined;
      this.log.warn(`The reaper ended (${signalName ?? code ?? 'unknown'}).`);
      if (this.registered.size > 0 && ++this.respawns <= MAX_RESPAWNS) this.spawnReaper();
    });
    this.tell(...[...this.registered.values()].map((entry): ToReaper => ({ type: 'add', process: entry })));
  }

  /** Undefined, and a line in the log, when it cannot be started; then the next launch tries again. */
  private spawnHelper(args: readonly string[]): ChildProcess | undefined {
    const { bundle, helperNode } = this.options;
    try {
      const child = spawn(helperNode.execPath, [bundle, ...args], {
        ...ownGroup,
        // What the editor was started with, such as a debugger's preload, is not meant for our helpers.
        env: { ...process.env, NODE_OPTIONS: '', ...helperNode.env },
        stdio: ['pipe', 'ignore', 'ignore'],
      });
      child.once('error', (error) => this.log.error(`The reaper could not be started: ${error.message}`));
      return child.pid === undefined ? undefined : child;
    } catch (error) {
      this.log.error(`The reaper could not be started: ${toError(error).message}`);
      return undefined;
    }
  }

  /** First of what was removed: its pid may be that of what is told of next. */
  private tell(...messages: readonly ToReaper[]): void {
    clearTimeout(this.removal);
    this.removal = undefined;
    const removals = this.removed.splice(0).map((pid): ToReaper => ({ type: 'remove', pid }));
    const lines = [...removals, ...messages].map((text) => `${JSON.stringify(text)}\n`);
    if (lines.length > 0 && this.child?.stdin?.writable) this.child.stdin.write(lines.join(''));
  }
}
