import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { projectRoot } from './projectRoot';

const modules = path.join(projectRoot, 'test', 'modules');
const fixtures = path.join(projectRoot, 'test', 'fixtures', 'modules');
const serverMonit = path.join(modules, 'server-monit', 'node_modules');
const published = path.join(modules, 'published', 'node_modules');

/** Real path of the folder of an installed library, such as `pmx`, `tx2` or `@pm2/io`. */
export function libraryFolder(name: string): string {
  const places = createRequire(path.join(modules, 'package.json')).resolve.paths(name) ?? [];
  const found = places.map((place) => path.join(place, name)).find((folder) => existsSync(folder));
  if (!found) throw new Error(`${name} is not installed: "npm test" installs what test/modules names.`);
  return realpathSync(found);
}

/** Absolute path of a Node of that major version. Linux x64 only. */
export function nodeBinary(major: 16 | 20 | 24): string {
  const binary = path.join(modules, 'nodes', 'node_modules', `node${major}`, 'bin', 'node');
  if (!existsSync(binary)) throw new Error(`There is no ${binary}: "npm test" installs what test/modules names.`);
  return binary;
}

/** The published modules whose sources can be read; they cannot be run, for their dependencies are not there. */
const READ_ONLY = ['pm2-discord', 'pm2-docker', 'pm2-logrotate', 'pm2-mongodb', 'pm2-slack'];

/**
 * Copies a module into the existing folder `into`, links what its package.json depends on, and returns the copy's path.
 * `module` is a folder of test/fixtures/modules, the published `pm2-server-monit`, or one of those that can only be read. The
 * links are all that differs from what npm would have made.
 */
export function installModule(module: string, into: string): string {
  if (READ_ONLY.includes(module)) {
    cpSync(path.join(published, module), path.join(into, module), { recursive: true });
    return path.join(into, module);
  }
  const isPublished = module === 'pm2-server-monit';
  const source = isPublished ? path.join(serverMonit, module) : path.join(fixtures, module);
  if (!existsSync(source)) throw new Error(`There is no ${source}.`);
  const target = path.join(into, module);
  cpSync(source, target, { recursive: true });
  for (const name of dependenciesOf(target)) {
    const link = path.join(target, 'node_modules', name);
    if (existsSync(link)) continue;
    mkdirSync(path.dirname(link), { recursive: true });
    // A junction needs no privilege on Windows, and is an ordinary link elsewhere.
    symlinkSync(isPublished ? realpathSync(path.join(serverMonit, name)) : libraryFolder(name), link, 'junction');
  }
  return target;
}

/** Of fixtures that are broken on purpose: none. */
function dependenciesOf(folder: string): string[] {
  try {
    const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
      dependencies?: Record<string, string>;
    };
    return Object.keys(manifest.dependencies ?? {});
  } catch {
    return [];
  }
}
