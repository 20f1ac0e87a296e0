import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync } from 'node:fs';
import { Socket } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { FromContainer, LifeSetup, ToContainer } from '../../src/shared/container';
import { eventually } from './eventually';
import { projectRoot } from './projectRoot';

const container = path.join(projectRoot, 'dist', 'container.js');

export interface ContainerOptions {
  /** Empty folder of the test's own, for the output files. */
  readonly folder: string;
  /** Default: this process's Node. */
  readonly node?: string;
  readonly nodeArgs?: readonly string[];
  readonly containerArgs?: readonly string[];
  /** Default: nothing but PATH. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A process in the container, spawned as the supervisor does, and what it has said so far. */
export interface Contained {
  readonly child: ChildProcess;
  readonly pid: number;
  /** Settles when it has ended and all that it wrote to the control pipe was read. */
  readonly exited: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  readonly control: readonly FromContainer[];
  /** IPC messages with a type, in order. */
  readonly packets: readonly { type: string; data: unknown }[];
  /** Begins a life: `entry` absolute, the rest by default as for a module without a library. */
  go(entry: string, more?: Partial<Omit<LifeSetup, 'entry'>>): void;
  tell(message: ToContainer): void;
  /** Closes the supervisor's end of the control pipe. */
  closeControl(): void;
  /** Reads the control pipe no more. */
  pauseControl(): void;
  stdout(): string;
  stderr(): string;
  /** All files that were reported so far. */
  loaded(): string[];
  /** The data of the first packet of a type that satisfies the condition, once it has come. */
  packet(type: string, isWanted?: (data: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
}

/** To be called in a `describe`: returns a function that starts containers, which end after each test. */
export function containers(): (options: ContainerOptions) => Contained {
  const running: ChildProcess[] = [];
  afterEach(async () => {
    for (const child of running.splice(0)) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await ended;
    }
  });
  return (options) => {
    const contained = spawnContainer(options);
    running.push(contained.child);
    return contained;
  };
}

function spawnContainer(options: ContainerOptions): Contained {
  const { node = process.execPath, nodeArgs = [], containerArgs = [] } = options;
  const env = options.env ?? { PATH: process.env.PATH ?? '' };
  mkdirSync(options.folder, { recursive: true });
  const outputs = mkdtempSync(path.join(options.folder, 'output-'));
  const files = [path.join(outputs, 'out'), path.join(outputs, 'error')] as const;
  const descriptors = files.map((file) => openSync(file, 'a'));
  const child = spawn(node, [...nodeArgs, container, ...containerArgs], {
    cwd: options.folder,
    env,
    detached: true,
    stdio: ['pipe', ...descriptors, 'ipc', 'pipe'],
    serialization: 'json',
  });
  descriptors.forEach((descriptor) => closeSync(descriptor));
  return observe(child, { outputs: files, folder: options.folder, env });
}

function observe(
  child: ChildProcess,
  spawned: { outputs: readonly [string, string]; folder: string; env: Readonly<Record<string, string>> },
): Contained {
  const pipe = child.stdio[4];
  if (!(pipe instanceof Socket) || child.pid === undefined) throw new Error('The container could not be spawned.');
  const control: FromContainer[] = [];
  const packets: { type: string; data: unknown }[] = [];
  pipe.on('error', () => undefined);
  createInterface({ input: pipe }).on('line', (line) => control.push(JSON.parse(line) as FromContainer));
  child.on('message', (message) => packets.push(message as { type: string; data: unknown }));
  const pipeClosed = new Promise((resolve) => pipe.once('close', resolve));
  const exited = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.once('exit', (code, signal) => void pipeClosed.then(() => resolve({ code, signal })));
  });
  const tell = (message: ToContainer): void => void pipe.write(`${JSON.stringify(message)}\n`);
  return {
    child,
    pid: child.pid,
    exited,
    control,
    packets,
    go: (entry, more) => {
      const title = `node ${entry}`;
      const flags = { preload: false, sourceMaps: false, reportLoaded: true };
      tell({
        type: 'go',
        entry,
        args: [],
        env: spawned.env,
        title,
        moduleFolder: path.dirname(entry),
        ...flags,
        ...more,
      });
    },
    tell,
    closeControl: () => pipe.destroy(),
    pauseControl: () => pipe.pause(),
    stdout: () => readFileSync(spawned.outputs[0], 'utf8'),
    stderr: () => readFileSync(spawned.outputs[1], 'utf8'),
    loaded: () => control.flatMap((message) => (message.type === 'loaded' ? message.files : [])),
    packet: (type, isWanted = () => true) =>
      eventually(`a packet ${type}`, () => {
        const found = packets.find(
          (packet) => packet.type === type && isWanted(packet.data as Record<string, unknown>),
        );
        return found && (found.data as Record<string, unknown>);
      }),
  };
}
