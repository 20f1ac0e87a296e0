import { createHash, randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { toError } from '../base/errors';
import type { Event } from '../base/event';
import type { ActionSnapshot, RunOutput } from '../shared/action';
import type { ModuleSnapshot } from '../shared/module';
import type { Outgoing } from './protocol/encode';
import type { ProfilingPacket } from './protocol/packet';
import type { SecretMask } from './protocol/secretMask';
import { ActionCalls } from './stores/actionCalls';
import type { ActionStore } from './stores/actionStore';
import { fileName, ProfileFiles } from './stores/profileFiles';
import { RunFiles } from './stores/runFiles';
import { RunHistory } from './stores/runHistory';

/** Characters of a hash that tell folders of modules of one name apart. */
const HASH_LENGTH = 8;
/** Profiles that are written at the same time. */
const MAX_PROFILES_UNDER_WAY = 2;

export interface ModuleRunsOptions {
  readonly clock: Clock;
  /** Folder for runs and profiles of all modules; without one, nothing is written. */
  readonly storage: string | undefined;
  readonly onError: (error: Error) => void;
  /** Hides what must not be shown in replies and output. */
  readonly mask?: () => SecretMask;
}

/** The runs of one module's actions, and the profiles that they made, in files of the module's own. */
export class ModuleRuns implements Disposable {
  private readonly history: RunHistory;
  private readonly profiles: ProfileFiles | undefined;
  private profilesUnderWay = 0;
  readonly onDidChange: Event<void>;

  constructor(
    { id, name }: Pick<ModuleSnapshot, 'id' | 'name'>,
    private readonly options: ModuleRunsOptions,
  ) {
    const { storage, onError } = options;
    const hash = createHash('sha256').update(id).digest('hex').slice(0, HASH_LENGTH);
    const folderIn = (kind: string, root: string): string => path.join(root, kind, `${fileName(name)}-${hash}`);
    const files = storage === undefined ? undefined : new RunFiles(folderIn('runs', storage));
    this.profiles = storage === undefined ? undefined : new ProfileFiles(folderIn('profiles', storage), name);
    this.history = new RunHistory(files, onError);
    this.onDidChange = this.history.onDidChange;
    this.history.load().catch((error: unknown) => onError(toError(error)));
  }

  /** The calls of one process. */
  createCalls(process: string, send: (message: Outgoing) => void): ActionCalls {
    const { clock, mask } = this.options;
    const nextId = (): number => this.history.nextId();
    const calls = new ActionCalls({ clock, send, newUuid: randomUUID, nextId, ...(mask && { mask }) });
    calls.onDidStart((call) => this.history.started(process, call));
    calls.onDidSettle((call) => this.history.settled(call));
    return calls;
  }

  /** The actions of a process, each with its newest call and its last runs. */
  snapshots(process: string, actions: ActionStore, calls: ActionCalls): readonly ActionSnapshot[] {
    return actions.snapshots((name) => {
      const lastCall = calls.lastCall(name);
      const runs = this.history.runsOf(process, name);
      return { ...(lastCall && { lastCall }), ...(runs.length > 0 && { runs }) };
    });
  }

  output(id: number): Promise<RunOutput | undefined> {
    return this.history.output(id);
  }

  /** Saves a profile, whose size may be many megabytes, and tells the call that had it made. What nobody asked for is not kept. */
  acceptProfile(calls: ActionCalls, packet: ProfilingPacket, at: number): void {
    const tell = calls.profileArrives(packet.type);
    if (!tell) return;
    if (!this.profiles) {
      tell({});
      return;
    }
    // A module that sends them faster than they are written must not fill the memory.
    if (this.profilesUnderWay >= MAX_PROFILES_UNDER_WAY) return;
    this.profilesUnderWay += 1;
    this.profiles
      .save(packet.type, packet.data, at)
      .then(
        (file) => tell({ file }),
        (error: unknown) => tell({ error: toError(error) }),
      )
      .finally(() => (this.profilesUnderWay -= 1));
  }

  /** Resolves when everything that ended is written. */
  flush(): Promise<void> {
    return this.history.flush();
  }

  dispose(): void {
    this.history.dispose();
  }
}
