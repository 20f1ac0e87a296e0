import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { delay, type Clock } from '../../base/clock';
import { errorCode, UserError } from '../../base/errors';
import { message } from '../../base/message';
import { isRecord } from '../../base/records';

/** Whoever holds the lock holds it for some milliseconds; one that lasts this long is of a process that hangs. */
const WAIT_MS = 20_000;
/** Between two tries, plus up to as much again, so that those who wait do not keep step. */
const PAUSE_MS = 4;
/** Whether the holder still lives is asked first after this time, and then each time it has passed: it may cost a command. */
const LOOK_MS = 40;
/** A lock without its holder's name: it died right after it made the file. */
const NAMELESS_MS = 2_000;
/** Of a holder on another machine only the age of its lock is known. */
const FOREIGN_MS = 30_000;

/** A process, as it can be told apart from a later one with the same pid. */
export interface LockOwner {
  readonly pid: number;
  readonly startTime: string;
}

/** What a lock must know of processes. */
export interface Processes {
  /** This process. */
  readonly self: () => Promise<LockOwner>;
  readonly isAlive: (owner: LockOwner) => Promise<boolean>;
}

interface Claim extends LockOwner {
  readonly host: string;
  /** Another one for each time that the lock is taken. */
  readonly id: string;
}

/**
 * A lock between processes, as a file that names its holder's pid and start time. The lock of a process that died is
 * taken from it: never from one that lives, and never by two at once. Its small files are read and written at once: what
 * waits for a thread of the pool ten times takes longer than that by far.
 */
export class FileLock {
  constructor(
    private readonly file: string,
    private readonly deps: {
      readonly processes: Processes;
      readonly clock: Clock;
      /** Clears up after a holder that died, before the lock is free again. */
      readonly clearUp: (dead: LockOwner) => Promise<void>;
    },
  ) {}

  async hold<T>(work: () => Promise<T>): Promise<T> {
    const { processes } = this.deps;
    const claim: Claim = { ...(await processes.self()), host: hostname(), id: randomBytes(6).toString('hex') };
    await this.acquire(claim);
    try {
      return await work();
    } finally {
      drop(this.file, claim);
    }
  }

  private async acquire(claim: Claim): Promise<void> {
    const { clock } = this.deps;
    const startedAt = clock.now();
    let lookAt = startedAt + LOOK_MS;
    while (!place(this.file, claim)) {
      const now = clock.now();
      if (now >= lookAt) {
        lookAt = now + LOOK_MS;
        if (await this.bury(this.file, claim)) continue;
      }
      if (now - startedAt > WAIT_MS) throw heldTooLong(this.file);
      await delay(clock, PAUSE_MS * (1 + Math.random()));
    }
  }

  /**
   * Removes the lock of a dead process. A token that is named after that very lock says who may: otherwise one who is
   * late could remove the lock of the next holder. Whoever dies with the token is buried the same way.
   */
  private async bury(file: string, claim: Claim): Promise<boolean> {
    const dead = readClaim(file);
    if (!dead || (await this.isAlive(file, dead))) return false;
    const token = `${file}.${dead.id}`;
    if (!place(token, claim)) return this.bury(token, claim);
    try {
      if (readClaim(file)?.id === dead.id) {
        await this.deps.clearUp(dead);
        unlinkSync(file);
      }
    } finally {
      drop(token, claim);
    }
    return true;
  }

  private async isAlive(file: string, claim: Claim): Promise<boolean> {
    if (claim.pid !== 0 && claim.host === hostname()) return this.deps.processes.isAlive(claim);
    const age = ageOf(file, this.deps.clock);
    return age !== undefined && age < (claim.pid === 0 ? NAMELESS_MS : FOREIGN_MS);
  }
}

/** Makes the file if there is none, and says whether it did. */
function place(file: string, claim: Claim): boolean {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'wx', 0o600);
  } catch (error) {
    // Windows says EPERM of a file that is being deleted.
    if (errorCode(error) === 'EEXIST' || errorCode(error) === 'EPERM') return false;
    throw error;
  }
  try {
    writeFileSync(descriptor, JSON.stringify(claim));
  } finally {
    closeSync(descriptor);
  }
  // Had this process slept for long before it wrote its name, the lock would be another's by now.
  return readClaim(file)?.id === claim.id;
}

function drop(file: string, claim: Claim): void {
  if (readClaim(file)?.id === claim.id) unlinkSync(file);
}

/** Who holds the lock; pid 0: it has no name in it yet. */
function readClaim(file: string): Claim | undefined {
  let text: string;
  let id: string;
  try {
    text = readFileSync(file, 'utf8');
    const { ino, mtimeMs } = statSync(file);
    id = `${ino}-${Math.trunc(mtimeMs)}`;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  const nameless = { pid: 0, startTime: '', host: '', id };
  return parseClaim(text) ?? nameless;
}

function parseClaim(text: string): Claim | undefined {
  try {
    const claim: unknown = JSON.parse(text);
    if (!isRecord(claim) || !Number.isSafeInteger(claim.pid)) return undefined;
    const { pid, startTime, host, id } = claim;
    if (typeof startTime !== 'string' || typeof host !== 'string' || typeof id !== 'string') return undefined;
    // It becomes part of a file name.
    return /^[0-9a-f]+$/.test(id) ? { pid: Number(pid), startTime, host, id } : undefined;
  } catch {
    return undefined;
  }
}

function ageOf(file: string, clock: Clock): number | undefined {
  try {
    return clock.now() - statSync(file).mtimeMs;
  } catch {
    return undefined; // it is gone
  }
}

function heldTooLong(file: string): UserError {
  const pid = readClaim(file)?.pid ?? 0;
  return new UserError(
    message(
      'module_conf.json was not written: process {0} holds the lock {1} and does not let go. End that process, or delete the lock.',
      pid,
      file,
    ),
    [{ kind: 'openFile', file }],
  );
}
