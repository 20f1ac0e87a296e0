import path from 'node:path';
import { isOwnFile } from '../../base/isOwnFile';
import { isWithin } from '../../base/isWithin';
import { parseFrame, toPath, type ParsedFrame } from '../../base/stackFrame';
import { endOf, startOf } from '../../base/truncate';
import type { StackFrame } from '../../shared/issue';
import type { IssuePacket } from '../protocol/packet';

/** Of a stack; Node keeps 10 frames unless a module asks for more. */
const MAX_FRAMES = 50;
/** Of a stack that are read, in characters: a message of megabytes stands above the frames. */
const MAX_STACK_LENGTH = 50_000;
/** Of a frame's line, in characters. */
const MAX_LINE_LENGTH = 1_000;

/** What tells a module's own code from others'. */
export interface FrameOptions {
  /** As the user opened it. */
  readonly folder: string;
  /** Where it is once links are followed: what Node's stacks name. */
  readonly realFolder: string;
  readonly exists: (file: string) => boolean;
}

/** The frames of an issue: of its stack, else as pmx or `@pm2/io` have read them. */
export function issueFrames(packet: IssuePacket, options: FrameOptions): readonly StackFrame[] {
  const parsed = stackLines(packet.stack).flatMap((line) => parseFrame(line) ?? []);
  const read = packet.frames.map(({ file, line }) => withPath({ location: file, line }));
  const [, file, line] = /^(.+):(\d+)$/.exec(packet.callsite ?? '') ?? [];
  const called = file === undefined ? [] : [withPath({ location: file, line: Number(line) })];
  const frames = [parsed, read, called].find(({ length }) => length > 0) ?? [];
  return frames.slice(0, MAX_FRAMES).map((frame) => toFrame(frame, options));
}

type Frame = Omit<ParsedFrame, 'column'> & { readonly column?: number };

/** The end of a long stack: its frames stand below the message. */
function stackLines(stack = ''): string[] {
  const lines = endOf(stack, MAX_STACK_LENGTH).split('\n');
  return lines.map((line) => line.slice(0, MAX_LINE_LENGTH));
}

function withPath(frame: { readonly location: string; readonly line: number }): Frame {
  const location = startOf(frame.location, MAX_LINE_LENGTH);
  const file = toPath(location);
  return { location, line: frame.line, ...(file !== undefined && { file }) };
}

function toFrame({ call, location, file, line, column }: Frame, options: FrameOptions): StackFrame {
  const { folder, exists } = options;
  const opened = file === undefined ? undefined : asOpened(file, options);
  const shown = opened !== undefined && isWithin(opened, folder) ? path.relative(folder, opened) : (opened ?? location);
  return {
    ...(call !== undefined && { call }),
    location: [shown, line, column].filter((part) => part !== undefined).join(':'),
    ...(opened !== undefined && exists(opened) && { file: opened }),
    line,
    ...(column !== undefined && { column }),
    isOwn: opened !== undefined && isOwnFile(opened, folder),
  };
}

/** A file of the folder by the path that the user knows, on which the editor has it open. */
function asOpened(file: string, { folder, realFolder }: FrameOptions): string {
  return isWithin(file, realFolder) ? path.join(folder, path.relative(realFolder, file)) : file;
}
