import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from './projectRoot';

const folder = path.join(projectRoot, 'test', 'fixtures', 'packages');

/** Names of the packages whose package.json is in test/fixtures/packages. */
export function publishedNames(): readonly string[] {
  return readdirSync(folder).flatMap((file) => (file.endsWith('.json') ? [path.basename(file, '.json')] : []));
}

/** The package.json of a published package, as npm has it. */
export function publishedManifest(name: string): string {
  return readFileSync(path.join(folder, `${name}.json`), 'utf8');
}

/** Writes a published package.json into a folder below `into`, with its start files, which are empty. Returns its path. */
export function writePublished(name: string, into: string): string {
  const text = publishedManifest(name);
  const target = path.join(into, name);
  mkdirSync(target);
  for (const start of startFiles(JSON.parse(text) as Manifest)) {
    const file = path.resolve(target, start);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
  }
  const file = path.join(target, 'package.json');
  writeFileSync(file, text);
  return file;
}

interface Manifest {
  readonly apps?: readonly { readonly script: string }[];
  readonly main?: string;
}

function startFiles({ apps = [], main }: Manifest): string[] {
  return [...apps.map(({ script }) => script), ...(main === undefined ? [] : [main])];
}
