import { readFileSync, statSync, type Stats } from 'node:fs';
import path from 'node:path';

/** A lock older than this was left behind by a git that died, in milliseconds. */
const STALE_MS = 10_000;
/** An index written within this time means that git has only just finished, in milliseconds. */
const RECENT_MS = 50;

/** Tells whether git is changing the working tree that a folder belongs to, or just was. */
export class GitLock {
  constructor(private readonly folder: string) {}

  get isHeld(): boolean {
    // Looked for each time, which takes some 20 µs: `git init` and a first checkout may be a moment apart.
    const gitFolder = findGitFolder(this.folder);
    if (gitFolder === undefined) return false;
    return (
      isYounger(path.join(gitFolder, 'index.lock'), STALE_MS) || isYounger(path.join(gitFolder, 'index'), RECENT_MS)
    );
  }
}

function isYounger(file: string, ageMs: number): boolean {
  const stats = statOf(file);
  return stats !== undefined && Math.abs(Date.now() - stats.mtimeMs) < ageMs;
}

function findGitFolder(folder: string): string | undefined {
  const candidate = path.join(folder, '.git');
  const stats = statOf(candidate);
  if (stats?.isDirectory()) return candidate;
  if (stats?.isFile()) return linkedGitFolder(candidate);
  const parent = path.dirname(folder);
  return parent === folder ? undefined : findGitFolder(parent);
}

/** Of a linked working tree or a submodule: its `.git` is a file that names the place. */
function linkedGitFolder(file: string): string | undefined {
  try {
    const [, place] = /^gitdir:\s*(.+?)\s*$/m.exec(readFileSync(file, 'utf8')) ?? [];
    return place === undefined ? undefined : path.resolve(path.dirname(file), place);
  } catch {
    return undefined; // gone again, or not ours to read
  }
}

function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined; // a part of the path is closed to us
  }
}
