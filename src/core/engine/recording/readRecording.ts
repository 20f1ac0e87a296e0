import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { errorCode, UserError } from '../../../base/errors';
import { message, type Message } from '../../../base/message';
import { parseRecordedLine, type RecordedLine, type RecordedMeta } from '../../protocol/recordingFormat';

/** Larger files are not opened, in bytes: everything in them is held while they are shown. */
const MAX_BYTES = 256_000_000;
/** Lines of a file that are looked at before it is taken for something else. */
const MAX_STRANGE_LINES = 20;

/** What a recording file holds. */
export interface Recording {
  readonly file: string;
  readonly meta: RecordedMeta;
  readonly lines: readonly RecordedLine[];
  /** When `t` was 0, in milliseconds since the epoch: as it says, else by the file's time. */
  readonly at: number;
}

/** Reads a recording; rejects with a `UserError` when the file is none. Lines that cannot be read are passed over. */
export async function readRecording(file: string): Promise<Recording> {
  const { size, mtimeMs } = await look(file);
  if (size > MAX_BYTES) {
    throw refusal(message('{0} is too large to be opened: {1} MB.', path.basename(file), Math.round(size / 1_000_000)));
  }
  const lines: RecordedLine[] = [];
  let strange = 0;
  const input = createReadStream(file);
  try {
    for await (const text of createInterface({ input, crlfDelay: Infinity })) {
      if (text.trim() === '') continue;
      const line = parseRecordedLine(text);
      if (line) lines.push(line);
      else if (++strange >= MAX_STRANGE_LINES && lines.length === 0) break;
    }
  } finally {
    input.destroy();
  }
  if (lines.length === 0) throw refusal(message('{0} is no recording of traffic.', path.basename(file)));
  const meta = lines.find((line): line is RecordedMeta => line.dir === 'meta') ?? { t: 0, dir: 'meta' };
  return { file, meta, lines, at: meta.at ?? mtimeMs - (lines.at(-1)?.t ?? 0) };
}

async function look(file: string): Promise<{ size: number; mtimeMs: number }> {
  try {
    return await stat(file);
  } catch (error) {
    throw refusal(message('{0} cannot be read ({1}).', file, errorCode(error) ?? String(error)), error);
  }
}

function refusal(text: Message, cause?: unknown): UserError {
  return new UserError(text, [], { cause });
}
