import type { FileHandle } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { delay, type Clock } from '../../base/clock';
import { singleFlight } from '../../base/singleFlight';
import type { JsonObject } from '../manifest/manifestSource';
import { textOf } from './confFile';
import { changesBetween, valueAt, type ConfDecision, type ConfEdit } from './confText';
import { readModuleConfFile, readConfText, type ModuleConf } from './moduleConf';

/** So long after it was written, the file is looked at again: PM2 may have read it before, and written it back since. */
const LOOK_AFTER_MS = 200;
/** Whoever takes a change back every time means it. */
const MAX_REPEATS = 5;

/** One write of ours. */
interface Written {
  readonly edits: readonly ConfEdit[];
  readonly before: JsonObject;
  readonly textBefore: string;
  /** The file that was replaced: PM2 may have opened it before that, and write into it still. */
  readonly replaced: FileHandle | undefined;
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
  private readonly pending = new Set<Written>();
  private readonly looks = new Set<Promise<void>>();
  private readonly repeats = new Map<string, number>();
  private readonly readNow: () => Promise<ModuleConf>;

  constructor(private readonly options: LaterLookOptions) {
    this.readNow = singleFlight(() => readModuleConfFile(options.file, options.clock));
  }

  add(edits: readonly ConfEdit[], textBefore: string, replaced: FileHandle | undefined): void {
    const before = readConfText(this.options.file, textBefore).sections;
    const written: Written = { edits, textBefore, before, replaced };
    this.pending.add(written);
    const look: Promise<void> = delay(this.options.clock, LOOK_AFTER_MS)
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

  private async look(written: Written): Promise<void> {
    const theirs = await this.writtenToReplaced(written);
    const ours = this.standing(written);
    const decide: ConfDecision = (sections) => lost([...ours, ...theirs], written.before, sections);
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
  private standing(written: Written): readonly ConfEdit[] {
    const all = [...this.pending];
    const later = all.slice(all.indexOf(written) + 1).flatMap(({ edits }) => edits);
    return written.edits.filter(({ path }) => !later.some((edit) => overlap(path, edit.path)));
  }

  private async writtenToReplaced({ replaced, textBefore, before }: Written): Promise<readonly ConfEdit[]> {
    if (!replaced) return [];
    try {
      const text = await textOf(replaced);
      if (text === textBefore) return [];
      const { sections, problem } = readConfText(this.options.file, text);
      return problem ? [] : changesBetween(before, sections);
    } finally {
      await replaced.close();
    }
  }
}

/** Changes of which the file knows nothing: where it still, or again, has what was there before. */
function lost(edits: readonly ConfEdit[], before: JsonObject, now: JsonObject): readonly ConfEdit[] {
  return edits.filter(({ path, value }) => {
    const present = valueAt(now, path);
    return !isDeepStrictEqual(present, value) && isDeepStrictEqual(present, valueAt(before, path));
  });
}

function overlap(one: readonly string[], other: readonly string[]): boolean {
  const length = Math.min(one.length, other.length);
  return isDeepStrictEqual(one.slice(0, length), other.slice(0, length));
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}
