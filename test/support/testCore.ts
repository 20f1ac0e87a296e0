import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { nullLog, type Log } from '../../src/base/log';
import { CoreService } from '../../src/core/coreService';
import type { ActionSnapshot } from '../../src/shared/action';
import type { ConfigurationSnapshot } from '../../src/shared/configurationApi';
import type { CoreEvents, CoreSettings, FolderSettings, Notice } from '../../src/shared/coreApi';
import type { EventSnapshot } from '../../src/shared/event';
import type { IssueSnapshot } from '../../src/shared/issue';
import type { ModuleSnapshot, ProcessSnapshot } from '../../src/shared/module';
import type { ProbeSnapshot } from '../../src/shared/probe';
import { withUsage } from '../../src/vscode/withUsage';
import { folderDefaults } from './folderDefaults';
import { projectRoot } from './projectRoot';
import { tempFolder } from './tempFolder';

export interface TestCoreOptions {
  readonly log?: Log;
  readonly settings?: Partial<CoreSettings>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A core in this very process, with what it has told so far. Ends everything with {@link end}. */
export class TestCore {
  readonly modules = new Map<string, ModuleSnapshot>();
  readonly probes = new Map<string, Map<string, ProbeSnapshot>>();
  readonly actions = new Map<string, readonly ActionSnapshot[]>();
  readonly issues = new Map<string, IssueSnapshot>();
  readonly emitted = new Map<string, EventSnapshot>();
  /** By folder, as it was last told. */
  readonly configurations = new Map<string, ConfigurationSnapshot>();
  readonly output: string[] = [];
  /** The same by module. */
  readonly outputOf = new Map<string, string[]>();
  readonly traffic: string[] = [];
  readonly notices: Notice[] = [];
  readonly storage: string;
  readonly home: string;
  readonly service: CoreService;

  /** `folder`: an empty folder of the test's own. */
  constructor(folder: string, options: TestCoreOptions = {}) {
    this.storage = path.join(folder, 'storage');
    this.home = path.join(folder, 'home');
    mkdirSync(this.storage, { recursive: true });
    mkdirSync(this.home, { recursive: true });
    const settings = { home: this.home, logsMaxFileSizeMb: 10, actionsTimeoutMs: 20_000, ...options.settings };
    this.service = new CoreService(
      {
        ...{ storage: this.storage, settings },
        bundles: path.join(projectRoot, 'dist'),
        environment: options.environment ?? ownEnvironment(),
        helperNode: { execPath: process.execPath, env: {} },
      },
      this.events(),
      options.log ?? nullLog,
    );
  }

  /**
   * To be called in a `describe`: returns a function that makes cores, each in a folder of its own unless one is named.
   * They end after each test.
   */
  static starter(): (options?: TestCoreOptions & { readonly folder?: string }) => TestCore {
    const newFolder = tempFolder();
    const cores: TestCore[] = [];
    afterEach(async () => {
      for (const core of cores.splice(0)) await core.end();
    });
    return ({ folder = newFolder(), ...options } = {}) => {
      const core = new TestCore(folder, options);
      cores.push(core);
      return core;
    };
  }

  install(folder: string, settings: Partial<FolderSettings> = {}): Promise<string> {
    return this.service.installFolder(folder, { ...folderDefaults, ...settings });
  }

  /** The only module. */
  get module(): ModuleSnapshot {
    const [module] = this.modules.values();
    if (!module) throw new Error('no module is installed');
    return module;
  }

  /** The only process of the only module. */
  get process(): ProcessSnapshot {
    const [first] = this.module.processes;
    if (!first) throw new Error('the module has no process');
    return first;
  }

  probe(name: string): ProbeSnapshot | undefined {
    for (const probes of this.probes.values()) {
      const probe = probes.get(name);
      if (probe) return probe;
    }
    return undefined;
  }

  /** Texts of the module's output without time and stream. */
  get lines(): string[] {
    return textsOf(this.output);
  }

  end(): Promise<void> {
    return this.service.shutdown(1_000);
  }

  private events(): CoreEvents {
    return {
      moduleChanged: (module) => this.modules.set(module.id, module),
      moduleRemoved: (id) => this.modules.delete(id),
      usageChanged: (measured) => {
        const byProcess = new Map(measured.map((one) => [one.process, one]));
        for (const [id, module] of this.modules) this.modules.set(id, withUsage(module, byProcess));
      },
      probesChanged: ({ process, changed, removed }) => {
        const probes = this.probes.get(process) ?? new Map<string, ProbeSnapshot>();
        for (const name of removed) probes.delete(name);
        for (const probe of changed) probes.set(probe.name, probe);
        this.probes.set(process, probes);
      },
      actionsChanged: ({ process, actions }) => this.actions.set(process, actions),
      issuesChanged: ({ changed, removed }) => {
        for (const id of removed) this.issues.delete(id);
        for (const issue of changed) this.issues.set(issue.id, issue);
      },
      eventsChanged: ({ changed, removed }) => {
        for (const name of removed) this.emitted.delete(name);
        for (const event of changed) this.emitted.set(event.name, event);
      },
      configurationChanged: (configuration) => this.configurations.set(configuration.folder, configuration),
      output: ({ moduleId, lines }) => {
        this.output.push(...lines);
        this.outputOf.set(moduleId, [...(this.outputOf.get(moduleId) ?? []), ...lines]);
      },
      traffic: ({ lines }) => this.traffic.push(...lines),
      notice: (notice) => this.notices.push(notice),
      log: () => undefined,
    };
  }
}

/** Lines of an output channel without time and stream. */
export function textsOf(output: readonly string[]): string[] {
  return output.map((line) => line.replace(/^\S+ +(err)?│ ?/, ''));
}

function ownEnvironment(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
