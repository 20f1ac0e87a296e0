import { spawn, type ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { Emitter, type Event } from '../../base/event';
import { isRecord } from '../../base/records';
import type { FoundModules, LifeSetup, ToContainer } from '../../shared/container';
import type { Outgoing } from '../protocol/encode';
import type { IpcMessage } from '../protocol/ipcMessage';
import { drained, inflowOf } from './inflow';
import { channelEnvironment, channelOf, channelStdio, type IpcChannel } from './ipcChannel';
import { firstDescriptors } from './lastMoments';
import { ownGroup } from './platform';
import { spawnError } from './spawnError';

/** Everything that one life of a process is started from. */
export interface LaunchPlan {
  /** Absolute path of the interpreter, and its own arguments (`node_args`). */
  readonly command: string;
  readonly commandArgs: readonly string[];
  /** What the interpreter itself needs in its environment, such as `ELECTRON_RUN_AS_NODE`; the module does not see it. */
  readonly commandEnv: Readonly<Record<string, string>>;
  readonly cwd: string;
  /** The container's bundle; absent when the interpreter is not Node and runs the start file itself. */
  readonly container?: string;
  readonly setup: LifeSetup;
  /** Descriptors of the log files, opened for appending. */
  readonly out: number;
  readonly error: number;
}

/** How a process ended. */
export interface Exit {
  readonly code: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
}

/** One life of a module's process, from its spawn on. */
export interface RunningProcess {
  readonly pid: number;
  /** What its descriptors led to at its spawn, as far as that can be told. */
  readonly given: ReadonlySet<string>;
  /** Settles when the process has ended and all that it has sent is received; never rejects. */
  readonly exited: Promise<Exit>;
  /** Resolves at the moment at which the start file is loaded (milliseconds since the epoch); undefined when it ended before. */
  readonly entered: Promise<number | undefined>;
  /** The version of the Node that runs the container, such as `v24.1.0`, once it has said so. */
  readonly nodeVersion: string | undefined;
  /** IPC messages, as they came. */
  readonly onDidReceive: Event<IpcMessage>;
  /** Absolute paths of files that the module has loaded, in batches. */
  readonly onDidLoad: Event<readonly string[]>;
  /** Where it has found its libraries, in batches. */
  readonly onDidFind: Event<FoundModules>;
  /** The module has nothing left to do, and under PM2 would end for that; at most once. */
  readonly onDidIdle: Event<void>;
  /** Sends an IPC message; throws when the channel is closed. */
  send(message: Outgoing): void;
  /** Asks the container to end the module, where signals cannot. */
  askToStop(): void;
  /** Receives at once what it has sent and nobody has read yet. */
  receiveRest(): void;
  dispose(): void;
}

/** The index of the control pipe in the child's descriptors (`ControlDescriptor`). */
const CONTROL = 4;

/**
 * Starts a process. Rejects with a `UserError` when it could not be spawned. Once this resolves, the plan's descriptors
 * are the child's; the caller closes its own copies. `register` hears of the process before its container is told to load
 * the module: what is not registered loads nothing.
 */
export async function launch(
  plan: LaunchPlan,
  register: (pid: number) => void = () => undefined,
): Promise<RunningProcess> {
  const launched = await spawnRegistered(plan, register);
  launched.begin(plan.setup);
  return launched;
}

/** A container that was started ahead of the life that it will be. */
export interface WaitingProcess extends Pick<RunningProcess, 'pid' | 'exited' | 'dispose'> {
  /** It has loaded what can be loaded ahead, as far as it has said so. */
  readonly isReady: boolean;
  /** Makes ready all but the start file, while the life before ends. What it sends before the begin is received after that. */
  prepare(setup: LifeSetup): void;
  /** Begins the life: the same process from now on is the module's. */
  begin(setup: LifeSetup): RunningProcess;
}

/**
 * Starts a container that waits for its go, and tells it where the life before found its libraries. The plan must have
 * one. Rejects as {@link launch}.
 */
export async function launchAhead(
  plan: LaunchPlan,
  register: (pid: number) => void,
  found?: FoundModules,
): Promise<WaitingProcess> {
  const launched = await spawnRegistered(plan, register);
  launched.wait(plan.setup, found);
  return launched;
}

async function spawnRegistered(plan: LaunchPlan, register: (pid: number) => void): Promise<LaunchedProcess> {
  try {
    const child = spawnChild(plan);
    if (child.pid === undefined) await new Promise((_resolve, reject) => child.once('error', reject));
    else register(child.pid);
    return new LaunchedProcess(child);
  } catch (error) {
    throw spawnError(error, { ...plan, env: plan.setup.env, entry: plan.setup.entry });
  }
}

function spawnChild(plan: LaunchPlan): ChildProcess {
  // An executable start file is the command itself.
  const entry = plan.command === plan.setup.entry ? [] : [plan.setup.entry];
  const args = plan.container
    ? [...plan.commandArgs, plan.container]
    : [...plan.commandArgs, ...entry, ...plan.setup.args];
  return spawn(plan.command, args, {
    ...ownGroup,
    cwd: plan.cwd,
    env: { ...plan.setup.env, ...plan.commandEnv, ...channelEnvironment },
    stdio: ['pipe', plan.out, plan.error, channelStdio, plan.container ? 'pipe' : 'ignore'],
    serialization: 'json',
  });
}

class LaunchedProcess implements RunningProcess, WaitingProcess {
  private readonly received = new Emitter<IpcMessage>();
  private readonly loaded = new Emitter<readonly string[]>();
  private readonly found = new Emitter<FoundModules>();
  private readonly idled = new Emitter<void>();
  private readonly channel: IpcChannel;
  private readonly control: Socket | undefined;
  private hasEntered: (at: number | undefined) => void = () => undefined;
  readonly onDidReceive = this.received.event;
  readonly onDidLoad = this.loaded.event;
  readonly onDidFind = this.found.event;
  readonly onDidIdle = this.idled.event;
  readonly pid: number;
  readonly given: ReadonlySet<string>;
  readonly exited: Promise<Exit>;
  readonly entered: Promise<number | undefined>;
  nodeVersion: string | undefined;
  private prepared: LifeSetup | undefined;

  constructor(private readonly child: ChildProcess) {
    this.pid = child.pid ?? 0;
    this.channel = channelOf(child);
    this.entered = new Promise((resolve) => (this.hasEntered = resolve));
    // Without a listener a failed send, or a kill that is not permitted, would be an uncaught error.
    child.on('error', () => undefined);
    child.stdin?.on('error', () => undefined);
    const control = child.stdio[CONTROL];
    this.control = control instanceof Socket ? control : undefined;
    this.given = firstDescriptors(this.pid, this.control !== undefined);
    this.exited = this.ended();
    if (this.control) this.listen(this.control);
  }

  get isReady(): boolean {
    return this.nodeVersion !== undefined;
  }

  wait({ preload, moduleFolder }: LifeSetup, found: FoundModules | undefined): void {
    this.tell({ type: 'wait', preload, moduleFolder, ...(found && { found }) });
  }

  prepare(setup: LifeSetup): void {
    this.prepared = setup;
    this.tell({ type: 'prepare', ...setup });
  }

  begin(setup: LifeSetup): this {
    this.channel.receive((message) => this.received.fire(message));
    if (this.control) this.tell(setup === this.prepared ? { type: 'go' } : { type: 'go', ...setup });
    else this.hasEntered(Date.now());
    return this;
  }

  send(message: Outgoing): void {
    if (!this.channel.isOpen) throw new Error('The IPC channel is closed.');
    this.channel.send(message);
  }

  askToStop(): void {
    this.tell({ type: 'stop' });
  }

  receiveRest(): void {
    this.channel.receiveRest();
  }

  dispose(): void {
    this.control?.destroy();
    this.child.stdin?.destroy();
    this.channel.close();
    this.received.dispose();
    this.loaded.dispose();
    this.found.dispose();
    this.idled.dispose();
  }

  private async ended(): Promise<Exit> {
    const exit = await new Promise<Exit>((resolve) => {
      this.child.once('exit', (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
    });
    await drained([this.channel.inflow, ...(this.control ? [inflowOf(this.control)] : [])]);
    this.hasEntered(undefined);
    return exit;
  }

  private listen(control: Socket): void {
    // readline repeats the errors of its input; a pipe that breaks only says that the process is ending.
    control.on('error', () => undefined);
    const lines = createInterface({ input: control });
    lines.on('error', () => undefined);
    lines.on('line', (line) => this.accept(line));
  }

  private tell(message: ToContainer): void {
    if (this.control?.writable) this.control.write(`${JSON.stringify(message)}\n`);
  }

  private accept(line: string): void {
    const message = parseLine(line);
    if (message?.type === 'ready' && typeof message.nodeVersion === 'string') this.nodeVersion = message.nodeVersion;
    else if (message?.type === 'entering' && typeof message.at === 'number') this.hasEntered(message.at);
    else if (message?.type === 'idle') this.idled.fire();
    else if (message?.type === 'found' && isFound(message.found)) this.found.fire(message.found);
    else if (message?.type === 'loaded' && Array.isArray(message.files)) {
      this.loaded.fire(message.files.filter((file) => typeof file === 'string'));
    }
  }
}

/** It goes back to a container, which looks after each path. */
function isFound(value: unknown): value is FoundModules {
  return isRecord(value) && typeof value.since === 'number' && isRecord(value.files);
}

function parseLine(line: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined; // the module found the descriptor and wrote to it
  }
}
