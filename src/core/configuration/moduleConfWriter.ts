import { unlink } from 'node:fs/promises';
import { delay, systemClock, type Clock } from '../../base/clock';
import { errorCode, UserError } from '../../base/errors';
import { KeyedQueue } from '../../base/keyedQueue';
import { message } from '../../base/message';
import type { JsonObject } from '../manifest/manifestSource';
import { openFile, replaceFile, targetOf, type OpenedFile } from './confFile';
import { editedText, type ConfDecision } from './confText';
import { FileLock, type LockOwner, type Processes } from './fileLock';
import { LaterLook } from './laterLook';
import { moduleConfFile, PAUSE_MS, readConfText, TRIES } from './moduleConf';

/** Times that the file may change between our reading and our writing; each costs some milliseconds. */
const MAX_REPEATS = 200;

export interface ModuleConfWriterOptions {
  /** `$PM2_HOME`. */
  readonly home: string;
  readonly processes: Processes;
  readonly clock?: Clock;
  /** Told of what went wrong when nobody waits for it any more. */
  readonly onError?: (error: unknown) => void;
}

interface OpenedConf extends OpenedFile {
  readonly sections: JsonObject;
}

/**
 * Changes `module_conf.json`, one change after another, so that no other key is lost: a lock keeps our other windows out,
 * and what PM2 does at the same moment, which knows no lock, is seen before or mended after.
 */
export class ModuleConfWriter {
  private readonly file: string;
  private readonly clock: Clock;
  private readonly queue = new KeyedQueue();
  private readonly later: LaterLook;

  constructor(private readonly options: ModuleConfWriterOptions) {
    this.file = moduleConfFile(options.home);
    this.clock = options.clock ?? systemClock;
    this.later = new LaterLook({
      clock: this.clock,
      file: this.file,
      repeat: (decide) => this.edit(decide),
      onError: options.onError ?? (() => undefined),
    });
  }

  /**
   * Makes the changes that are decided on from what the file holds; resolves when they are on the disk. Rejects with a
   * `UserError`, and leaves the file as it is.
   */
  edit(decide: ConfDecision): Promise<void> {
    return this.queue.run('', () => this.editAlone(decide));
  }

  /** Resolves when it was seen that all that was written is there to stay. */
  settled(): Promise<void> {
    return this.later.settled();
  }

  private async editAlone(decide: ConfDecision): Promise<void> {
    try {
      const target = targetOf(this.file);
      const lock = new FileLock(`${target}.lock`, {
        ...{ processes: this.options.processes, clock: this.clock },
        clearUp: (dead) => removeTemporary(target, dead),
      });
      await lock.hold(() => this.write(target, decide));
    } catch (error) {
      throw error instanceof UserError ? error : cannotWrite(this.file, error);
    }
  }

  private async write(target: string, decide: ConfDecision): Promise<void> {
    for (let repeats = 0; repeats <= MAX_REPEATS; repeats++) {
      const before = await this.read(target);
      let isReplaced = false;
      try {
        const text = before?.text ?? '{}';
        const sections = before?.sections ?? {};
        const edits = decide(sections);
        const next = editedText(text, edits, sections);
        if (next === before?.text) return;
        isReplaced = await this.replace(target, next, before);
        if (!isReplaced) continue;
        this.later.add({ edits, before: sections, textBefore: text, replaced: before?.handle });
        return;
      } finally {
        if (!isReplaced) await before?.handle.close();
      }
    }
    throw new UserError(message('module_conf.json was not written: another program writes it all the time.'));
  }

  private async replace(target: string, text: string, before: OpenedFile | undefined): Promise<boolean> {
    const temporary = temporaryOf(target, await this.options.processes.self());
    return replaceFile(target, text, { before, temporary, clock: this.clock });
  }

  /** Throws a `UserError` when the file holds no JSON object, also after PM2 had time to end what it may be writing. */
  private async read(target: string): Promise<OpenedConf | undefined> {
    for (let left = TRIES - 1; ; left--) {
      const opened = await openFile(target);
      if (!opened) return undefined;
      const { sections, problem, mayBeHalfWritten } = readConfText(this.file, opened.text);
      if (!problem) return { ...opened, sections };
      await opened.handle.close();
      if (!mayBeHalfWritten || left === 0) throw new UserError(problem.message, problem.remedies);
      await delay(this.clock, PAUSE_MS);
    }
  }
}

/** Beside the file, so that a rename puts it in place; named after the process, whose death leaves it behind. */
function temporaryOf(target: string, { pid }: LockOwner): string {
  return `${target}.${pid}.new`;
}

async function removeTemporary(target: string, dead: LockOwner): Promise<void> {
  await unlink(temporaryOf(target, dead)).catch(() => undefined); // mostly it died at another moment
}

function cannotWrite(file: string, error: unknown): UserError {
  const code = errorCode(error);
  if (code === undefined) throw error;
  return new UserError(
    message("{0} cannot be written ({1}). Check its permissions and its folder's.", file, code),
    [],
    {
      cause: error,
    },
  );
}
