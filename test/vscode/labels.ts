import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** One run of VS Code: the specs of one folder below test/vscode, in a workspace of their own. */
export interface Label {
  /** Name of the folder. */
  readonly name: string;
  /** Folders of test/fixtures/modules, or published modules, of which the workspace is made; several: multi-root. */
  readonly folders: readonly string[];
  /** `restricted`: the workspace is not trusted. */
  readonly trust: 'trusted' | 'restricted';
  /** User settings. */
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Every folder here that has specs, as its `run.json` describes it. */
export function findLabels(): Label[] {
  return readdirSync(__dirname, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && hasSpecs(path.join(__dirname, entry.name)))
    .map((entry) => ({ ...defaults, ...readRun(entry.name), name: entry.name }));
}

const defaults = { folders: ['hello-module'], trust: 'trusted', settings: {} } as const;

function hasSpecs(folder: string): boolean {
  return readdirSync(folder).some((file) => file.endsWith('.test.ts'));
}

function readRun(name: string): Partial<Label> {
  const file = path.join(__dirname, name, 'run.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Partial<Label>) : {};
}
