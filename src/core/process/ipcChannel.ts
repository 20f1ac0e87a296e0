import type { ChildProcess, StdioOptions } from 'node:child_process';
import { Socket } from 'node:net';
import {
  hasProbesText,
  isNodeMessage,
  mayBeCut,
  parseJson,
  UnreadMessage,
  type IpcMessage,
  type NodeMessage,
} from '../protocol/ipcMessage';
import { inflowOf, readWaiting, type Inflow } from './inflow';
import { LineSplitter } from './lineSplitter';
import { hasSocketPairs } from './platform';
import { QuietReading } from './quietReading';
import { TextCutter } from './textCutter';

/** The IPC channel of a child that was spawned with {@link channelStdio} and {@link channelEnvironment}. */
export interface IpcChannel {
  readonly isOpen: boolean;
  /** What the child sends. */
  readonly inflow: Inflow;
  /** What has come, and what comes from now on. To be called once. */
  receive(listener: (message: IpcMessage) => void): void;
  /** Receives at once what waits in it, of a child that sends no more. */
  receiveRest(): void;
  /** What cannot be sent any more is lost. */
  send(message: unknown): void;
  close(): void;
}

/** The index of the channel in the child's descriptors, as with Node's own. */
const CHANNEL = 3;
/** A longer text is not kept beside what it says, in characters. */
const MAX_TEXT_LENGTH = 100_000;
/** So much of a message tells what it is, in characters. */
const START_LENGTH = 100;

/**
 * What the channel is in the child's descriptors. Node would parse each message, on its own, as it comes: with a plain pipe, which is
 * what its channel is but on Windows, they stay text until they are needed.
 */
export const channelStdio: Extract<StdioOptions, readonly unknown[]>[number] = hasSocketPairs ? 'pipe' : 'ipc';

/** By what a child knows its channel: what Node itself sets for `ipc`, and removes in a child that is Node. */
export const channelEnvironment: Readonly<Record<string, string>> = hasSocketPairs
  ? { NODE_CHANNEL_FD: String(CHANNEL), NODE_CHANNEL_SERIALIZATION_MODE: 'json' }
  : {};

export function channelOf(child: ChildProcess): IpcChannel {
  const pipe = child.stdio[CHANNEL];
  if (!(pipe instanceof Socket)) return new NodeChannel(child);
  const channel = new PipeChannel(pipe);
  child.once('exit', () => channel.readToTheEnd());
  return channel;
}

function cutterFor(start: Buffer): TextCutter | undefined {
  return mayBeCut(start.toString('latin1', 0, START_LENGTH)) ? new TextCutter() : undefined;
}

/** Speaks what Node's own channel does: JSON in lines. */
class PipeChannel implements IpcChannel {
  private isClosed = false;
  private takeIn: (chunk: Buffer) => void = () => undefined;
  private reading: QuietReading | undefined;
  readonly inflow: Inflow;

  constructor(private readonly pipe: Socket) {
    this.inflow = inflowOf(pipe);
    pipe.on('error', () => undefined); // it says no more than that the process is gone, or has closed the channel
    for (const end of ['end', 'close']) {
      pipe.once(end, () => {
        this.isClosed = true;
        this.readToTheEnd();
      });
    }
  }

  get isOpen(): boolean {
    return !this.isClosed && this.pipe.writable;
  }

  receive(listener: (message: IpcMessage) => void): void {
    const accept = (line: string, cutFrom?: number): void => this.accept(line, cutFrom, listener);
    const lines = new LineSplitter(accept, { cutterFor });
    this.takeIn = (chunk) => lines.push(chunk);
    this.pipe.on('data', this.takeIn);
    this.reading = new QuietReading(this.pipe, this.takeIn);
  }

  receiveRest(): void {
    readWaiting(this.pipe, this.takeIn);
  }

  /** The process is gone: nobody waits for its probes, but for all of what it has sent. */
  readToTheEnd(): void {
    this.reading?.dispose();
    this.reading = undefined;
  }

  send(message: unknown): void {
    this.reading?.wake();
    this.pipe.write(`${JSON.stringify(message)}\n`, (error) => {
      // For that, Node is about to destroy the pipe, with all in it that the process has written before it went.
      if (error) readWaiting(this.pipe, this.takeIn);
    });
  }

  close(): void {
    this.readToTheEnd();
    this.pipe.destroy();
  }

  /** Most messages have probes, and most of those are read by nobody. No JSON, no message: an interpreter may write anything. */
  private accept(line: string, cutFrom: number | undefined, listener: (message: IpcMessage) => void): void {
    const isLong = line.length > MAX_TEXT_LENGTH;
    if (!isLong && hasProbesText(line)) {
      listener(new UnreadMessage(line));
      return;
    }
    this.reading?.wake();
    const raw = parseJson(line);
    if (isNodeMessage(raw)) this.acceptNode(raw, listener);
    else if (raw !== undefined) listener({ raw, ...(!isLong && { text: line }), ...(cutFrom && { bytes: cutFrom }) });
  }

  /** A socket or server that was sent with a message is not ours to take; its sender waits until it hears that it has arrived. */
  private acceptNode({ cmd, msg }: NodeMessage, listener: (message: IpcMessage) => void): void {
    if (cmd !== 'NODE_HANDLE') return;
    if (this.isOpen) this.send({ cmd: 'NODE_HANDLE_ACK' });
    if (msg !== undefined && !isNodeMessage(msg)) listener({ raw: msg });
  }
}

/** Node's own. */
class NodeChannel implements IpcChannel {
  private received = 0;
  readonly inflow: Inflow = { hasEnded: () => !this.isOpen, received: () => this.received };

  constructor(private readonly child: ChildProcess) {}

  get isOpen(): boolean {
    return this.child.connected;
  }

  receive(listener: (message: IpcMessage) => void): void {
    // Node keeps what came before there is a listener.
    this.child.on('message', (raw) => {
      this.received += 1;
      listener({ raw });
    });
  }

  receiveRest(): void {
    // Node reads it by itself, and nobody else can.
  }

  send(message: unknown): void {
    this.child.send(message as object, () => undefined);
  }

  close(): void {
    if (this.isOpen) this.child.disconnect();
  }
}
