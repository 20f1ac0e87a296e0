import { cpSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { MessageChannel, Worker } from 'node:worker_threads';
import type { Log } from '../../../src/base/log';
import type { Mark } from '../../../src/base/mark';
import type { CoreEvents, CoreSettings, CoreStart } from '../../../src/shared/coreApi';
import type { ModuleSnapshot } from '../../../src/shared/module';
import { CoreClient } from '../../../src/vscode/coreClient';
import { coreLimits } from '../../../src/vscode/coreLimits';
import { projectRoot } from '../../support/projectRoot';
import { folderDefaults } from '../../support/folderDefaults';
import type { Tool } from './tool';
import type { Views } from './views';

/** How long a module may take to end, in milliseconds. */
const GRACE_MS = 2_000;

/** In the tables. */
export const studioName = 'PM2 Module Studio';

const complaints: Log = {
  error: (text) => console.error(text),
  warn: (text) => console.error(text),
  info: ignore,
  debug: ignore,
};

/** The extension without the editor: the core's bundle in a worker thread; this thread stands for the extension host. */
export class Studio implements Tool {
  readonly name = studioName;
  readonly isInThisProcess = true;
  readonly setOption = async (folder: string, key: string, value: string): Promise<void> =>
    this.core?.calls.setOption(folder, key, value);
  /** The moments of all restarts so far, in order; each comes some time later. */
  readonly marks: Mark[] = [];
  private core: CoreClient | undefined;
  private snapshot: ModuleSnapshot | undefined;

  constructor(
    private readonly settings: Partial<CoreSettings> = {},
    /** Lines of the output channel. */
    private readonly onOutput: (lines: readonly string[]) => void = ignore,
    /** Who looks at it; without any, everything is told and nobody looks. */
    private readonly views?: Views,
  ) {}

  async start(folder: string, scratch: string): Promise<string> {
    await this.boot(scratch);
    await this.install(folder);
    const [first] = this.snapshot?.processes ?? [];
    if (!first) throw new Error('The module has no process.');
    return first.logs.out;
  }

  /** Starts the core, without a module. */
  async boot(scratch: string): Promise<void> {
    const core = new CoreClient({ startWorker: () => this.startWorker(scratch), log: complaints });
    core.listen(this.events());
    core.onDidCrash((error) => {
      throw error; // nobody catches it: figures of a core that had to be started again are worth nothing
    });
    this.core = core;
    if (this.views) {
      this.views.follow(core);
      return;
    }
    // As when its views are in sight.
    await core.calls.setInterest({ usage: true, probes: true, actions: true, events: true, traffic: [] });
  }

  async install(folder: string): Promise<void> {
    await this.core?.calls.installFolder(folder, folderDefaults);
    await this.core?.calls.whenIdle();
  }

  async stop(): Promise<void> {
    await this.core?.shutdown(GRACE_MS);
  }

  /** The bundles are copied first, so that a build in the meantime changes nothing. */
  private startWorker(scratch: string): Worker {
    const bundles = path.join(scratch, 'dist');
    const home = path.join(scratch, 'home');
    const storage = path.join(scratch, 'storage');
    cpSync(path.join(projectRoot, 'dist'), bundles, { recursive: true });
    for (const folder of [home, storage]) mkdirSync(folder);
    const start: CoreStart = {
      ...{ storage, bundles, environment: environment() },
      helperNode: { execPath: process.execPath, env: {} },
      settings: { home, logsMaxFileSizeMb: 10, actionsTimeoutMs: 20_000, ...this.settings },
    };
    const { port1, port2 } = new MessageChannel();
    port1.on('message', (marks: readonly Mark[]) => this.marks.push(...marks)).unref();
    const own = { execArgv: [], resourceLimits: coreLimits }; // without the TypeScript loader of this thread
    return new Worker(path.join(projectRoot, 'test', 'bench', 'adapters', 'markedCore.cjs'), {
      ...{ ...own, workerData: { ...start, marks: port2 }, transferList: [port2] },
    });
  }

  private events(): CoreEvents {
    return {
      log: (level, text) => complaints[level](text),
      moduleChanged: (module) => (this.snapshot = module),
      ...{
        moduleRemoved: ignore,
        usageChanged: ignore,
        probesChanged: ignore,
        actionsChanged: ignore,
        issuesChanged: ignore,
        eventsChanged: ignore,
        configurationChanged: ignore,
      },
      output: ({ lines }) => this.onOutput(lines),
      ...{ traffic: ignore, notice: ignore },
      ...this.views?.events,
    };
  }
}

function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']));
}

function ignore(): void {
  // Nobody looks.
}
