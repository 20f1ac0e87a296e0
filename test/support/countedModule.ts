import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ProcessSnapshot } from '../../src/shared/module';
import { eventually } from './eventually';
import { TestModule } from './testModule';
import type { TestCore } from './testCore';
import { writeModule } from './writeModule';

/** A file that the module loads and that no test but the fence touches. */
const FENCE = 'lib/fence.js';

/**
 * A real module whose starts are counted: it leaves its pid in a file outside of its folder, and each of its lives has its
 * reason in the log channel.
 */
export class CountedModule {
  private fences = 0;

  private constructor(
    private readonly core: TestCore,
    readonly module: TestModule,
    readonly folder: string,
    private readonly startsFile: string,
  ) {}

  /** `script` is what index.js does beyond that. */
  static async install(
    core: TestCore,
    place: { readonly parent: string; readonly name: string; readonly open?: string },
    files: Readonly<Record<string, string>> = {},
    script = '',
  ): Promise<CountedModule> {
    const startsFile = path.join(core.storage, `${place.name.replaceAll(/\W/g, '-')}-starts`);
    writeFileSync(startsFile, '');
    const count = `require('fs').appendFileSync(${JSON.stringify(startsFile)}, process.pid + '\\n');`;
    const folder = writeModule(
      place.parent,
      place.name,
      {
        'index.js': `${count}\nrequire('./${FENCE}');\n${script}\nsetInterval(() => {}, 1000);\n`,
        [FENCE]: '0;',
        ...files,
      },
      { name: 'counted', main: undefined, apps: [{ script: 'index.js', min_uptime: 100 }] },
    );
    const module = await TestModule.install(core, place.open ?? folder);
    return new CountedModule(core, module, folder, startsFile);
  }

  readonly at = (name: string): string => path.join(this.folder, name);

  get process(): ProcessSnapshot {
    return this.module.process;
  }

  /** So many processes have run the start file. */
  get starts(): number {
    return readFileSync(this.startsFile, 'utf8').split('\n').length - 1;
  }

  /** Why each life began, the first one's installation included, as the log channel says it. */
  get reasons(): string[] {
    const lines = this.core.outputOf.get(this.module.id) ?? [];
    return lines.flatMap((line) => /generation \d+ · (.+?)(?: · up in \d+ ms)? ─+$/.exec(line)?.[1] ?? []);
  }

  /** Resolves when it has started so often, and every start is accounted for. */
  started(times: number): Promise<true> {
    return eventually(`start ${times}`, async () => {
      await this.core.service.whenIdle(); // what is to be told is told now
      const { status, generation } = this.process;
      const seen = `${this.starts} starts, generation ${generation} is ${status}: ${this.reasons.join(' | ')}`;
      if (this.starts < times || status !== 'online' || this.reasons.length !== generation) throw new Error(seen);
      return true;
    });
  }

  /** Makes one restart that everybody can tell from others: what a change before it caused stands before it. */
  async fence(): Promise<void> {
    const before = this.starts;
    const text = `saved ${FENCE}`;
    const fences = this.reasons.filter((reason) => reason === text).length;
    this.fences += 1;
    writeFileSync(this.at(FENCE), `${this.fences};`);
    await eventually('the fence', async () => {
      await this.core.service.whenIdle();
      if (this.reasons.filter((reason) => reason === text).length > fences) return true;
      throw new Error(this.reasons.slice(-3).join(' | '));
    });
    await this.started(before + 1);
  }

  /** The reasons of all lives that `change` causes, the fence at the end of them not included. */
  async causedBy(change: () => unknown): Promise<readonly string[]> {
    const before = this.reasons.length;
    const starts = this.starts;
    await change();
    await this.fence();
    const reasons = this.reasons.slice(before);
    if (reasons.length !== this.starts - starts)
      throw new Error(`${this.starts - starts} starts: ${reasons.join(' | ')}`);
    return reasons.slice(0, -1);
  }
}
