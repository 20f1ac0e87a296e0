import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

/**
 * Everything that differs from one operating system to another stands in this file. Node built-ins only: the reaper
 * bundles it too.
 */

const run = promisify(execFile);

/** How long `ps` and `taskkill` may take, in milliseconds. */
const COMMAND_TIMEOUT_MS = 5_000;

/** A process that existed when it was looked at. */
export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  /** What the process was born with: a reused pid has another one. Compared, never parsed. */
  readonly startTime: string;
}

/** Options of `spawn` by which a module's process can be signalled as a whole: a group of its own, where there are groups. */
export const ownGroup = { detached: process.platform !== 'win32', windowsHide: true } as const;

/** Whether a process can be asked to end by a signal; on Windows every signal is a kill. */
export const hasSignals = process.platform !== 'win32';

/** Whether what a child shares with its parent as a pipe is a pair of sockets, so that Node's IPC channel is no more than one. */
export const hasSocketPairs = process.platform !== 'win32';

/** Whether the kernel tells of each process in files below /proc. */
export const hasProc = process.platform === 'linux';

/** Whether {@link initialEnvironmentOf} can tell anything. */
export const seesEnvironments = process.platform === 'linux';

/** The name of a socket that only this user's windows can find. `folder` must exist with mode 0700. */
export function socketPath(folder: string, name: string): string {
  return process.platform === 'win32' ? `\\\\.\\pipe\\pm2-modules-${name}` : `${folder}/${name}.sock`;
}

/** All processes that can be seen; empty on Windows, where `taskkill /T` finds the tree itself. */
export async function listProcesses(): Promise<ProcessInfo[]> {
  if (process.platform === 'linux') return listProc();
  if (process.platform === 'win32') return [];
  const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,pgid=,stat=,lstart='], {
    timeout: COMMAND_TIMEOUT_MS,
    env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' }, // one start time, whoever asks
  });
  return stdout.split('\n').flatMap((line) => {
    const [, pid, parent, group, state, startTime] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+?)\s*$/.exec(line) ?? [];
    if (!startTime || state?.startsWith('Z')) return [];
    return [{ pid: Number(pid), parent: Number(parent), group: Number(group), startTime }];
  });
}

/** One process, or undefined when it is gone (or waits, dead, for its parent). */
export async function findProcess(pid: number): Promise<ProcessInfo | undefined> {
  return (await findProcesses([pid])).get(pid);
}

/** Those of the processes that are there, by their pids; one look where a look is a command. */
export async function findProcesses(pids: readonly number[]): Promise<ReadonlyMap<number, ProcessInfo>> {
  const found = pids.length === 0 ? [] : await lookAt(new Set(pids));
  return new Map(found.map((info) => [info.pid, info]));
}

async function lookAt(pids: ReadonlySet<number>): Promise<ProcessInfo[]> {
  if (process.platform === 'linux') return [...pids].flatMap((pid) => readProc(pid) ?? []);
  if (process.platform !== 'win32') return (await listProcesses()).filter(({ pid }) => pids.has(pid));
  return [...pids].filter(isPidInUse).map((pid) => ({ pid, parent: 0, group: 0, startTime: '' }));
}

/** Children, their children and so on, deepest last; without the process itself. */
export async function descendantsOf(pid: number): Promise<ProcessInfo[]> {
  if (process.platform === 'linux') {
    const direct = childrenByKernel(pid);
    if (direct) return direct;
  }
  return descendantsIn(await listProcesses(), pid);
}

/** The descendants of a process within a list made by {@link listProcesses}. */
export function descendantsIn(processes: readonly ProcessInfo[], pid: number): ProcessInfo[] {
  const found: ProcessInfo[] = [];
  let parents = new Set([pid]);
  while (parents.size > 0) {
    const children = processes.filter((candidate) => parents.has(candidate.parent) && candidate.pid !== pid);
    found.push(...children);
    parents = new Set(children.map((child) => child.pid));
  }
  return found;
}

/** Whether this very process (not a later one of the same pid) still runs. */
export async function isAlive(info: Pick<ProcessInfo, 'pid' | 'startTime'>): Promise<boolean> {
  const now = await findProcess(info.pid);
  return now !== undefined && (info.startTime === '' || now.startTime === info.startTime);
}

/** Sends a signal to one process, or to a whole group; a process that is gone already is no error. */
export function signal(pid: number, name: NodeJS.Signals, target: 'process' | 'group' = 'process'): void {
  try {
    process.kill(target === 'group' && hasSignals ? -pid : pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ESRCH' || error.code === 'EPERM'))) throw error;
  }
}

/** Kills a process with all that it started, on Windows; elsewhere it, its group and the listed descendants get SIGKILL. */
export async function killTree(root: Pick<ProcessInfo, 'pid'>, descendants: readonly ProcessInfo[]): Promise<void> {
  if (process.platform === 'win32') {
    await run('taskkill', ['/PID', String(root.pid), '/T', '/F'], { timeout: COMMAND_TIMEOUT_MS }).catch(
      () => undefined,
    );
    return;
  }
  signal(root.pid, 'SIGKILL', 'group');
  signal(root.pid, 'SIGKILL');
  for (const info of await stillAlive(descendants)) signal(info.pid, 'SIGKILL');
}

async function stillAlive(infos: readonly ProcessInfo[]): Promise<ProcessInfo[]> {
  const now = await findProcesses(infos.map(({ pid }) => pid));
  return infos.filter((info) => now.get(info.pid)?.startTime === info.startTime);
}

/** The value of a variable in the environment that a process was started with; Linux only, undefined elsewhere. */
export function initialEnvironmentOf(pid: number): ReadonlyMap<string, string> | undefined {
  if (!seesEnvironments) return undefined;
  try {
    const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
    return new Map(pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
  } catch {
    return undefined; // gone, or another user's
  }
}

function isPidInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function listProc(): ProcessInfo[] {
  return readdirSync('/proc').flatMap((name) => {
    const info = /^\d+$/.test(name) ? readProc(Number(name)) : undefined;
    return info ? [info] : [];
  });
}

/** See proc(5), /proc/pid/stat: the command's name may contain spaces and parentheses, so fields count from its end. */
function readProc(pid: number): ProcessInfo | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const state = fields[0];
    if (state === 'Z' || state === 'X') return undefined;
    return { pid, parent: Number(fields[1]), group: Number(fields[2]), startTime: fields[19] ?? '' };
  } catch {
    return undefined; // gone between listing and reading
  }
}

/**
 * The kernel's own list of children: a fraction of the cost of reading all of /proc. Undefined without
 * CONFIG_PROC_CHILDREN, and when the process is gone.
 */
function childrenByKernel(pid: number): ProcessInfo[] | undefined {
  const lists = threadsOf(pid).flatMap((thread) => {
    try {
      return [readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8')];
    } catch {
      return []; // a thread may end at any moment; its children are another one's then
    }
  });
  if (lists.length === 0) return undefined;
  return lists.flatMap((list) =>
    list.split(' ').flatMap((child) => {
      const info = child === '' ? undefined : readProc(Number(child));
      return info ? [info, ...(childrenByKernel(info.pid) ?? [])] : [];
    }),
  );
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return []; // gone
  }
}

/** The folders of PATH, in order. */
export function pathFolders(environment: Readonly<Record<string, string>>): string[] {
  // Windows spells it Path, and does not care.
  const key = process.platform === 'win32' ? Object.keys(environment).find((name) => /^path$/i.test(name)) : 'PATH';
  const value = key === undefined ? undefined : environment[key];
  return (value ?? '').split(path.delimiter).map((folder) => folder.replace(/^"(.*)"$/, '$1'));
}

/** What may follow a command's name in the name of its file, in the order in which it is looked for. */
export const executableEndings: readonly string[] = process.platform === 'win32' ? ['.exe', '.com', ''] : [''];

/** Where nvm keeps a Node of that version, such as `20.1.0`; undefined without nvm. */
export function nvmNode(environment: Readonly<Record<string, string>>, version: string): string | undefined {
  if (process.platform === 'win32') {
    return environment.NVM_HOME && path.join(environment.NVM_HOME, `v${version}`, 'node.exe');
  }
  return environment.NVM_DIR && path.join(environment.NVM_DIR, 'versions', 'node', `v${version}`, 'bin', 'node');
}
