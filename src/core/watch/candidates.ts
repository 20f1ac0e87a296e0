import type { Clock } from '../../base/clock';
import { MutableDisposable, type Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import { codePattern } from './builtinIgnores';
import { isSame, missing, type Fingerprint, type Observation } from './observe';
import type { ParseVerdict } from './parseGate';

/** A file that something may have happened to. */
export interface ChangedFile {
  /** Its real path: one file has many names. */
  readonly key: string;
  /** What it is called to a person: relative to the module's folder where it lies in it, else absolute. */
  readonly name: string;
  /** It lies in a node_modules. */
  readonly isDependency: boolean;
}

/** What candidates are judged by. */
export interface Judge {
  readonly log: Log;
  readonly look: (key: string) => Observation;
  /** As `look`, but what looks untouched since `known` is taken to be `known`. */
  readonly lookBriefly: (key: string, known: Fingerprint) => Fingerprint;
  /** What the running life found at this path when it started; `seen` where that cannot be told. */
  readonly startedFrom: (key: string, seen: Fingerprint) => Fingerprint;
  readonly parses: (name: string, content: Buffer) => ParseVerdict;
  /** Resolves when `parses` no longer answers `loading`. */
  readonly parserLoaded: () => Promise<void>;
}

/**
 * - `unwritten`: it is empty or does not parse, probably because it is being written; others wait for it.
 * - `unsure`: it is gone, or new and perhaps temporary; others need not wait for it.
 * - `loading`: the parser is being loaded.
 * - `broken`: half-typed code.
 * - `held`: in node_modules, until the package manager is done.
 * - `ready`: worth a restart.
 */
type Stage = 'unwritten' | 'unsure' | 'loading' | 'broken' | 'held' | 'ready';

/** A file that differs from what the running life started from. */
export interface Candidate extends ChangedFile {
  /** This and all other times are of the clock that is never set. */
  readonly firstSeenAt: number;
  fingerprint: Fingerprint;
  stage: Stage;
  /** When its content was last seen to change; for a moment from then on it may be unfinished. */
  changedAt: number;
  pause: number;
  /** The parser's answer for this content. */
  verdict: ParseVerdict | undefined;
  readonly timer: MutableDisposable<Disposable>;
}

/** How long an empty, missing, new or unparsable file may be on its way to something else, in milliseconds. */
const SETTLE_MS = 100;
/** How often it is looked at meanwhile: the pause doubles from the first to the last, in milliseconds. */
const FIRST_PAUSE_MS = 1;
const LAST_PAUSE_MS = 16;

/** The files that differ from what the running life started from, each with how far it is from being worth a restart. */
export class Candidates implements Disposable {
  private readonly items = new Map<string, Candidate>();
  /** What was accepted since the life started, and is not to be accepted again. */
  private readonly accepted = new Map<string, Fingerprint>();
  private isReleasing = false;

  constructor(
    private readonly judge: Judge,
    private readonly clock: Clock,
    /** A candidate came closer by itself. */
    private readonly onProgress: () => void,
  ) {}

  get ready(): readonly Candidate[] {
    return this.in('ready');
  }

  get broken(): readonly Candidate[] {
    return this.in('broken');
  }

  /** What is gone, though some of it may come back in a moment. */
  get missing(): readonly Candidate[] {
    const own = [...this.items.values()].filter(({ isDependency }) => !isDependency);
    return own.filter(({ fingerprint }) => fingerprint.kind === 'missing');
  }

  get isEmpty(): boolean {
    return this.items.size === 0;
  }

  get hasHeld(): boolean {
    return this.in('held').length > 0;
  }

  get isMidWrite(): boolean {
    return [...this.items.values()].some(({ stage }) => stage === 'unwritten' || stage === 'loading');
  }

  /** Everything that differs from what the life started from, accepted or not. */
  get changed(): readonly { readonly key: string; readonly fingerprint: Fingerprint }[] {
    const accepted = [...this.accepted].map(([key, fingerprint]) => ({ key, fingerprint }));
    return [...accepted, ...this.items.values()];
  }

  /** Looks at a file that something may have happened to at `seenAt`. Undefined when there is nothing new about it. */
  look(file: ChangedFile, seenAt = this.clock.elapsed()): Candidate | undefined {
    const { fingerprint, content } = this.judge.look(file.key);
    const before = this.accepted.get(file.key) ?? this.judge.startedFrom(file.key, fingerprint);
    const old = this.items.get(file.key);
    if (isSame(fingerprint, before)) {
      if (old) this.forget(old);
      return undefined;
    }
    const candidate = old ?? this.add(file, fingerprint, seenAt);
    const hasChanged = !old || !isSame(old.fingerprint, fingerprint);
    if (hasChanged) {
      candidate.fingerprint = fingerprint;
      candidate.changedAt = old ? this.clock.elapsed() : seenAt;
      candidate.pause = FIRST_PAUSE_MS;
      candidate.verdict = undefined;
    }
    if (hasChanged || candidate.stage !== 'broken') this.grade(candidate, before, content);
    return candidate;
  }

  /** Looks at all that is ready or broken once more. */
  refresh(): void {
    for (const candidate of [...this.ready, ...this.broken]) this.look(candidate);
  }

  /** Lets go what was held back for the package manager. */
  release(): void {
    this.isReleasing = true;
    for (const candidate of this.in('held')) this.look(candidate);
    this.isReleasing = false;
  }

  accept(candidate: Candidate): void {
    this.forget(candidate);
    this.accepted.set(candidate.key, candidate.fingerprint);
  }

  clear(): void {
    for (const candidate of this.items.values()) candidate.timer.dispose();
    this.items.clear();
    this.accepted.clear();
  }

  dispose(): void {
    this.clear();
  }

  private in(stage: Stage): Candidate[] {
    return [...this.items.values()].filter((candidate) => candidate.stage === stage);
  }

  private add(file: ChangedFile, fingerprint: Fingerprint, firstSeenAt: number): Candidate {
    const { key, name, isDependency } = file;
    const candidate: Candidate = {
      ...{
        key,
        name,
        isDependency,
        firstSeenAt,
        fingerprint,
        stage: 'unsure',
        changedAt: firstSeenAt,
        pause: FIRST_PAUSE_MS,
        verdict: undefined,
      },
      timer: new MutableDisposable(),
    };
    this.items.set(key, candidate);
    return candidate;
  }

  private forget(candidate: Candidate): void {
    candidate.timer.dispose();
    this.items.delete(candidate.key);
  }

  private grade(candidate: Candidate, before: Fingerprint, content: Buffer | undefined): void {
    const stage = this.stageOf(candidate, before, content);
    const isSettling = stage === 'unwritten' || stage === 'unsure';
    if (stage === 'broken' && candidate.stage !== 'broken') {
      this.judge.log.debug(`${candidate.name} does not parse: the running life is kept`);
    }
    candidate.stage = stage;
    candidate.timer.value = isSettling ? this.lookAgain(candidate) : undefined;
    if (stage === 'loading') void this.judge.parserLoaded().then(() => this.lookNow(candidate));
  }

  private stageOf(candidate: Candidate, before: Fingerprint, content: Buffer | undefined): Stage {
    const { fingerprint, name } = candidate;
    if (candidate.isDependency) return this.isReleasing ? 'ready' : 'held';
    const mayChange = this.restMs(candidate) > 0;
    const isNew = isSame(before, missing);
    if (fingerprint.kind === 'missing') return mayChange ? 'unsure' : 'ready';
    if (isNew && mayChange && (fingerprint.size === 0 || !isKnownKind(name))) return 'unsure';
    if (fingerprint.size === 0) return mayChange ? 'unwritten' : 'ready';
    if (!content) return 'ready';
    if (name === 'package.json') return mayChange && !isJson(content) ? 'unwritten' : 'ready';
    if (candidate.verdict !== 'broken') candidate.verdict = this.judge.parses(name, content);
    if (candidate.verdict === 'loading') return 'loading';
    if (candidate.verdict === 'parses') return 'ready';
    return mayChange ? 'unwritten' : 'broken';
  }

  private lookAgain(candidate: Candidate): Disposable {
    const pause = Math.min(candidate.pause, this.restMs(candidate));
    candidate.pause = Math.min(pause * 2, LAST_PAUSE_MS);
    return this.clock.after(pause, () => this.lookNow(candidate));
  }

  private restMs({ changedAt }: Candidate): number {
    return changedAt + SETTLE_MS - this.clock.elapsed();
  }

  private lookNow(candidate: Candidate): void {
    if (this.items.get(candidate.key) !== candidate) return;
    this.look(candidate);
    this.onProgress();
  }
}

/** A new file of such a name is no editor's or package manager's temporary file. */
function isKnownKind(name: string): boolean {
  return codePattern.test(name) || name.endsWith('.json') || /(?:^|\/)\.env[^/]*$/.test(name);
}

function isJson(content: Buffer): boolean {
  try {
    JSON.parse(content.toString('utf8').replace(/^\uFEFF/, ''));
    return true;
  } catch {
    return false;
  }
}
