import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { delay, type Clock } from '../../base/clock';
import { errorCode } from '../../base/errors';
import { hasProc } from './platform';

/** A process that has been, or is about to be, asked to end. */
export interface EndingProcess {
  readonly pid: number;
  /** What its descriptors led to when it was spawned ({@link firstDescriptors}). */
  readonly given: ReadonlySet<string>;
}

/** The descriptors that we spawn a process with. */
const GIVEN = ['0', '1', '2', '3', '4'];
/** What nobody but the process itself can find: pipes without a name, what its event loop waits with, and nothing at all. */
const UNSHARED = /^(?:pipe:|anon_inode:|\/dev\/null$)/;
/** Of a thread that runs no code of its program any more. See `flags` in proc(5) and PF_EXITING in the kernel's sched.h. */
const PF_EXITING = 0x4;
/**
 * SIGKILL among the pending signals of a thread: it will not return from the kernel to its program, nor will any other. A signal
 * that nobody listens to makes it pend in all threads at once (`complete_signal` in the kernel's signal.c).
 */
const PENDING_KILL = 1 << 8;
/** The threads of a process that ends at once are through after about a millisecond: so long it is waited for without a timer. */
const AT_ONCE_MS = 1;
const PAUSE_MS = 0.2;
/** Another process takes its time: it is looked at so often, in milliseconds. */
const POLL_MS = 1;
const MAX_POLLS = 50;
/** Who was not looked at for so long may have opened something since, in milliseconds. */
const MAX_UNSEEN_MS = 10;

const sleeper = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

/**
 * What the descriptors of a process that was just spawned lead to; empty where the kernel does not tell. Of one that runs nothing
 * of the module's yet, these are all of them: an editor hands down what it has open itself, such as its log files.
 */
export function firstDescriptors(pid: number, runsNothingYet: boolean): ReadonlySet<string> {
  if (!hasProc) return new Set();
  const descriptors = runsNothingYet ? (descriptorsOf(pid) ?? []) : GIVEN;
  return new Set(descriptors.flatMap((descriptor) => linkOf(pid, descriptor) ?? []));
}

/**
 * The end of a process between its last code and the moment at which the kernel has freed its memory, which takes several
 * milliseconds more; until then its pid counts as that of a process that lives. To be looked for from right before it is asked
 * to end.
 */
export class LastMoments {
  /** When nothing was found last that another process would miss, by the clock of `performance`. */
  private seenAt = performance.now();

  private constructor(private readonly process: EndingProcess) {}

  /** Undefined where they cannot be told from its life, or where the process has something open that the next one may need. */
  static of(process: EndingProcess): LastMoments | undefined {
    return hasProc && holdsNothing(process) ? new LastMoments(process) : undefined;
  }

  /** Blocks for a millisecond at most: whether the process runs no code any more, and has nothing open. */
  haveCome(): boolean {
    for (const end = performance.now() + AT_ONCE_MS; performance.now() < end;) {
      if (isPastItsCode(this.process.pid)) return this.isFresh;
      Atomics.wait(sleeper, 0, 0, PAUSE_MS);
    }
    return false;
  }

  /** As {@link haveCome}, of a process that takes its time. Resolves to false when it takes too long, or opens something. */
  async come(clock: Clock): Promise<boolean> {
    for (let polls = 0; polls < MAX_POLLS; polls++) {
      await delay(clock, POLL_MS);
      if (isPastItsCode(this.process.pid)) return this.isFresh;
      if (!holdsNothing(this.process)) return false;
      this.seenAt = performance.now();
    }
    return false;
  }

  private get isFresh(): boolean {
    return performance.now() - this.seenAt <= MAX_UNSEEN_MS;
  }
}

/** A file, a socket or a lock that is open would be there still when the next process begins. */
function holdsNothing({ pid, given }: EndingProcess): boolean {
  const descriptors = descriptorsOf(pid) ?? [];
  const links = descriptors.map((descriptor) => linkOf(pid, descriptor) ?? '');
  // None at all: it is hidden from us, or the kernel is closing them just now.
  return links.length > 0 && links.every((link) => given.has(link) || UNSHARED.test(link));
}

function descriptorsOf(pid: number): string[] | undefined {
  try {
    return readdirSync(`/proc/${pid}/fd`);
  } catch {
    return undefined; // gone, or another user's
  }
}

function linkOf(pid: number, descriptor: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return undefined; // closed meanwhile
  }
}

/** Also true of a thread that is gone by the time at which it is looked at. */
function isPastItsCode(pid: number): boolean {
  try {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const state = stateOf(`/proc/${pid}/task/${thread}/stat`);
      if (state === 'killed') return true; // so are all others
      if (state === 'runs') return false;
    }
    return true;
  } catch {
    return false; // all are gone: its end is about to be told
  }
}

function stateOf(stat: string): 'runs' | 'killed' | 'ends' {
  try {
    const text = readFileSync(stat, 'latin1');
    // The name of the program may contain spaces and parentheses, so fields count from its end.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    if ((Number(fields[28]) & PENDING_KILL) !== 0) return 'killed';
    return (Number(fields[6]) & PF_EXITING) !== 0 ? 'ends' : 'runs';
  } catch (error) {
    return ['ENOENT', 'ESRCH'].includes(errorCode(error) ?? '') ? 'ends' : 'runs';
  }
}
