import { createWriteStream, type WriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import { toError, UserError } from '../base/errors';
import { message } from '../base/message';
import type { ModuleSnapshot } from '../shared/module';
import type { TrafficSaved } from '../shared/output';
import { boundJson, type JsonLimits } from './protocol/boundJson';
import type { RecordedLine, RecordedMessage, RecordedMeta } from './protocol/recordingFormat';
import type { Recordable, RecordableExit, RecordableMessage, TrafficStore } from './stores/trafficStore';

/** A recording ends when it is this large, in characters. */
const MAX_CHARACTERS = 200_000_000;
/** More than this is not held for a disk that is slower than the module: what comes meanwhile is counted. In bytes. */
const MAX_WAITING_BYTES = 16_000_000;
/** Traffic is nobody else's business. */
const FILE_MODE = 0o600;
const LIMITS: JsonLimits = { depth: 50, nodes: 20_000, stringLength: 100_000 };

/** Writes a module's traffic to a file: what is kept at first, then what comes until it is stopped. Secrets are masked. */
export class TrafficRecording {
  private stream: WriteStream | undefined;
  private startedAt = 0;
  private characters = 0;
  private messages = 0;
  private skipped = 0;
  private unsaid = 0;
  private isStopped = false;

  constructor(
    private readonly traffic: TrafficStore,
    private readonly file: string,
  ) {}

  /** Rejects with a `UserError` when the file could not be written. */
  async run(module: ModuleSnapshot, follow: boolean): Promise<TrafficSaved> {
    const kept = this.traffic.recordables();
    this.startedAt = kept[0]?.at ?? Date.now();
    const stream = createWriteStream(this.file, { mode: FILE_MODE });
    const written = finished(stream);
    this.stream = stream;
    this.write(metaOf(module, this.startedAt));
    for (const one of kept) this.add(one);
    if (follow && !this.isStopped) this.traffic.recorder = (one) => this.add(one);
    else this.stop();
    try {
      await written;
    } catch (error) {
      throw new UserError(message('The traffic could not be saved as {0}: {1}', this.file, toError(error).message));
    } finally {
      this.traffic.recorder = undefined;
    }
    return { file: this.file, messages: this.messages, skipped: this.skipped };
  }

  stop(): void {
    if (this.isStopped) return;
    this.isStopped = true;
    this.traffic.recorder = undefined;
    this.saySkipped(Date.now());
    this.stream?.end();
  }

  private add(recordable: Recordable): void {
    if (this.isStopped) return;
    if (recordable.hasEnded) this.addExit(recordable);
    else this.addMessage(recordable);
    if (this.characters > MAX_CHARACTERS) this.stop();
  }

  private addExit({ at, label }: RecordableExit): void {
    this.saySkipped(at);
    this.write({ t: this.timeOf(at), dir: 'exit', ...(label !== undefined && { process: label }) });
  }

  private addMessage({ at, isSent, raw, label }: RecordableMessage): void {
    const isBehind = (this.stream?.writableLength ?? 0) > MAX_WAITING_BYTES;
    if (raw === undefined || isBehind) {
      this.skipped += 1;
      this.unsaid += 1;
      return;
    }
    this.saySkipped(at);
    const line: RecordedMessage = {
      t: this.timeOf(at),
      dir: isSent ? 'pm2->module' : 'module->pm2',
      msg: this.traffic.mask.mask(boundJson(raw, LIMITS)),
      ...(label !== undefined && { process: label }),
    };
    this.write(line);
    this.messages += 1;
  }

  private timeOf(at: number): number {
    return Math.max(0, at - this.startedAt);
  }

  private saySkipped(at: number): void {
    if (this.unsaid === 0) return;
    this.write({ t: this.timeOf(at), dir: 'skipped', count: this.unsaid });
    this.unsaid = 0;
  }

  private write(line: RecordedLine | RecordedMeta): void {
    const text = `${JSON.stringify(line)}\n`;
    this.characters += text.length;
    this.stream?.write(text);
  }
}

function metaOf({ name, version, processes }: ModuleSnapshot, at: number): RecordedMeta {
  const node = processes.find(({ nodeVersion }) => nodeVersion !== undefined)?.nodeVersion;
  return {
    ...{ t: 0, dir: 'meta', module: name, at },
    ...(version !== undefined && { version }),
    ...(node !== undefined && { node }),
  };
}
