import path from 'node:path';
import { readPid } from '../../base/readPid';
import type { ExpectedLife } from '../../shared/reaper';
import { descendantsIn, initialEnvironmentOf, listProcesses, seesEnvironments, signal } from './platform';

/** So many lives of one process are remembered until it is stopped: more than a day's saves. */
const MAX_LIVES = 5_000;

/**
 * What the lives of one process have left behind outside of their process groups, such as a daemon that parted from its
 * parents. It is known by the environment that it was born with, so only where that can be seen; elsewhere it is left to
 * itself. A restart leaves it alone, as PM2 does: it may be a browser that the module has opened.
 */
export class Strays {
  private lives: ExpectedLife[] = [];

  constructor(
    /** Processes that are ours for another reason: a standby was born with the environment of the life before it. */
    private readonly isRegistered: (pid: number) => boolean,
  ) {}

  /** A life has begun. */
  add(life: ExpectedLife): void {
    this.lives = [...this.lives.slice(1 - MAX_LIVES), life];
  }

  /** Ends what is left of one life. */
  endOf(life: ExpectedLife): Promise<void> {
    return this.endThose([life]);
  }

  /** Ends what is left of all. */
  endAll(): Promise<void> {
    const { lives } = this;
    this.lives = [];
    return this.endThose(lives);
  }

  private async endThose(lives: readonly ExpectedLife[]): Promise<void> {
    // Without a name of its own a life has nothing that could be told from everybody else's.
    const ids = new Set(lives.map(({ uniqueId }) => uniqueId).filter((uniqueId) => uniqueId !== ''));
    if (!seesEnvironments || ids.size === 0) return;
    const all = await listProcesses();
    const daemons = new Set(lives.map(({ home }) => readPid(path.join(home, 'pm2.pid'))));
    const withFamily = (pid: number): number[] => [pid, ...descendantsIn(all, pid).map((info) => info.pid)];
    const spared = new Set([...daemons].flatMap((pid) => (pid === undefined ? [] : withFamily(pid))));
    for (const { pid } of all) {
      if (pid === process.pid || spared.has(pid) || this.isRegistered(pid)) continue;
      const uniqueId = initialEnvironmentOf(pid)?.get('unique_id');
      if (uniqueId !== undefined && ids.has(uniqueId)) signal(pid, 'SIGKILL');
    }
  }
}
