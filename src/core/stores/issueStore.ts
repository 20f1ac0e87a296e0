import { Emitter, type Event } from '../../base/event';
import { truncate } from '../../base/truncate';
import type { IssuesDelta, IssueSnapshot } from '../../shared/issue';
import { boundJson, type JsonLimits } from '../protocol/boundJson';
import type { IssuePacket } from '../protocol/packet';
import type { SecretMask } from '../protocol/secretMask';
import { fingerprint } from './fingerprint';
import { issueFrames, type FrameOptions } from './issueFrames';
import { cleanText, issueMessage, issueMetadata, issueOrigin } from './issueText';
import { PendingChanges } from './pendingChanges';

/** Different issues that are kept of one process; beyond, the one that has not occurred for longest goes. */
const MAX_ISSUES = 200;
/** What is reported with an issue is looked at, not a document. */
const METADATA_LIMITS: JsonLimits = { depth: 8, nodes: 500, stringLength: 1_000 };
/** In characters. */
const MAX_CONTEXT_LENGTH = 4_000;
const MAX_NAME_LENGTH = 200;
/** Equal texts that are recognised without being read again, and how long each may be, in characters. */
const MAX_RECOGNISED = 200;
const MAX_RECOGNISED_LENGTH = 5_000;

export interface IssueStoreOptions extends FrameOptions {
  /** Hides what must not be shown. Asked each time: secrets change with the configuration. */
  readonly mask: () => SecretMask;
}

type Details = Pick<IssueSnapshot, 'message' | 'name' | 'origin' | 'frames' | 'metadata' | 'context'>;
type Issue = { -readonly [Key in keyof IssueSnapshot]: IssueSnapshot[Key] };

/** The issues of a process in all its lives, equal ones counted as one. */
export class IssueStore {
  /** The one that occurred last comes last. */
  private readonly issues = new Map<string, Issue>();
  private readonly recognised = new Map<string, string>();
  private readonly pending = new PendingChanges();
  private readonly didChange = new Emitter<void>();
  private generation = 0;

  /** Something changed that {@link takeChanges} will tell. */
  readonly onDidChange: Event<void> = this.didChange.event;

  constructor(private readonly options: IssueStoreOptions) {}

  beginLife(generation: number): void {
    this.generation = generation;
  }

  /** `at` in milliseconds since the epoch. */
  accept(packet: IssuePacket, at: number): void {
    const text = recognisable(packet);
    const id = this.recognised.get(text ?? '');
    const known = id === undefined ? undefined : this.issues.get(id);
    // Of equal ones that come faster than anybody looks, the details of one do.
    if (known?.generation === this.generation && this.pending.has(known.id)) this.count(known, at);
    else this.read(packet, text, at);
    this.didChange.fire();
  }

  clear(): void {
    for (const id of this.issues.keys()) this.pending.remove(id);
    this.issues.clear();
    this.recognised.clear();
    this.didChange.fire();
  }

  /** All issues; the one that occurred last comes last. */
  snapshots(): IssueSnapshot[] {
    return [...this.issues.values()].map((issue) => ({ ...issue }));
  }

  takeChanges(): Omit<IssuesDelta, 'process'> {
    const { changed, removed } = this.pending.take();
    return {
      changed: changed.flatMap((id) => {
        const issue = this.issues.get(id);
        return issue ? [{ ...issue }] : [];
      }),
      removed,
    };
  }

  private read(packet: IssuePacket, text: string | undefined, at: number): void {
    const details = this.detailsOf(packet);
    const id = fingerprint(details);
    if (text !== undefined) this.recognise(text, id);
    const { generation } = this;
    const old = this.issues.get(id);
    const isRenewed = old?.generation === generation;
    this.count(
      {
        ...details,
        ...{ id, count: old?.count ?? 0, firstAt: old?.firstAt ?? at, lastAt: at },
        ...{ generation, since: isRenewed ? old.since : at },
      },
      at,
    );
    if (this.issues.size > MAX_ISSUES) this.dropOldest();
  }

  private count(issue: Issue, at: number): void {
    issue.count += 1;
    issue.lastAt = at;
    this.issues.delete(issue.id);
    this.issues.set(issue.id, issue);
    this.pending.change(issue.id);
  }

  private dropOldest(): void {
    for (const id of this.issues.keys()) {
      this.issues.delete(id);
      this.pending.remove(id);
      return;
    }
  }

  private recognise(text: string, id: string): void {
    if (this.recognised.size >= MAX_RECOGNISED) this.recognised.clear();
    this.recognised.set(text, id);
  }

  private detailsOf(packet: IssuePacket): Details {
    const mask = this.options.mask();
    const metadata = issueMetadata(packet);
    const { name, context } = packet;
    return {
      message: issueMessage(packet, mask),
      ...(name !== undefined && { name: cleanText(truncate(name, MAX_NAME_LENGTH), MAX_NAME_LENGTH, mask) }),
      origin: issueOrigin(packet),
      frames: issueFrames(packet, this.options),
      ...(metadata !== undefined && { metadata: mask.mask(boundJson(metadata, METADATA_LIMITS)) }),
      ...(context !== undefined && { context: cleanText(context, MAX_CONTEXT_LENGTH, mask) }),
    };
  }
}

/** The text by which equal issues are recognised; undefined when it is too long to be kept. */
function recognisable({ message, stack, name, metadata }: IssuePacket): string | undefined {
  if (typeof message !== 'string') return undefined;
  // Metadata tells what was reported from what was not caught.
  const text = `${metadata === undefined ? '' : 'notified'}\0${name ?? ''}\0${message}\0${stack ?? ''}`;
  return text.length > MAX_RECOGNISED_LENGTH ? undefined : text;
}
