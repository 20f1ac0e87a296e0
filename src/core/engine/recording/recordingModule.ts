import path from 'node:path';
import type { Clock } from '../../../base/clock';
import { DisposableStore } from '../../../base/disposable';
import { UserError } from '../../../base/errors';
import { Emitter } from '../../../base/event';
import { message } from '../../../base/message';
import type { Notice } from '../../../shared/coreApi';
import type { ModuleId, ModuleSnapshot, ProcessSnapshot } from '../../../shared/module';
import { formatLine } from '../../logs/formatLog';
import type { RecordedLine, RecordedMessage } from '../../protocol/recordingFormat';
import type { EngineModule, Received } from '../moduleEngine';
import type { Recording } from './readRecording';

/** More names of processes are none of a module's: what they said counts as the first one's. */
const MAX_PROCESSES = 100;
/** After so many lines others get their turn. */
const LINES_PER_TURN = 500;

/** The id that the module of a recording has. */
export function recordingId(file: string): ModuleId {
  return `recording:${file}`;
}

/** A module that is not run: what it and PM2 said to each other comes from a recording, all at once, at the recorded times. */
export class RecordingModule implements EngineModule {
  private readonly store = new DisposableStore();
  private readonly changed = this.store.add(new Emitter<void>());
  private readonly launched = this.store.add(new Emitter<string>());
  private readonly exited = this.store.add(new Emitter<string>());
  private readonly received = this.store.add(new Emitter<Received>());
  private readonly idled = this.store.add(new Emitter<string>());
  private readonly output = this.store.add(new Emitter<readonly string[]>());
  private readonly noticed = this.store.add(new Emitter<Notice>());
  private readonly ended = new Emitter<void>();
  /** Process keys by the names in the lines; lines without a name are the first process's. */
  private readonly keys: ReadonlyMap<string, string>;
  /** Lives so far. */
  private readonly generations = new Map<string, number>();
  /** Processes that ended, and have said nothing since. */
  private readonly gone = new Set<string>();
  private now: number;
  private replaying: Promise<void> | undefined;
  private isEnded = false;
  readonly secrets: readonly string[] = []; // masked when it was written
  readonly onDidChange = this.changed.event;
  readonly onDidLaunch = this.launched.event;
  readonly onDidExit = this.exited.event;
  readonly onDidReceive = this.received.event;
  readonly onDidIdle = this.idled.event;
  readonly onDidOutput = this.output.event;
  readonly onDidNotice = this.noticed.event;
  readonly onDidEnd = this.ended.event;
  private readonly first: ModuleSnapshot;
  /** The recorded time; nothing ever becomes due in it. */
  readonly clock: Clock = { now: () => this.now, elapsed: () => this.now, after: () => ({ dispose: () => undefined }) };

  constructor(private readonly recording: Recording) {
    const names = new Set(recording.lines.flatMap((line) => ('process' in line && line.process) || []));
    const name = recording.meta.module ?? path.basename(recording.file, path.extname(recording.file));
    const processes = names.size > 0 ? [...names].slice(0, MAX_PROCESSES) : [name];
    this.keys = new Map(processes.map((process) => [process, `${this.id}#${process}`]));
    this.now = recording.at;
    this.first = snapshotOf(recording, `${name} (recording)`, this.keys);
  }

  get snapshot(): ModuleSnapshot {
    const processes = this.first.processes.map((process) => ({
      ...process,
      generation: this.generations.get(process.key) ?? 1,
    }));
    return { ...this.first, processes };
  }

  get id(): ModuleId {
    return recordingId(this.recording.file);
  }

  async launch(): Promise<void> {
    await (this.replaying ??= this.replay());
  }

  start(): Promise<void> {
    return this.refuse();
  }

  async stop(): Promise<void> {
    // It does not run.
  }

  restart(): Promise<void> {
    return this.refuse();
  }

  send(): void {
    throw this.refusal();
  }

  setMonitoredPid(): void {
    // Nothing of it is measured.
  }

  setWatchingPaused(): void {
    // Nothing of it is watched.
  }

  async setSettings(): Promise<void> {
    // None of them is about recordings.
  }

  undoIgnore(): void {
    // Nothing of it is ignored.
  }

  fileChanged(): void {
    // No file of it is known.
  }

  async whenIdle(): Promise<void> {
    await this.replaying;
  }

  async dispose(): Promise<void> {
    if (this.isEnded) return;
    this.isEnded = true;
    this.ended.fire();
    this.ended.dispose();
    this.store.dispose();
  }

  private refuse(): Promise<never> {
    return Promise.reject(this.refusal());
  }

  private refusal(): UserError {
    return new UserError(message('"{0}" is a recording: it can be looked at, not run.', this.snapshot.name));
  }

  private async replay(): Promise<void> {
    for (const key of this.keys.values()) this.begin(key);
    for (const [index, line] of this.recording.lines.entries()) {
      if (this.isEnded) return;
      this.now = this.recording.at + line.t;
      this.play(line);
      if (index % LINES_PER_TURN === LINES_PER_TURN - 1) await new Promise((resolve) => setImmediate(resolve));
    }
    for (const key of this.keys.values()) this.exited.fire(key);
  }

  private play(line: RecordedLine): void {
    switch (line.dir) {
      case 'module->pm2':
      case 'pm2->module':
        this.receive(this.keyOf(line), line);
        break;
      case 'stdout':
      case 'stderr':
        this.output.fire(outputLines(line.data, line.dir === 'stdout' ? 'out' : 'error', this.now));
        break;
      case 'exit':
        this.gone.add(this.keyOf(line));
        this.exited.fire(this.keyOf(line));
        break;
      default:
        // What it was recorded with.
        break;
    }
  }

  /** What a process says after its end is of its next life. */
  private receive(key: string, { msg, dir }: RecordedMessage): void {
    if (this.gone.delete(key)) this.begin(key);
    this.received.fire({ process: key, message: { raw: msg }, isSent: dir === 'pm2->module' });
  }

  private begin(key: string): void {
    this.generations.set(key, (this.generations.get(key) ?? 0) + 1);
    this.launched.fire(key);
    this.changed.fire();
  }

  private keyOf({ process = '' }: { readonly process?: string }): string {
    const [first = ''] = this.keys.values();
    return this.keys.get(process) ?? first;
  }
}

function snapshotOf(
  { file, meta, at, lines }: Recording,
  name: string,
  keys: ReadonlyMap<string, string>,
): ModuleSnapshot {
  const processes = [...keys].map(([process, key], index): ProcessSnapshot => ({
    ...{ key, name: process, pmId: index, status: 'stopped', generation: 1, restarts: 0 },
    ...{ entry: file, entryRule: 'main', logs: { out: file, error: file } },
    ...(meta.node !== undefined && { nodeVersion: meta.node }),
  }));
  const messages = lines.filter(({ dir }) => dir === 'module->pm2' || dir === 'pm2->module').length;
  return {
    ...{ id: recordingId(file), name, folder: file, manifest: file, kind: 'recording', hints: [], watching: 'off' },
    ...(meta.version !== undefined && { version: meta.version }),
    ...{ processes, recording: { file, at, messages } },
  };
}

function outputLines(data: string, stream: 'out' | 'error', at: number): string[] {
  const texts = data.replace(/\r?\n$/, '').split(/\r?\n/);
  return texts.map((text) => formatLine({ at, stream, text }));
}
