import path from 'node:path';
import { readPid } from '../base/readPid';
import { descendantsIn, initialEnvironmentOf, type ProcessInfo } from '../core/process/platform';
import type { ReaperProcess } from '../shared/reaper';

/** What still lives of one registered process. */
export interface Remains {
  readonly of: ReaperProcess;
  readonly pids: readonly number[];
  /** The group that can be killed as a whole. */
  readonly group: number | undefined;
}

/**
 * Finds in a list of all processes what lives of the registered ones: the process itself if it was born when it was
 * registered, its group, its descendants (also those with a session of their own), and on Linux what was started with
 * its `unique_id` and lost its parents. A PM2 daemon that a module has started, and what that daemon runs, is left alone.
 */
export function findRemains(
  registered: readonly ReaperProcess[],
  processes: readonly ProcessInfo[],
  options: { readonly isFresh: boolean },
): Remains[] {
  const byPid = new Map(processes.map((info) => [info.pid, info]));
  const byUniqueId = groupByUniqueId(processes);
  const roots = new Set(registered.filter((each) => byPid.get(each.pid)?.startTime === each.startTime));
  const homes = new Set(registered.map(({ home }) => home));
  const isSpared = sparedBy(
    { roots, daemons: new Set([...homes].flatMap((home) => readPid(path.join(home, 'pm2.pid')) ?? [])) },
    byPid,
  );
  return registered.flatMap((of) => {
    // A group outlives its leader; later, another process may have had the pid, and have left a group of the same number.
    const isGroup = of.ownsGroup && (roots.has(of) || (options.isFresh && !byPid.has(of.pid)));
    const group = isGroup ? processes.filter((info) => info.group === of.pid) : [];
    const family = roots.has(of)
      ? [...processes.filter(({ pid }) => pid === of.pid), ...descendantsIn(processes, of.pid)]
      : [];
    const found = new Set([...group, ...family, ...(byUniqueId.get(of.uniqueId) ?? [])]);
    const doomed = [...found].filter((info) => info.pid !== process.pid && !isSpared(info));
    if (doomed.length === 0) return [];
    const isWholeGroup = group.length > 0 && group.every((info) => doomed.includes(info));
    return [{ of, pids: doomed.map(({ pid }) => pid), group: isWholeGroup ? of.pid : undefined }];
  });
}

function groupByUniqueId(processes: readonly ProcessInfo[]): ReadonlyMap<string, ProcessInfo[]> {
  const groups = new Map<string, ProcessInfo[]>();
  for (const info of processes) {
    const uniqueId = initialEnvironmentOf(info.pid)?.get('unique_id');
    if (!uniqueId) continue;
    const group = groups.get(uniqueId);
    if (group) group.push(info);
    else groups.set(uniqueId, [info]);
  }
  return groups;
}

/**
 * A process belongs to whoever is nearest above it, a registered process or a PM2 daemon: a module may have started the
 * daemon, and a daemon may run the editor that runs the module.
 */
function sparedBy(
  { roots, daemons }: { roots: ReadonlySet<ReaperProcess>; daemons: ReadonlySet<number> },
  byPid: ReadonlyMap<number, ProcessInfo>,
): (info: ProcessInfo) => boolean {
  const ours = new Set([...roots].map(({ pid }) => pid));
  return (info) => {
    for (let above: ProcessInfo | undefined = info; above; above = byPid.get(above.parent)) {
      if (ours.has(above.pid)) return false;
      if (daemons.has(above.pid)) return true;
    }
    return false;
  };
}
