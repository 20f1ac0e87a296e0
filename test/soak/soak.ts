import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { UserError } from '../../src/base/errors';
import { eventually } from '../support/eventually';
import { TestCore } from '../support/testCore';
import { MARK, measure, ownProcesses, type Measure } from './measure';
import { SeededRandom } from './seededRandom';
import { writeSoakModules, type SoakModule } from './soakModules';
import { operations, saveContent, type SoakScene } from './soakOperations';

export interface SoakOptions {
  /** An empty folder. */
  readonly folder: string;
  readonly seed: number;
  readonly durationMs: number;
}

/** What was done, what went wrong, and what was held before and after. */
export interface SoakReport {
  readonly seed: number;
  readonly seconds: number;
  /** How often each operation was done, and how often it was refused in words. */
  readonly done: Readonly<Record<string, { readonly times: number; readonly refused: number }>>;
  readonly lives: number;
  readonly lines: number;
  /** Anything that a person should not have seen. */
  readonly faults: readonly string[];
  readonly before: Measure;
  readonly after: Measure;
  /** Processes and ledgers that were there when the core had ended. */
  readonly left: { readonly processes: number; readonly ledgers: number };
}

/** The longest pause between two operations, in milliseconds. */
const MAX_PAUSE_MS = 250;
/** So many operations may be under way at once. */
const MAX_PENDING = 4;
/** What is done before the first measure: by then everything was needed once. */
const WARM_UP_OPERATIONS = 60;
/** Output is kept by this harness until so many lines have come; then it is dropped. */
const KEPT_LINES = 20_000;

/** Operates several modules at random for a while, and measures what is left of it. */
export async function soak({ folder, seed, durationMs }: SoakOptions): Promise<SoakReport> {
  const run = new Soak(folder, seed);
  try {
    return await run.run(durationMs);
  } finally {
    await run.core.end();
  }
}

class Soak {
  private readonly random: SeededRandom;
  private readonly modules: readonly SoakModule[];
  private readonly ids = new Map<SoakModule, string>();
  private readonly pending = new Set<Promise<void>>();
  private readonly done = new Map<string, { times: number; refused: number }>();
  private readonly faults: string[] = [];
  private readonly mark: string;
  private content = 0;
  private lives = 0;
  private lines = 0;
  readonly core: TestCore;

  constructor(
    folder: string,
    private readonly seed: number,
  ) {
    this.random = new SeededRandom(seed);
    this.mark = `${process.pid}-${seed}-${performance.now()}`;
    const fault = (text: string): void => void this.faults.push(text);
    const note = (text: string): void => void (this.lives += / generation \d+ is process /.test(text) ? 1 : 0);
    const environment = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']));
    this.core = new TestCore(folder, {
      environment: { ...environment, [MARK]: this.mark },
      settings: { logsMaxFileSizeMb: 1 },
      log: { error: fault, warn: note, info: note, debug: () => undefined },
    });
    mkdirSync(path.join(folder, 'modules'));
    this.modules = writeSoakModules(path.join(folder, 'modules'));
  }

  async run(durationMs: number): Promise<SoakReport> {
    const startedAt = performance.now();
    for (let warmUp = 0; warmUp < WARM_UP_OPERATIONS; warmUp++) await this.step();
    const before = await this.calm();
    while (performance.now() - startedAt < durationMs) await this.step();
    const after = await this.calm();
    await this.core.end();
    const left = await this.whatIsLeft();
    return {
      ...{ seed: this.seed, seconds: Math.round((performance.now() - startedAt) / 1_000) },
      ...{ done: Object.fromEntries([...this.done].sort()), lives: this.lives, lines: this.lines },
      ...{ faults: this.faults, before, after, left },
    };
  }

  private async step(): Promise<void> {
    const { random } = this;
    if (this.pending.size >= MAX_PENDING) await Promise.race(this.pending);
    const [name, operate] = this.pickOperation();
    const module = random.pick(this.modules);
    const operating: Promise<void> = this.operate(name, async () => operate(this.scene, module)).finally(() =>
      this.pending.delete(operating),
    );
    this.pending.add(operating);
    await pause(random.below(MAX_PAUSE_MS));
    this.forget(KEPT_LINES);
  }

  private async operate(name: string, what: () => Promise<unknown>): Promise<void> {
    const done = this.done.get(name) ?? { times: 0, refused: 0 };
    this.done.set(name, done);
    done.times += 1;
    try {
      await what();
    } catch (error) {
      done.refused += 1;
      // A request may come when a module is being replaced, or has crashed: that is said in words.
      if (!(error instanceof UserError)) this.faults.push(`${name}: ${String(error)}`);
    }
  }

  private pickOperation(): readonly [string, (typeof operations)[string][1]] {
    const all = Object.entries(operations);
    let left = this.random.below(all.reduce((sum, [, [weight]]) => sum + weight, 0));
    for (const [name, [weight, operate]] of all) {
      if (left < weight) return [name, operate];
      left -= weight;
    }
    throw new Error('The weights do not add up.');
  }

  private get scene(): SoakScene {
    const { core, random, modules, ids } = this;
    return {
      ...{ core, random, modules },
      idOf: (module) => ids.get(module),
      setId: (module, id) => {
        if (id === undefined) ids.delete(module);
        else ids.set(module, id);
      },
      nextContent: () => ++this.content,
    };
  }

  /** Every module runs what was saved last; then all are uninstalled, and what is held is measured. */
  private async calm(): Promise<Measure> {
    await Promise.all(this.pending);
    for (const module of this.modules) await this.runsLastSave(module);
    for (const id of [...this.core.modules.keys()]) await this.core.service.uninstall(id);
    this.ids.clear();
    this.forget(0);
    return measure(this.core, this.mark);
  }

  private async runsLastSave(module: SoakModule): Promise<void> {
    const { service } = this.core;
    const content = ++this.content;
    writeFileSync(path.join(module.folder, module.contentFile), module.contentOf(content));
    const id = await this.core.install(module.folder);
    this.ids.set(module, id);
    await service.pauseWatching(id, false);
    const last = ++this.content;
    await saveContent(this, module, module.contentOf(last));
    await eventually(`"${module.name}" runs what was saved last`, async () => {
      await service.whenIdle();
      const lines = this.core.outputOf.get(id) ?? [];
      const { processes = [] } = this.core.modules.get(id) ?? {};
      const runs = lines.filter((line) => line.endsWith(`content ${last}`)).length;
      if (runs >= module.processes && processes.every(({ status }) => status === 'online')) return true;
      throw new Error(`${processes.map(({ status }) => status).join()}; ${lines.slice(-5).join(' | ')}`);
    });
  }

  /** This harness must not be what grows. */
  private forget(keptLines: number): void {
    const { core } = this;
    if (core.output.length <= keptLines) return;
    this.lines += core.output.length;
    core.output.length = 0;
    core.traffic.length = 0;
    core.notices.length = 0;
    for (const told of [core.outputOf, core.issues, core.emitted, core.actions, core.probes]) told.clear();
  }

  private async whatIsLeft(): Promise<SoakReport['left']> {
    const processes = await ownProcesses(this.mark);
    return { processes: processes.length, ledgers: readdirSync(path.join(this.core.storage, 'ledgers')).length };
  }
}
