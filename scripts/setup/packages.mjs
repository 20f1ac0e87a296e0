import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { runNpm } from './npm.mjs';

/**
 * Runs `npm ci` in `folder` unless the packages there are those of its lockfile.
 * @param {string} folder
 */
export function ensurePackages(folder) {
  if (isInstalled(folder)) return;
  console.log(`Installing the packages of ${path.relative('.', folder) || 'the project'}`);
  runNpm(['ci'], { folder });
}

/** npm leaves a lockfile of what it has really installed in node_modules: compared entry by entry. */
function isInstalled(folder) {
  const installedFile = path.join(folder, 'node_modules', '.package-lock.json');
  if (!existsSync(installedFile)) return false;
  const installed = packagesOf(installedFile);
  return Object.entries(packagesOf(path.join(folder, 'package-lock.json'))).every(([place, entry]) => {
    if (place === '') return true;
    const found = installed[place];
    return found ? found.version === entry.version : isOptional(entry);
  });
}

function packagesOf(lockfile) {
  return JSON.parse(readFileSync(lockfile, 'utf8')).packages;
}

/** Packages of other platforms are in the lockfile and not on the disk. */
function isOptional(entry) {
  return entry.optional === true || entry.devOptional === true || entry.peer === true;
}
