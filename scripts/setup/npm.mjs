import { spawnSync } from 'node:child_process';

/** What `npm test` hands down and a nested npm in another folder must not believe. */
const INHERITED = /^npm_(package|lifecycle|config_(local_prefix|ignore_scripts|legacy_peer_deps|prefix|globalconfig))/i;

/**
 * Runs npm in `folder`. Throws an error with the end of npm's output when it fails.
 * @param {string[]} args
 * @param {{ folder: string, env?: Record<string, string> }} options
 */
export function runNpm(args, { folder, env = {} }) {
  const inherited = Object.entries(process.env).filter(([name]) => !INHERITED.test(name) && name !== 'NODE_OPTIONS');
  const isWindows = process.platform === 'win32'; // npm is a .cmd there, which only a shell can start
  const result = spawnSync('npm', args, {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), ...env },
    shell: isWindows,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  if (result.status === 0) return;
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`.trimEnd().split('\n').slice(-20).join('\n');
  throw new Error(`npm ${args.join(' ')} failed in ${folder}:\n${output || result.error?.message}`);
}
