import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../support/projectRoot';
import { writeModule } from '../support/writeModule';

const packages = path.join(projectRoot, 'test', 'bench', 'node_modules');

/** A small module as people write it, by the library that it uses. */
export interface ModuleKind {
  /** Part of file names. */
  readonly id: string;
  readonly library?: string;
  /** What comes before the first line, as source code. */
  readonly body: string;
  /** What a restart of such a module should take. */
  readonly aim: RestartAim;
}

/** What the extension should do in these `most` of a cold start, and so many `timesFaster` than all other tools. */
export interface RestartAim {
  readonly most: number;
  readonly timesFaster: number;
  /** Why it is missed, if it is. */
  readonly why: string;
}

const startAim: RestartAim = {
  most: 0.35,
  timesFaster: 4,
  why: 'most of the time passes until the change is seen and compared and the old process runs no more code (see the table of saves): moments that depend on how soon the system wakes up whom, and that take as long on a machine whose cold start is short. A busy thread has one of the two cores for itself meanwhile.',
};

export const plainModule: ModuleKind = { id: 'plain', body: '', aim: startAim };

export const moduleKinds: readonly ModuleKind[] = [
  plainModule,
  {
    id: 'pmx',
    library: 'pmx',
    body: `const pmx = require('pmx');
pmx.initModule({});
pmx.probe().metric({ name: 'generation', value: () => generation });
pmx.action('ping', (reply) => reply({ generation }));`,
    aim: {
      most: 0.6,
      timesFaster: 2,
      why: "to load pmx, 91 files, takes nearly all of it (see the limit). A standby knows where these files are and has Node's loader run fast; the new life still reads, compiles and runs them, as they are the module's own code.",
    },
  },
  {
    id: 'pm2io',
    library: '@pm2/io',
    body: `const io = require('@pm2/io');
io.initModule({});
io.metric({ name: 'generation', value: () => generation });
io.action('ping', (reply) => reply({ generation }));`,
    aim: startAim,
  },
];

/** The kind in words, with the version of its library. */
export function titleOf({ library }: ModuleKind): string {
  return library === undefined ? 'no library' : `${library} ${packageVersion(library)}`;
}

/** Version of a package that the measurements use. */
export function packageVersion(name: string): string {
  const manifest = JSON.parse(readFileSync(path.join(packages, name, 'package.json'), 'utf8')) as { version: string };
  return manifest.version;
}

/** Absolute path of a file of such a package. */
export function packageFile(name: string, file: string): string {
  return path.join(packages, name, file);
}

/** A module's folder, in which generations are saved. The first line that each of them prints has its time. */
export class BenchModule {
  readonly folder: string;
  private generation = 0;

  constructor(
    parent: string,
    private readonly kind: ModuleKind,
  ) {
    const manifest = { apps: [{ script: 'index.js' }], config: { interval: '5' } };
    this.folder = writeModule(parent, `${kind.id}-module`, { 'index.js': this.source() }, manifest);
    if (kind.library !== undefined) this.link(kind.library);
  }

  /** Writes the next generation into the start file, in place as editors do, and returns its number. */
  save(): number {
    const { generation, file, text } = this.next();
    writeFileSync(file, text);
    return generation;
  }

  /** The next generation, for somebody else to write. */
  next(): { readonly generation: number; readonly file: string; readonly text: string } {
    this.generation += 1;
    return { generation: this.generation, file: this.startFile, text: this.source() };
  }

  /** Writes a start file that throws as soon as it is loaded. */
  saveBroken(): void {
    writeFileSync(this.startFile, `throw new Error('broken');\n`);
  }

  private get startFile(): string {
    return path.join(this.folder, 'index.js');
  }

  private source(): string {
    return `const generation = ${this.generation};
${this.kind.body}
const upAt = Date.now();
const sinceBoot = performance.now() - performance.nodeTiming.bootstrapComplete;
process.stdout.write(\`UP \${process.pid} \${upAt} \${generation} \${sinceBoot}\\n\`);
setInterval(() => {}, 1e6);
`;
  }

  private link(library: string): void {
    const link = path.join(this.folder, 'node_modules', library);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(path.join(packages, library), link, 'junction');
  }
}
