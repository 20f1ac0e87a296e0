import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { libraryFolder } from '../../support/modulePackages';
import { projectRoot } from '../../support/projectRoot';

const published = path.join(projectRoot, 'test/parity/modules');
const calibration = path.join(projectRoot, 'test/fixtures/calibration');
const io2 = path.join(published, 'pm2-server-monit/node_modules/@pm2/io');

/** Whether it comes from npm; the others are a few lines that use one library each. */
export function isPublished(name: string): boolean {
  return existsSync(path.join(published, name));
}

/** Copies a module into the existing folder `into` as its author has it after `npm install`; returns the copy's path. */
export function copyModule(name: string, into: string): string {
  const target = path.join(into, name);
  if (isPublished(name)) copyPublished(name, target);
  else copyCalibration(name, target);
  return target;
}

/** npm has put its dependencies beside it; for its author they are in its own node_modules. */
function copyPublished(name: string, target: string): void {
  const packages = path.join(published, name, 'node_modules');
  if (!existsSync(packages)) throw new Error(`There is no ${packages}: "npm run test:parity" installs it.`);
  if (existsSync(path.join(packages, name, 'node_modules'))) throw new Error(`${name} has packages of its own.`);
  cpSync(path.join(packages, name), target, { recursive: true });
  const dependencies = path.join(target, 'node_modules');
  mkdirSync(dependencies);
  for (const entry of readdirSync(packages)) {
    if (entry === name || entry === '.package-lock.json') continue;
    cpSync(path.join(packages, entry), path.join(dependencies, entry), { recursive: true, verbatimSymlinks: true });
  }
}

function copyCalibration(name: string, target: string): void {
  cpSync(path.join(calibration, name), target, { recursive: true });
  const manifest = JSON.parse(readFileSync(path.join(target, 'package.json'), 'utf8')) as {
    dependencies?: Record<string, string>;
  };
  for (const [library, version] of Object.entries(manifest.dependencies ?? {})) {
    const link = path.join(target, 'node_modules', library);
    mkdirSync(path.dirname(link), { recursive: true });
    symlinkSync(library === '@pm2/io' && version.startsWith('2.') ? io2 : libraryFolder(library), link, 'junction');
  }
}
