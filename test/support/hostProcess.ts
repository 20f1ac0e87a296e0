import path from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { formatMessage } from '../../src/base/message';
import type { CoreStart } from '../../src/shared/coreApi';
import { CoreClient } from '../../src/vscode/coreClient';
import type { HostEvent, HostOptions } from './extensionHost';
import { folderDefaults } from './folderDefaults';

/** VS Code gives an extension 5 s to end; this much of it a module gets. In milliseconds. */
const END_GRACE_MS = 3_000;
/** A host that is blocked ends by itself some time, should its test have died. In milliseconds. */
const MAX_BLOCKED_MS = 60_000;

/**
 * Stands for an extension host: runs the core in a worker thread, by the extension's own client, installs a folder,
 * prints what happens as JSON lines, and does what the words on its stdin say. Argument: {@link HostOptions} as JSON.
 */
function main({ folder, others = [], storage, home, bundles, preload }: HostOptions): void {
  let worker: Worker | undefined;
  const modules = new Set<string>();
  const workerData: CoreStart = {
    ...{ storage, bundles, helperNode: { execPath: process.execPath, env: {} } },
    environment: Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? ''])),
    settings: { home, logsMaxFileSizeMb: 10, actionsTimeoutMs: 10_000 },
  };
  const execArgv = preload ? ['--require', preload] : [];
  const core = new CoreClient({
    startWorker: () => (worker = new Worker(path.join(bundles, 'core.js'), { workerData, execArgv })),
    log: {
      error: (text) => print({ event: 'log', text }),
      warn: (text) => print({ event: 'log', text }),
      info: (text) => print({ event: 'log', text }),
      debug: () => undefined,
    },
  });
  const nothing = (): void => undefined;
  core.listen({
    ...{
      usageChanged: nothing,
      probesChanged: nothing,
      actionsChanged: nothing,
      issuesChanged: nothing,
      eventsChanged: nothing,
      configurationChanged: nothing,
      output: nothing,
      traffic: nothing,
    },
    notice: (notice) => print({ event: 'notice', text: formatMessage(notice.message) }),
    moduleRemoved: nothing,
    moduleChanged: ({ id, processes }) => {
      modules.add(id);
      for (const { name, status, pid, generation, standby } of processes) {
        const isWarm = standby !== undefined;
        print({ event: 'status', name, status, generation, ...(pid !== undefined && { pid }), standby: isWarm });
      }
    },
    log: (_level, text) => print({ event: 'log', text }),
  });

  const commands: Record<string, () => unknown> = {
    install: () => Promise.all([folder, ...others].map((each) => core.calls.installFolder(each, folderDefaults))),
    start: () => Promise.all([...modules].map((module) => core.calls.start(module))),
    stop: () => Promise.all([...modules].map((module) => core.calls.stop(module))),
    restart: () => Promise.all([...modules].map((module) => core.calls.restart(module))),
    shutdown: () => core.shutdown(END_GRACE_MS),
    reload: () => {
      void core.shutdown(END_GRACE_MS);
      setImmediate(() => process.exit());
    },
    terminate: () => worker?.terminate(),
    exit: () => process.exit(),
    throw: () => setImmediate(() => fail()),
    block: () => {
      print({ event: 'done', command: 'block' });
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, MAX_BLOCKED_MS);
    },
  };
  const obey = async (command: string): Promise<void> => {
    try {
      await commands[command]?.();
      print({ event: 'done', command });
    } catch (error) {
      print({ event: 'failed', command, message: String(error) });
    }
  };
  createInterface({ input: process.stdin })
    .on('line', (command) => void obey(command))
    .on('close', () => process.exit());
}

function fail(): never {
  throw new Error('The extension host crashes.');
}

function print(event: HostEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

main(JSON.parse(process.argv[2] ?? '{}') as HostOptions);
