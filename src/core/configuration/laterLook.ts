import type { FileHandle } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { delay, type Clock } from '../../base/clock';
import { singleFlight } from '../../base/singleFlight';
import type { Json } from '../../shared/probe';
import type { JsonObject } from '../manifest/manifestSource';
import { textOf } from './confFile';
import { changesBetween, valueAt, type ConfDecision, type ConfEdit } from './confText';
import { readModuleConfFile, readConfText, type ModuleConf } from './moduleConf';

/** So long after it was written, the file is looked at again: PM2 may have read it before, and written it back since. */
const LOOK_AFTER_MS = 200;
/** Looks that are due within such a time are taken together. */
const TOGETHER_MS = 50;
/** Whoever takes a change back every time means it. */
const MAX_REPEATS = 5;
/** Values of one option that are remembered for that long. */
const MAX_FORMER = 100;

/** A change with the values that were there shortly before. */
interface Change extends ConfEdit {
  readonly former: readonly (Json | undefined)[];
}

/** One write of ours. */
export interface Written {
  readonly edits: readonly ConfEdit[];
  readonly before: JsonObject;
  readonly textBefore: string;
  /** The file that was replaced: PM2 may have opened it before that, and write into it still. */
  readonly replaced: FileHandle | undefined;
}

interface Pending extends Written {
  readonly edits: readonly Change[];
}

export interface LaterLookOptions {
  readonly file: string;
  readonly clock: Clock;
  /** Makes the changes that are decided on from what is in the file then. */
  readonly repeat: (decide: ConfDecision) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Looks at what was written a moment later. A change of ours that was taken back by a program that had read the file
 * before is made once more; so is a change of such a program that went into the file that we had just replaced.
 */
export class LaterLook {
  private readonly pending = new Set<Pending>();
  private readonly looks = new Set<Promise<void>>();
  private readonly repeats = new Map<string, number>();
  private readonly readNow: () => Promise<ModuleConf>;

  constructor(private readonly options: LaterLookOptions) {
    this.readNow = singleFlight(() => readModuleConfFile(options.file, options.clock));
  }

  add({ edits, before, ...rest }: Written): void {
    const changes = edits.map((edit) => ({ ...edit, former: [valueAt(before, edit.path), ...this.recent(edit.path)] }));
    const written: Pending = { ...rest, before, edits: changes };
    this.pending.add(written);
    const { clock } = this.options;
    const wait = LOOK_AFTER_MS + TOGETHER_MS - (clock.now() % TOGETHER_MS);
    const look: Promise<void> = delay(clock, wait)
      .then(() => this.look(written))
      .catch((error: unknown) => this.options.onError(error))
      .finally(() => {
        this.pending.delete(written);
        this.looks.delete(look);
      });
    this.looks.add(look);
  }

  /** Resolves when everything was looked at, also what that made write again. */
  async settled(): Promise<void> {
    while (this.looks.size > 0) await Promise.all(this.looks);
  }

  private async look(written: Pending): Promise<void> {
    const theirs = await this.writtenToReplaced(written);
    const ours = this.standing(written);
    const decide: ConfDecision = (sections) => lost([...ours, ...theirs], sections);
    const { sections, problem } = await this.readNow();
    if (problem) return;
    const again = decide(sections);
    if (again.length === 0) {
      for (const { path } of ours) this.repeats.delete(keyOf(path));
    } else if (again.every(({ path }) => this.mayRepeat(path))) {
      await this.options.repeat(decide);
    }
  }

  private mayRepeat(path: readonly string[]): boolean {
    const times = (this.repeats.get(keyOf(path)) ?? 0) + 1;
    this.repeats.set(keyOf(path), times);
    return times <= MAX_REPEATS;
  }

  /** Those changes of a write that no later write of ours has to do with. */
  private standing(written: Pending): readonly Change[] {
    const all = [...this.pending];
    const later = all.slice(all.indexOf(written) + 1).flatMap(({ edits }) => edits);
    return written.edits.filter(({ path }) => !later.some((edit) => overlap(path, edit.path)));
  }

  /** What we have just set there: whoever read the file then may bring it back. */
  private recent(path: readonly string[]): (Json | undefined)[] {
    const same = [...this.pending].flatMap(({ edits }) => edits.filter((edit) => keyOf(edit.path) === keyOf(path)));
    return same.flatMap(({ value, former }) => [value, ...former]).slice(0, MAX_FORMER);
  }

  private async writtenToReplaced({ replaced, textBefore, before }: Pending): Promise<readonly Change[]> {
    if (!replaced) return [];
    try {
      const text = textOf(replaced);
      if (text === textBefore) return [];
      const { sections, problem } = readConfText(this.options.file, text);
      if (problem) return [];
      // They may have read it some time before: what it lacks, or has as it was before a change of ours, is no wish of theirs.
      const ours = [...this.pending].flatMap(({ edits }) => edits);
      return changesBetween(before, sections)
        .filter(({ path, value }) => value !== undefined && !ours.some((edit) => overlap(path, edit.path)))
        .map((edit) => ({ ...edit, former: [valueAt(before, edit.path)] }));
    } finally {
      await replaced.close();
    }
  }
}

/** Changes of which the file knows nothing: where it still, or again, has what was there before. Another value is another's wish. */
function lost(edits: readonly Change[], now: JsonObject): readonly ConfEdit[] {
  return edits.filter(({ path, value, former }) => {
    const present = valueAt(now, path);
    return !isDeepStrictEqual(present, value) && former.some((one) => isDeepStrictEqual(present, one));
  });
}

function overlap(one: readonly string[], other: readonly string[]): boolean {
  const length = Math.min(one.length, other.length);
  return isDeepStrictEqual(one.slice(0, length), other.slice(0, length));
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}
