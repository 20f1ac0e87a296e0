import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { nullLog } from '../../../src/base/log';
import { OptionsFile } from '../../../src/core/configuration/optionsFile';
import { EmbeddedEngine } from '../../../src/core/engine/embedded/embeddedEngine';
import type { EngineModule } from '../../../src/core/engine/moduleEngine';
import { ownProcesses } from '../../../src/core/process/ownProcesses';
import { LiveModule } from '../../../src/core/liveModule';
import { decode } from '../../../src/core/protocol/decode';
import type { ActionPacket } from '../../../src/core/protocol/packet';
import type { ProcessSnapshot } from '../../../src/shared/module';
import { endMarkedProcesses, findMarked } from '../../../scripts/testRun/markedProcesses.mjs';
import { eventually } from '../../support/eventually';
import { folderDefaults } from '../../support/folderDefaults';
import { projectRoot } from '../../support/projectRoot';
import { factsOf } from './observed';
import type { ModuleFacts } from './recorded';

/** How long a module may take to end, in milliseconds. */
const GRACE_MS = 3_000;

/** One module in an engine of its own, with a PM2_HOME of its own. */
export class LiveRun {
  /** Messages with probes that came so far. */
  probeMessages = 0;
  private readonly options = new Map<string, unknown>();
  private readonly declared: ActionPacket[] = [];

  private constructor(
    private readonly engine: EmbeddedEngine,
    private readonly module: EngineModule,
    private readonly live: LiveModule,
    readonly home: string,
  ) {
    module.onDidReceive(({ message }) => this.accept(message.raw));
  }

  /** `work`: an empty folder. Resolves when the module was started, whatever became of it. */
  static async start(moduleFolder: string, work: string): Promise<LiveRun> {
    const [storage, home] = [path.join(work, 'storage'), path.join(work, 'home')];
    for (const folder of [storage, home]) mkdirSync(folder);
    const settings = { home, logsMaxFileSizeMb: 10, actionsTimeoutMs: 20_000 };
    const start = {
      ...{ storage, settings, bundles: path.join(projectRoot, 'dist') },
      environment: Object.fromEntries(Object.entries(process.env).map(([key, value]) => [key, value ?? ''])),
      helperNode: { execPath: process.execPath, env: {} },
    };
    const engine = new EmbeddedEngine(start, settings, nullLog, new OptionsFile(home, ownProcesses(), nullLog));
    const module = await engine.install(moduleFolder, folderDefaults);
    const run = new LiveRun(engine, module, new LiveModule(module), home);
    // One that stops at once is looked at as well.
    await module.launch().catch(() => undefined);
    return run;
  }

  /** The only process. */
  get process(): ProcessSnapshot {
    const [first] = this.module.snapshot.processes;
    if (!first) throw new Error('the module has no process');
    return first;
  }

  get facts(): ModuleFacts {
    const { process, declared } = this;
    // Of what has ended for good nothing is shown, and PM2 remembers.
    const shown = this.live.snapshot.processes[0]?.options ?? {};
    const options = process.status === 'errored' ? this.options : new Map(Object.entries(shown));
    const probes = this.live.allProbes().flatMap(({ changed }) => changed);
    const { actions } = this.live.actions(process.key);
    return factsOf({ process, probes, actions, declared, options, folder: this.module.snapshot.folder });
  }

  /** Ends all of it and the PM2 daemon that the module may have started; resolves with what was left, ended by force. */
  async end(): Promise<string[]> {
    await this.module.dispose(GRACE_MS);
    await this.engine.dispose();
    // A daemon that was just about to start has not said yet that it is there.
    const stopDaemon = async (): Promise<boolean> => {
      await this.engine.stopDaemon(this.home);
      return findMarked(this.mark).length === 0;
    };
    await eventually('nothing is left', stopDaemon).catch(() => undefined);
    return endMarkedProcesses(this.mark, 0);
  }

  private get mark(): string {
    return `PM2_HOME=${this.home}`;
  }

  private accept(raw: unknown): void {
    const packet = decode(raw);
    if (packet.kind === 'options') {
      for (const [key, value] of Object.entries(packet.options)) this.options.set(key, value);
    } else if (packet.kind === 'action') this.declared.push(packet);
    else if (packet.kind === 'probes') this.probeMessages += 1;
  }
}
