import { createHash } from 'node:crypto';
import { lstat, mkdir, unlink } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { errorCode } from '../../../base/errors';
import { socketPath } from '../../process/platform';

/** What an owner says to whoever connects. */
const HERE = 'here\n';
/** A busy owner may be late to say it, in milliseconds. */
const HERE_TIMEOUT_MS = 3_000;
/** What another window says to the owner of a module. */
const TAKE_OVER = 'take over\n';
/** A window that gives a module up has this long to stop it, in milliseconds. */
const TAKE_OVER_TIMEOUT_MS = 15_000;
/** `sun_path` is 104 bytes on macOS, 108 on Linux. */
const MAX_SOCKET_PATH = 100;

/** A module's place in this window: while it is held, no other window runs the same folder. */
export interface Ownership {
  release(): void;
}

/**
 * One window owns a running module. The lock is a socket: who answers there proves that its owner lives, so nothing goes
 * stale; the socket also carries the wish to take the module over.
 */
export class Ownerships {
  constructor(
    private readonly folder: string,
    private readonly user: number | undefined = process.getuid?.(),
  ) {}

  /** Undefined when another window owns it. `onTakeOver` must stop the module and release the place. */
  async acquire(realpath: string, onTakeOver: () => Promise<void>): Promise<Ownership | undefined> {
    const name = await this.socketFor(realpath);
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(HERE);
      socket.on('data', (text) => {
        if (String(text) !== TAKE_OVER) return;
        void onTakeOver().finally(() => socket.end());
      });
    });
    server.unref();
    if (!(await listen(server, name)) && !((await isStale(name)) && (await listen(server, name)))) return undefined;
    // Without waiting for who is connected: that is the window that takes over, and it waits for us.
    return { release: () => void server.close() };
  }

  /** Asks the owner to give a module up; resolves when it has, or when there is none. */
  async takeOver(realpath: string): Promise<void> {
    const socket = await connect(await this.socketFor(realpath));
    if (!socket) return;
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const timer = setTimeout(() => socket.destroy(), TAKE_OVER_TIMEOUT_MS);
    socket.resume();
    socket.write(TAKE_OVER);
    await closed;
    clearTimeout(timer);
  }

  private async socketFor(realpath: string): Promise<string> {
    const name = createHash('sha256').update(realpath).digest('hex').slice(0, 16);
    const preferred = socketPath(this.folder, name);
    if (preferred.length <= MAX_SOCKET_PATH) {
      await mkdir(this.folder, { recursive: true, mode: 0o700 });
      return preferred;
    }
    const short = path.join(tmpdir(), `pm2-modules-${this.user ?? 'locks'}`);
    await mkdir(short, { recursive: true, mode: 0o700 });
    const { uid, mode } = await lstat(short);
    if (uid !== this.user || (mode & 0o077) !== 0) throw new Error(`${short} is not this user's own folder.`);
    return socketPath(short, `${name}${createHash('sha256').update(this.folder).digest('hex').slice(0, 8)}`);
  }
}

function listen(server: Server, name: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => {
      if (errorCode(error) === 'EADDRINUSE') resolve(false);
      else reject(error);
    };
    server.once('error', fail);
    server.listen(name, () => {
      server.off('error', fail);
      server.on('error', () => undefined);
      resolve(true);
    });
  });
}

/**
 * The socket's file outlives a killed owner: when nobody answers, it is in the way. The socket itself may outlive it for a
 * moment, in a process that the owner was just starting.
 */
async function isStale(name: string): Promise<boolean> {
  const socket = await connect(name);
  if (socket && (await isAnswered(socket))) return false;
  await unlink(name).catch(() => undefined);
  return true;
}

async function isAnswered(socket: Socket): Promise<boolean> {
  const answered = await new Promise<boolean>((resolve) => {
    socket.once('data', () => resolve(true));
    socket.once('close', () => resolve(false));
    socket.setTimeout(HERE_TIMEOUT_MS, () => resolve(true)); // a window that does not say it, or not yet
  });
  socket.destroy();
  return answered;
}

function connect(name: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(name);
    socket.once('connect', () => resolve(socket));
    socket.on('error', () => resolve(undefined));
  });
}
