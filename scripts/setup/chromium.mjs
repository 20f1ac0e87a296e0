import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

/**
 * Absolute path of a Chromium that starts: `CHROMIUM_PATH`, else the first of the usual names on PATH.
 * @returns {string | undefined}
 */
export function findChromium() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(path.isAbsolute);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  const candidates = process.env.CHROMIUM_PATH ? [path.resolve(process.env.CHROMIUM_PATH)] : onPath;
  return candidates.find((file) => existsSync(file) && startsUp(file));
}

/** Ubuntu has a script of that name that only tells one to install a snap. */
function startsUp(file) {
  return spawnSync(file, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** Finds a Chromium, or installs Debian's; throws an error that says what to do when neither works. */
export function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (process.env.CHROMIUM_PATH)
    throw new Error(`CHROMIUM_PATH is ${process.env.CHROMIUM_PATH}, which does not start.`);
  const why = process.getuid?.() === 0 ? installDebianPackage() : 'only root may install the Debian package';
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    `No Chromium on PATH, and none could be installed: ${why}.\n` +
      'Run "apt-get install chromium" as root, or set CHROMIUM_PATH to a Chromium or Chrome.',
  );
}

function installDebianPackage() {
  console.log('Installing Chromium by apt-get');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (args) => spawnSync('apt-get', args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  run(['update', '-qq']); // one dead source is no reason to give up: what counts is whether the package can be had
  const install = run(['install', '-y', '-qq', '--no-install-recommends', 'chromium']);
  if (install.error) return 'there is no apt-get here';
  return `apt-get says "${install.stderr.trim().split('\n').at(-1) ?? ''}"`;
}
