import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { errorCode } from '../../base/errors';
import type { ActionType, CallSnapshot, CallState } from '../../shared/action';
import type { Json } from '../../shared/probe';
import { boundJson, type JsonLimits } from '../protocol/boundJson';
import { jsonSize } from './jsonSize';

/** What an action replies may be anything: for the user alone. */
const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
/** A larger reply is cut before it is written, in bytes. */
const MAX_REPLY_BYTES = 1_000_000;
const CUT_REPLY_LIMITS: JsonLimits = { depth: 20, nodes: 1_000, stringLength: 1_000 };
/** Larger files are not ours. In bytes. */
const MAX_FILE_BYTES = 10_000_000;
const EXTENSION = '.json';

const state = v.variant('kind', [
  v.object({
    kind: v.literal('replied'),
    value: v.optional(v.unknown()),
    tookMs: v.number(),
    note: v.optional(v.object({ text: v.string(), args: v.array(v.string()) })),
    file: v.optional(v.string()),
  }),
  v.object({
    kind: v.literal('failed'),
    message: v.object({ text: v.string(), args: v.array(v.string()) }),
    goesOn: v.optional(v.literal(true)),
  }),
]);

const run = v.object({
  process: v.string(),
  action: v.string(),
  type: v.picklist(['custom', 'scoped', 'internal']),
  call: v.object({
    id: v.number(),
    startedAt: v.number(),
    argument: v.optional(v.string()),
    state,
    streamed: v.number(),
  }),
  lines: v.array(v.string()),
});

/** One run, as its file has it. */
export interface KeptRun {
  readonly process: string;
  readonly action: string;
  readonly type: ActionType;
  readonly call: CallSnapshot;
  /** The last lines of its output. */
  readonly lines: readonly string[];
}

/** Keeps runs in a folder, one file each. */
export class RunFiles {
  constructor(private readonly folder: string) {}

  async write(kept: KeptRun): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: FOLDER_MODE });
    const file = this.fileOf(kept.call.id);
    const call = { ...kept.call, state: cutReply(kept.call.state) };
    // Renamed into place: a window that closes meanwhile leaves no half of a file.
    await writeFile(`${file}.tmp`, JSON.stringify({ ...kept, call }), { mode: FILE_MODE });
    await rename(`${file}.tmp`, file);
  }

  async remove(id: number): Promise<void> {
    await rm(this.fileOf(id), { force: true });
  }

  /** Undefined when there is no such run, or nothing that can be read. */
  async read(id: number): Promise<KeptRun | undefined> {
    const text = await readSmall(this.fileOf(id));
    if (text === undefined) return undefined;
    const parsed = v.safeParse(run, parse(text));
    return parsed.success ? toRun(parsed.output) : undefined;
  }

  /** The newest `count` runs, oldest first; older files are removed. */
  async readAll(count: number): Promise<readonly KeptRun[]> {
    const ids = (await this.names()).flatMap((name) => idOf(name) ?? []).sort((one, other) => one - other);
    for (const id of ids.slice(0, -count)) await this.remove(id);
    const runs = await Promise.all(ids.slice(-count).map((id) => this.read(id)));
    return runs.filter((one) => one !== undefined);
  }

  private async names(): Promise<string[]> {
    try {
      return await readdir(this.folder);
    } catch {
      return []; // nothing was run yet
    }
  }

  private fileOf(id: number): string {
    return path.join(this.folder, `${id}${EXTENSION}`);
  }
}

function idOf(name: string): number | undefined {
  const id = name.endsWith(EXTENSION) ? Number(name.slice(0, -EXTENSION.length)) : NaN;
  return Number.isSafeInteger(id) ? id : undefined;
}

function cutReply(of: CallState): CallState {
  if (of.kind !== 'replied' || of.value === undefined) return of;
  const { bytes, isWhole } = jsonSize(of.value);
  return isWhole && bytes <= MAX_REPLY_BYTES ? of : { ...of, value: boundJson(of.value, CUT_REPLY_LIMITS) };
}

function toRun({ call, ...rest }: v.InferOutput<typeof run>): KeptRun {
  const { argument, state: read, ...facts } = call;
  return { ...rest, call: { ...facts, ...(argument !== undefined && { argument }), state: toState(read) } };
}

function toState(read: v.InferOutput<typeof state>): CallState {
  if (read.kind === 'failed') return { kind: 'failed', message: read.message, ...(read.goesOn && { goesOn: true }) };
  const { value, tookMs, note, file } = read;
  return {
    kind: 'replied',
    ...(value !== undefined && { value: value as Json }), // parsed JSON
    tookMs,
    ...(note && { note }),
    ...(file !== undefined && { file }),
  };
}

async function readSmall(file: string): Promise<string | undefined> {
  try {
    const handle = await open(file, 'r');
    try {
      return (await handle.stat()).size <= MAX_FILE_BYTES ? await handle.readFile('utf8') : undefined;
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (errorCode(error) === undefined) throw error;
    return undefined; // gone, or not ours to read
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
