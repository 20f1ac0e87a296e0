import { Emitter, type Event } from '../../base/event';
import type { ModuleOptions } from '../../shared/module';
import type { Json } from '../../shared/probe';
import { boundJson, type JsonLimits } from '../protocol/boundJson';
import type { OptionsPacket } from '../protocol/packet';
import { hidesValue, MASK, type SecretMask } from '../protocol/secretMask';

/** Options that are kept of one process; a module has some twenty. */
const MAX_OPTIONS = 500;
/** Longer names cannot be shown, in characters. */
const MAX_NAME_LENGTH = 200;
/** An option that is looked at, not a document. */
const VALUE_LIMITS: JsonLimits = { depth: 10, nodes: 1_000, stringLength: 1_000 };

/**
 * What `axm:option:configuration` has told of one life of a process, merged key by key as PM2 merges it: the last value of a
 * key counts, and replaces an object whole. Null stays null, thus unknown; PM2 makes `{}` of it.
 */
export class OptionsStore {
  private readonly options = new Map<string, Json>();
  /** Of an earlier life, and not sent by the present one yet. */
  private readonly stale = new Set<string>();
  private readonly didChange = new Emitter<void>();
  private masked: { readonly by: SecretMask; readonly options: ModuleOptions } | undefined;

  readonly onDidChange: Event<void> = this.didChange.event;

  get isEmpty(): boolean {
    return this.options.size === 0;
  }

  accept({ options }: OptionsPacket): void {
    for (const [name, value] of Object.entries(options)) {
      if (name.length > MAX_NAME_LENGTH) continue;
      if (!this.options.has(name) && this.options.size >= MAX_OPTIONS) continue;
      this.stale.delete(name);
      this.options.set(name, boundJson(value, VALUE_LIMITS));
    }
    this.changed();
  }

  /** A life is over: what it sent stays on screen until the next one has had time to send it again. */
  expire(): void {
    for (const name of this.options.keys()) this.stale.add(name);
  }

  /** Removes what was not sent again since {@link expire}. */
  dropExpired(): void {
    if (this.stale.size === 0) return;
    for (const name of this.stale) this.options.delete(name);
    this.stale.clear();
    this.changed();
  }

  /** All options without secrets, in the order in which they first came; the same object until something changes. */
  snapshot(mask: SecretMask): ModuleOptions {
    if (this.masked?.by !== mask) this.masked = { by: mask, options: maskOptions(this.options, mask) };
    return this.masked.options;
  }

  private changed(): void {
    this.masked = undefined;
    this.didChange.fire();
  }
}

function maskOptions(options: ReadonlyMap<string, Json>, mask: SecretMask): ModuleOptions {
  const shown = [...options].map(([name, value]) => [name, name === 'human_info' ? maskPairs(value) : value] as const);
  return mask.maskRecord(Object.fromEntries(shown));
}

/** `[[label, value], …]`: the label stands for the key that the mask would look at. */
function maskPairs(info: Json): Json {
  if (!Array.isArray(info)) return info;
  return (info as readonly Json[]).map((pair) => {
    const [label, value] = Array.isArray(pair) ? (pair as readonly Json[]) : [];
    return typeof label === 'string' && hidesValue(label, value) ? [label, MASK] : pair;
  });
}
